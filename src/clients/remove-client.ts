import type { Clock } from '../model/clock.ts';
import type { Store } from '../stores/contracts.ts';
import { clockSkew, removeWithEverything } from '../stores/end-everything.ts';
import { clientCacheSeconds } from './client-directory.ts';

/** Seconds until every node knows that a stored client has gone or changed. */
export const clientSettlingSeconds = clientCacheSeconds + clockSkew;

/**
 * Deletes a stored client with all that was issued to it: codes, tokens, consents, also what requests under way are about to write, and JWTs
 * wherever this server is asked about them. What the id was issued ends also where there is no such client (any more), as after it was
 * taken out of a configuration.
 *
 * Nodes go on with a client for a few seconds; what they issue until {@link clientSettlingSeconds} from now is over as well, so that another
 * client of the same id should not begin before. Resolves to whether there was one in the store.
 */
export function removeClient(
  { grants, clients }: Pick<Store, 'grants' | 'clients'>,
  clientId: string,
  clock: Clock,
): Promise<boolean> {
  return removeWithEverything(grants, { clientId }, { clock, settling: clientSettlingSeconds }, () =>
    clients.remove(clientId),
  );
}
