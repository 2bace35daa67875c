import { z } from 'zod';
import type { AdminOperation } from '../../wiring/admin-operation.ts';
import type { ClientAdministration } from '../client-administration.ts';
import { etagOf } from '../etag.ts';
import { pageOf, pageQuery } from '../lists.ts';
import { operation } from '../operation.ts';
import { clientSources, listedClientSchema } from '../shown-client.ts';
import { shownClientSchema } from '../shown-client-schema.ts';

const tag = 'Clients';
const parameters = z.object({ clientId: z.string().describe('Its id, percent-encoded.') });

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
  ];
}
