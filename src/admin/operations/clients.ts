import { z } from 'zod';
import type { AdminOperation } from '../../wiring/admin-operation.ts';
import type { ClientAdministration, CreationOutcome, WrittenOutcome } from '../client-administration.ts';
import { changedClientSchema, newClientSchema, writtenClientSchema } from '../client-body-schema.ts';
import { etagOf } from '../etag.ts';
import { pageOf, pageQuery } from '../lists.ts';
import { operation } from '../operation.ts';
import { AdminProblem } from '../problem.ts';
import { clientSources, listedClientSchema } from '../shown-client.ts';
import { shownClientSchema, writtenClientAnswer } from '../shown-client-schema.ts';

const tag = 'Clients';
const parameters = z.object({ clientId: z.string().describe('Its id, percent-encoded.') });
/** `resolveClient` checks it, in the words of the configuration. */
const anyObject = z.record(z.string(), z.unknown());

export function clientOperations(clients: ClientAdministration): readonly AdminOperation[] {
  return [
    operation({
      id: 'listClients',
      method: 'GET',
      path: '/clients',
      access: 'read',
      tag,
      summary: 'List clients, those of the configuration first',
      query: z.strictObject({
        search: z.string().min(1).max(200).optional().describe('A part of the id or name, whatever its letter case.'),
        from: z.enum(clientSources).optional().describe('Only those that stand there.'),
        ...pageQuery,
      }),
      status: 200,
      result: pageOf(listedClientSchema),
      handle: async ({ query }) => ({ body: await clients.list(query) }),
    }),
    operation({
      id: 'createClient',
      method: 'POST',
      path: '/clients',
      access: 'change',
      tag,
      summary: 'Create a client',
      description:
        'The same rules as in the configuration. One that must prove who it is and is given nothing to do so gets a secret, `clientSecret`, which is shown this once. Where there is this very client already the answer is 200, without a secret.',
      body: anyObject,
      describedBody: newClientSchema,
      status: 201,
      result: writtenClientAnswer,
      problems: ['exists', 'configured'],
      handle: async ({ body }, caller) => created(await clients.create(body, caller)),
    }),
    operation({
      id: 'getClient',
      method: 'GET',
      path: '/clients/{clientId}',
      access: 'read',
      tag,
      summary: 'Show a client with every setting; secrets never',
      parameters,
      status: 200,
      result: shownClientSchema,
      hasETag: true,
      async handle({ parameters: { clientId } }) {
        const shown = await clients.show(clientId);
        return { body: shown, etag: etagOf(shown) };
      },
    }),
    operation({
      id: 'replaceClient',
      method: 'PUT',
      path: '/clients/{clientId}',
      access: 'change',
      tag,
      summary: 'Replace all settings of a client, or create it',
      description:
        'With `If-Match` what is not named becomes the default, and secrets stay; with `If-None-Match: *` it is created as by `createClient`.',
      parameters,
      body: anyObject,
      describedBody: writtenClientSchema,
      status: 200,
      result: writtenClientAnswer,
      hasETag: true,
      problems: ['exists', 'configured', 'not-possible'],
      async handle({ parameters: { clientId }, body, ifMatch, ifNoneMatch }, caller) {
        if (ifNoneMatch?.trim() !== '*') {
          if (ifMatch === undefined) throw new AdminProblem('precondition-required');
          return written(await clients.replace(clientId, body, caller, ifMatch));
        }
        if (body['clientId'] !== undefined && body['clientId'] !== clientId) {
          throw new AdminProblem('invalid', { errors: [{ path: 'clientId', message: 'must be that of the path' }] });
        }
        const outcome = await clients.create({ ...body, clientId }, caller);
        if (!outcome.isNew) throw new AdminProblem('changed-meanwhile');
        return created(outcome);
      },
    }),
    operation({
      id: 'changeClient',
      method: 'PATCH',
      path: '/clients/{clientId}',
      access: 'change',
      tag,
      summary: 'Change single settings of a client',
      description:
        'A merge patch (RFC 7396): what is not named stays, `null` is the default. `If-Match` is heeded where it is sent. One that is disabled loses all that was issued to it.',
      parameters,
      body: anyObject,
      describedBody: changedClientSchema,
      isMergePatch: true,
      status: 200,
      result: writtenClientAnswer,
      hasETag: true,
      problems: ['configured', 'not-possible'],
      handle: async ({ parameters: { clientId }, body, ifMatch }, caller) =>
        written(await clients.patch(clientId, body, caller, ifMatch)),
    }),
    operation({
      id: 'deleteClient',
      method: 'DELETE',
      path: '/clients/{clientId}',
      access: 'change',
      tag,
      summary: 'Delete a client with everything that was issued to it',
      description: 'What the id was issued ends also where there is no such client (any more).',
      parameters,
      status: 204,
      hasETag: true,
      problems: ['configured'],
      async handle({ parameters: { clientId }, ifMatch }, caller) {
        await clients.remove(clientId, caller, ifMatch);
        return {};
      },
    }),
    operation({
      id: 'disableClient',
      method: 'POST',
      path: '/clients/{clientId}/disable',
      access: 'change',
      tag,
      summary: 'Refuse a client everywhere, and end all that was issued to it',
      parameters,
      status: 200,
      result: shownClientSchema,
      problems: ['configured'],
      handle: async ({ parameters: { clientId } }, caller) => ({ body: await clients.disable(clientId, caller) }),
    }),
    operation({
      id: 'enableClient',
      method: 'POST',
      path: '/clients/{clientId}/enable',
      access: 'change',
      tag,
      summary: 'Accept a client again',
      parameters,
      status: 200,
      result: shownClientSchema,
      problems: ['configured'],
      handle: async ({ parameters: { clientId } }, caller) => ({ body: await clients.enable(clientId, caller) }),
    }),
  ];
}

function written({ client, warnings }: WrittenOutcome) {
  return { body: { ...client, warnings }, etag: etagOf(client) };
}

function created({ client, warnings, isNew, secret }: CreationOutcome) {
  const body = { ...client, ...(secret === undefined ? {} : { clientSecret: secret }), warnings };
  return { status: isNew ? 201 : 200, body, etag: etagOf(client) };
}
