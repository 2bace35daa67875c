import type { ClientAdministration } from '../../admin/client-administration.ts';
import type { SessionAdministration } from '../../admin/session-administration.ts';
import { shownUser } from '../../admin/shown-user.ts';
import type { UserAdministration } from '../../admin/user-administration.ts';
import type { KeyRing } from '../../keys/key-ring.ts';
import { systemClock } from '../../model/clock.ts';
import type { UserRecord } from '../../stores/contracts.ts';
import type { AdminCaller } from '../../wiring/admin-operation.ts';
import { clientsOf, commandCaller, sessionsOf, usersOf } from '../administer.ts';
import { CommandFailure, UsageError } from '../failure.ts';
import type { Offline } from '../offline.ts';
import type { AdminWork, ClientWork, KeyWork, UserWork } from './work.ts';

/** The work of commands, done here: by the same classes as the admin API's. */
export async function workOnStore(open: Offline): Promise<AdminWork> {
  const [clients, users, sessions, { AuditAdministration }] = await Promise.all([
    clientsOf(open),
    usersOf(open),
    sessionsOf(open),
    import('../../admin/audit-administration.ts'),
  ]);
  const caller = commandCaller(open.settings);
  return {
    clients: clientWork(clients, open, caller),
    users: userWork(users, sessions, open, caller),
    registrationTokens: {
      create: async (uses, expiresIn) => (await registrationTokens(open)).create(uses, expiresIn, caller),
    },
    audit: new AuditAdministration(open),
    tellsApplications: false,
  };
}

async function registrationTokens({ settings, store, events }: Offline) {
  const [{ RegistrationTokenAdministration }, { Invitations }] = await Promise.all([
    import('../../admin/registration-token-administration.ts'),
    import('../../registration/invitations.ts'),
  ]);
  const invitations = new Invitations(store.marks);
  return new RegistrationTokenAdministration({ settings, invitations, events, clock: systemClock });
}

/** What commands do with signing keys, done here. */
export async function keyWorkOnStore(ring: KeyRing, { settings, events }: Offline): Promise<KeyWork> {
  const { KeyAdministration } = await import('../../admin/key-administration.ts');
  const keys = new KeyAdministration({ keyRing: ring, events });
  const caller = commandCaller(settings);
  return {
    list: () => keys.list(),
    async rotate(algorithm) {
      const known = ring.algorithms();
      if (algorithm !== undefined && !known.includes(algorithm)) {
        throw new UsageError(`--algorithm must be one of signing.algorithms: ${known.join(', ')}`);
      }
      // Keys sealed under a secret that this is not are not followed by new ones.
      await ring.start({ timer: false, refuseForeign: true });
      return keys.rotate(algorithm, caller);
    },
    retire: (keyId) => keys.retire(keyId, caller),
  };
}

function clientWork(clients: ClientAdministration, { settings }: Offline, caller: AdminCaller): ClientWork {
  return {
    list: (selection) => clients.list(selection),
    show: (clientId) => clients.show(clientId),
    async create(input) {
      const outcome = await clients.create(input, caller);
      if (!outcome.isNew) throw new CommandFailure(`there is a client ${input.clientId} already`);
      return outcome;
    },
    set: (clientId, changes) => clients.set(clientId, changes, caller),
    renewSecret: (clientId, keepSeconds) => clients.renewSecret(clientId, keepSeconds, caller),
    enable: (clientId) => clients.enable(clientId, caller),
    disable: (clientId) => clients.disable(clientId, caller),
    remove: (clientId) => clients.remove(clientId, caller),
    identityScopes: () => settings.catalogue.identityResources.map(({ name }) => name),
  };
}

function userWork(
  users: UserAdministration,
  sessions: SessionAdministration,
  open: Offline,
  caller: AdminCaller,
): UserWork {
  const shown = (user: UserRecord | undefined) => {
    const isConfigured = open.settings.users.some(({ subject }) => subject === user?.subjectId);
    return user === undefined ? undefined : shownUser(user, isConfigured ? 'configuration' : 'store');
  };
  return {
    list: (selection) => users.list(selection),
    findByName: async (username) => shown(await open.users.findByUsername(username)),
    findBySubject: async (subject) => shown(await open.users.findBySubject(subject)),
    async create(input) {
      const { user, isNew } = await users.create({ ...input, enabled: true }, caller);
      if (!isNew) throw new CommandFailure('a user of this name or subject is there already');
      return user;
    },
    setPassword: (subject, password) => users.setPassword(subject, password, caller),
    setEnabled: (subject, enabled) => users.change(subject, { enabled }, caller),
    remove: (subject) => users.remove(subject, caller),
    unlock: (username) => users.unlockName(username, caller),
    signOut: (subject) => users.signOut(subject, caller),
    sessions: (subject, page) => sessions.list(subject, page),
    endSession: (subject, sessionId) => sessions.end(subject, sessionId, caller),
  };
}
