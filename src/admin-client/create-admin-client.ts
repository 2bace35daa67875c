import type { AdminOperations } from './generated/admin-client.ts';
import { operations } from './generated/operations.ts';
import type { OperationDescription } from './operation-description.ts';
import { type Page, Pages } from './pages.ts';
import { type OperationInput, Transport, type TransportOptions } from './transport.ts';

/** The admin API of a server. Each method is one of its operations, and throws {@link AdminError}. */
export type AdminClient = AdminOperations;

export interface AdminClientOptions extends TransportOptions {}

/**
 * A client for the admin API.
 *
 * @example
 * const admin = createAdminClient({ url: 'http://localhost:9401', token });
 * for await (const client of admin.listClients({ search: 'web' })) console.log(client.clientId);
 *
 * @throws {TypeError} where the address is none, or plain http to another machine; without a token.
 */
export function createAdminClient(options: AdminClientOptions): AdminClient {
  const transport = new Transport(options);
  const methods = Object.entries(operations).map(([id, operation]) => [id, methodOf(transport, operation)]);
  // What each takes and gives is generated from the same operations as the table.
  return Object.freeze(Object.fromEntries(methods)) as AdminClient;
}

function methodOf(transport: Transport, operation: OperationDescription) {
  const { answer } = operation;
  if (answer === 'pages') {
    return (input: OperationInput = {}) => {
      const read = async (after: string | undefined) =>
        (await transport.send(operation, { ...input, after })).value as Page<unknown>;
      return new Pages(read, typeof input['after'] === 'string' ? input['after'] : undefined);
    };
  }
  return async (input: OperationInput = {}) => {
    const { value, etag } = await transport.send(operation, input);
    return answer === 'tagged' ? { value, etag: etag ?? '' } : value;
  };
}
