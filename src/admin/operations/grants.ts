import { z } from 'zod';
import { clientIdentifier } from '../../config/rules.ts';
import type { AdminOperation } from '../../wiring/admin-operation.ts';
import type { GrantAdministration } from '../grant-administration.ts';
import { pageOf, pageQuery } from '../lists.ts';
import { operation } from '../operation.ts';
import { shownGrantKinds } from '../shown-grant.ts';
import { handleName, subjectParameter } from './users.ts';

const tag = 'Grants';

export const ownerQuery = {
  subject: subjectParameter.optional().describe('The `sub` of a user.'),
  client: clientIdentifier().optional().describe('A client id; without `subject` the whole store is looked through.'),
};

const family = () =>
  z.string().regex(/^[\w-]{22}$/, { error: 'must be the name of a family: 22 characters of base64url' });

const shownGrantSchema = z.object({
  id: z.string().describe('By which it is revoked; opens nothing.'),
  kind: z.enum(shownGrantKinds),
  subject: z.string().optional(),
  clientId: z.string().optional(),
  family: z.string().optional().describe('Of everything that came of one authorization.'),
  sessionId: z.string().optional(),
  scopes: z
    .array(z.string())
    .optional()
    .describe('Granted, or asked for as long as the user has not decided; absent: sealed under a secret that is gone.'),
  resources: z.array(z.string()).optional().describe('What APIs it is limited to; absent: not by the request.'),
  createdAt: z.int().describe('Epoch seconds.'),
  expiresAt: z.int().describe('Epoch seconds.'),
});

export function grantOperations(grants: GrantAdministration): readonly AdminOperation[] {
  return [
    operation({
      id: 'listGrants',
      method: 'GET',
      path: '/grants',
      access: 'read',
      tag,
      summary: 'List live codes and tokens of a user, of a client, or of both',
      description:
        'JWT access tokens are stored nowhere: they go with their family. In no order that means anything. `subject` or `client` is needed: nothing is looked up by family alone.',
      query: z.strictObject({
        ...ownerQuery,
        family: family().optional().describe('Only what came of this authorization.'),
        kind: z.enum(shownGrantKinds).optional().describe('Only these.'),
        ...pageQuery,
      }),
      status: 200,
      result: pageOf(shownGrantSchema),
      handle: async ({ query }) => ({ body: await grants.list(query) }),
    }),
    operation({
      id: 'revokeGrant',
      method: 'DELETE',
      path: '/grants/{grantId}',
      access: 'change',
      tag,
      summary: 'Revoke a code or token',
      description:
        'With a refresh token, a code, or a request that waits for its user goes all that came of the same authorization, JWTs wherever this server is asked about them; a reference token goes alone.',
      parameters: z.object({ grantId: handleName() }),
      status: 204,
      async handle({ parameters: { grantId } }, caller) {
        await grants.revoke(grantId, caller);
        return {};
      },
    }),
    operation({
      id: 'revokeFamily',
      method: 'DELETE',
      path: '/families/{family}',
      access: 'change',
      tag,
      summary: 'Revoke all that came of one authorization',
      description: 'Whether there is anything or not. The `jti` of a JWT access token begins with its family.',
      parameters: z.object({ family: family() }),
      status: 204,
      async handle({ parameters }, caller) {
        await grants.revokeFamily(parameters.family, caller);
        return {};
      },
    }),
    operation({
      id: 'revokeGrants',
      method: 'POST',
      path: '/grants/revoke',
      access: 'change',
      tag,
      summary: 'Revoke all that a client has of a user, or all that it was ever issued',
      description:
        'Of one user: codes, tokens and the consent. Without `subject`: everything of the client, JWTs too, wherever this server is asked about them; the client stays.',
      body: z.strictObject({
        client: clientIdentifier(),
        subject: subjectParameter.optional(),
      }),
      status: 200,
      result: z.object({ ended: z.int().describe('How many codes, tokens and consents ended.') }),
      handle: async ({ body }, caller) => ({ body: { ended: await grants.revokeAll(body, caller) } }),
    }),
  ];
}
