import type { Events } from '../operations/events.ts';
import type { ClientStore } from '../stores/contracts.ts';

/** Clients that go in one turn. */
const batch = 500;

export interface CleanUpServices {
  readonly store: { readonly clients: ClientStore };
  readonly events: Events;
}

/**
 * Deletes clients that registered themselves and never got a token. Nothing was issued to them that could outlive them: whatever names them is
 * refused, since there is no such client. Resolves to how many went.
 */
export async function removeIdleClients(
  { store: { clients }, events }: CleanUpServices,
  idleUntil: number,
): Promise<number> {
  let removed = 0;
  for (const clientId of await clients.listIdle('registered', idleUntil, batch)) {
    // As it is now: it may have been used since it was listed.
    const client = await clients.find(clientId);
    if (client !== undefined && (client.idleSince === undefined || client.idleSince > idleUntil)) continue;
    if (!(await clients.remove(clientId))) continue;
    removed += 1;
    events.raise({ type: 'ClientRegistrationEnded', clientId, by: 'idle' }, undefined);
  }
  return removed;
}
