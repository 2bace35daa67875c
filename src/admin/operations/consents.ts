import { z } from 'zod';
import { clientIdentifier } from '../../config/rules.ts';
import type { AdminOperation } from '../../wiring/admin-operation.ts';
import type { GrantAdministration } from '../grant-administration.ts';
import { pageOf, pageQuery } from '../lists.ts';
import { operation } from '../operation.ts';
import { ownerQuery } from './grants.ts';
import { subjectParameter } from './users.ts';

const tag = 'Consents';

const shownConsentSchema = z.object({
  subject: z.string(),
  clientId: z.string(),
  scopes: z.array(z.string()).optional().describe('Absent: sealed under a secret that is gone.'),
  resources: z.array(z.string()).optional().describe('What APIs it was given for; absent: for all of its scopes.'),
  createdAt: z.int().describe('Epoch seconds.'),
  expiresAt: z.int().nullable().describe('Epoch seconds; `null`: never.'),
});

export function consentOperations(grants: GrantAdministration): readonly AdminOperation[] {
  return [
    operation({
      id: 'listConsents',
      method: 'GET',
      path: '/consents',
      access: 'read',
      tag,
      summary: 'List what users agreed to, by user or by client',
      description: '`subject` or `client` is needed. In no order that means anything.',
      query: z.strictObject({ ...ownerQuery, ...pageQuery }),
      status: 200,
      result: pageOf(shownConsentSchema),
      handle: async ({ query }) => ({ body: await grants.listConsents(query) }),
    }),
    operation({
      id: 'withdrawConsent',
      method: 'DELETE',
      path: '/users/{subject}/consents/{clientId}',
      access: 'change',
      tag,
      summary: 'Forget what a user agreed to at a client',
      description: 'The user is asked again; tokens that the client has live on.',
      parameters: z.object({ subject: subjectParameter, clientId: clientIdentifier() }),
      status: 204,
      async handle({ parameters: { subject, clientId } }, caller) {
        await grants.withdrawConsent(subject, clientId, caller);
        return {};
      },
    }),
  ];
}
