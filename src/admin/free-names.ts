import type { Clock } from '../model/clock.ts';
import type { Settings } from '../model/settings.ts';
import type { GrantOwner, Store } from '../stores/contracts.ts';
import { AdminProblem } from './problem.ts';

export interface FreeNameServices {
  readonly settings: Pick<Settings, 'clients' | 'users'>;
  readonly store: Pick<Store, 'clients' | 'users' | 'grants'>;
  readonly clock: Clock;
}

/**
 * Adds a user or client under a name that the other kind does not have (RFC 9700 §4.15), and that is not still being ended after a removal. Asked
 * before and after: of two administrators who add both at once, none or one is left with it, never both.
 *
 * @param undo takes back what `add` did.
 * @throws {AdminProblem} `exists` where the name is not free for this.
 */
export async function underFreeName<Added>(
  services: FreeNameServices,
  owner: GrantOwner,
  add: () => Promise<Added>,
  undo: () => Promise<unknown>,
): Promise<Added> {
  await requireNoNamesake(services, owner);
  if (await services.store.grants.isRevoked({ ...owner, issuedAt: services.clock.now() })) {
    const name = 'subjectId' in owner ? owner.subjectId : owner.clientId;
    throw new AdminProblem('exists', {
      detail: `${name} was removed or ended moments ago: try again in a few seconds`,
    });
  }
  const added = await add();
  try {
    await requireNoNamesake(services, owner);
  } catch (error) {
    await undo();
    throw error;
  }
  return added;
}

async function requireNoNamesake({ settings, store }: FreeNameServices, owner: GrantOwner): Promise<void> {
  if ('subjectId' in owner) {
    const { subjectId } = owner;
    const isConfigured = settings.clients.some(({ clientId }) => clientId === subjectId);
    if (!isConfigured && (await store.clients.find(subjectId)) === undefined) return;
    throw new AdminProblem('exists', {
      detail: `${subjectId} is the id of a client: an API could take the client for the user`,
    });
  }
  const { clientId } = owner;
  const isConfigured = settings.users.some(({ subject }) => subject === clientId);
  if (!isConfigured && (await store.users.findBySubject(clientId)) === undefined) return;
  throw new AdminProblem('exists', {
    detail: `${clientId} is the subject of a user: an API could take the client for the user`,
  });
}
