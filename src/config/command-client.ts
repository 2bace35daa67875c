import type { Client } from '../model/client.ts';
import { clientSchema } from './client-schema.ts';
import { toClient } from './resolve-client.ts';

/** Whose tokens those of `mintmark admin token` are. */
export const commandClientId = 'mintmark-command';

/** It has no way to authenticate and no grant: tokens in its name are made on the machine, with the keys of the store. */
export function commandClient(): Client {
  return toClient(clientSchema.parse({ clientId: commandClientId, clientName: 'mintmark admin token' }));
}
