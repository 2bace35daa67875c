import { systemClock } from '../model/clock.ts';
import type { GrantOwner } from '../stores/contracts.ts';
import { CommandFailure } from './failure.ts';
import type { Offline } from './offline.ts';

/**
 * Adds a user or client under a name that the other kind does not have (RFC 9700 §4.15), and that is not still being ended after a removal. Asked
 * before and after: of two operators who add both at once, none or one is left with it, never both.
 *
 * @param undo takes back what `add` did.
 * @throws {CommandFailure} where the name is not free for this.
 */
export async function underFreeName<Added>(
  open: Offline,
  owner: GrantOwner,
  add: () => Promise<Added>,
  undo: () => Promise<unknown>,
): Promise<Added> {
  await requireNoNamesake(open, owner);
  if (await open.store.grants.isRevoked({ ...owner, issuedAt: systemClock.now() })) {
    const name = 'subjectId' in owner ? owner.subjectId : owner.clientId;
    throw new CommandFailure(`${name} was removed or ended moments ago: try again in a few seconds`);
  }
  const added = await add();
  try {
    await requireNoNamesake(open, owner);
  } catch (error) {
    await undo();
    throw error;
  }
  return added;
}

async function requireNoNamesake({ settings, store }: Offline, owner: GrantOwner): Promise<void> {
  if ('subjectId' in owner) {
    const { subjectId } = owner;
    const isConfigured = settings.clients.some(({ clientId }) => clientId === subjectId);
    if (isConfigured || (await store.clients.find(subjectId)) !== undefined) {
      throw new CommandFailure(`${subjectId} is the id of a client: an API could take the client for the user`);
    }
  } else {
    const { clientId } = owner;
    const isConfigured = settings.users.some(({ subject }) => subject === clientId);
    if (isConfigured || (await store.users.findBySubject(clientId)) !== undefined) {
      throw new CommandFailure(`${clientId} is the subject of a user: an API could take the client for the user`);
    }
  }
}
