import { AdminError } from '../../admin-client/admin-error.ts';
import type { AdminClient } from '../../admin-client/create-admin-client.ts';
import { randomId } from '../../keys/digest.ts';
import { usernameKey } from '../../stores/username-key.ts';
import { CommandFailure, UsageError } from '../failure.ts';
import { patchTo } from './patch-to.ts';
import type { AdminWork, ClientWork, KeyWork, UserWork } from './work.ts';

/** The work of commands, done by a running server. */
export function workOnServer(admin: AdminClient): AdminWork {
  return {
    clients: clientWork(admin),
    users: userWork(admin),
    registrationTokens: {
      create: (uses, expiresIn) => admin.createRegistrationToken({ body: { uses, expiresIn } }),
    },
    audit: {
      list: async ({ types, ...selection }) => admin.listAuditEntries({ ...selection, type: types?.join(',') }),
    },
    tellsApplications: true,
  };
}

/** What commands do with signing keys, done by a running server. */
export function keyWorkOnServer(admin: AdminClient): KeyWork {
  return {
    list: async () => (await admin.listKeys()).items,
    async rotate(algorithm) {
      try {
        return (await admin.rotateKeys({ body: { algorithm } })).items;
      } catch (error) {
        if (!isProblem(error, 'invalid')) throw error;
        throw new UsageError(error.errors.map(({ path, message }) => `--${path} ${message}`).join('; '));
      }
    },
    retire: (keyId) => admin.retireKey({ keyId }),
  };
}

/** Somebody else changed it between reading and writing. */
const attempts = 5;

function clientWork(admin: AdminClient): ClientWork {
  return {
    list: async (selection) => admin.listClients(selection),
    show: async (clientId) => (await admin.getClient({ clientId })).value,
    async create({ clientId, ...body }) {
      try {
        const { value } = await admin.replaceClient({ clientId, body, ifNoneMatch: '*' });
        return { secret: value.clientSecret, warnings: value.warnings };
      } catch (error) {
        if (!isProblem(error, 'changed-meanwhile')) throw error;
        throw new CommandFailure(`there is a client ${clientId} already`);
      }
    },
    async set(clientId, changes) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          const { value: before, etag } = await admin.getClient({ clientId });
          const { value } = await admin.changeClient({ clientId, body: patchTo(before, changes), ifMatch: etag });
          const { warnings, ...client } = value;
          return { client, warnings };
        } catch (error) {
          if (!isProblem(error, 'changed-meanwhile') || attempt === attempts) throw error;
        }
      }
    },
    renewSecret: async (clientId, keep) => (await admin.renewClientSecret({ clientId, body: { keep } })).clientSecret,
    enable: (clientId) => admin.enableClient({ clientId }),
    disable: (clientId) => admin.disableClient({ clientId }),
    remove: (clientId) => admin.deleteClient({ clientId }),
    // What the server does not have it refuses by name.
    identityScopes: () => ['openid', 'profile', 'email'],
  };
}

function userWork(admin: AdminClient): UserWork {
  const findBySubject: UserWork['findBySubject'] = async (subject) => {
    try {
      return (await admin.getUser({ subject })).value;
    } catch (error) {
      // A user name need not be what a subject can be.
      if (isProblem(error, 'not-found') || isProblem(error, 'invalid') || error instanceof TypeError) return undefined;
      throw error;
    }
  };
  const shown = async (subject: string) => (await admin.getUser({ subject })).value;
  return {
    list: async (selection) => admin.listUsers(selection),
    async findByName(username) {
      const key = usernameKey(username);
      for await (const user of admin.listUsers({ search: username, limit: 200 })) {
        if (usernameKey(user.username) === key) return user;
      }
      return undefined;
    },
    findBySubject,
    async create({ subject = randomId(), ...body }) {
      // The server takes the very same user sent again for one that it has added already.
      if ((await findBySubject(subject)) !== undefined) {
        throw new CommandFailure('a user of this name or subject is there already');
      }
      return (await admin.createUser({ body: { subject, ...body } })).value;
    },
    async setPassword(subject, password) {
      await admin.setPassword({ subject, body: { password } });
      return shown(subject);
    },
    setEnabled: async (subject, enabled) => (await admin.changeUser({ subject, body: { enabled } })).value,
    async remove(subject) {
      const before = await findBySubject(subject);
      await admin.deleteUser({ subject });
      return before ?? shown(subject);
    },
    async unlock(username) {
      const user = await this.findByName(username);
      if (user === undefined) throw new CommandFailure(`there is no user ${JSON.stringify(username)}`);
      await admin.unlockUser({ subject: user.subject });
    },
    signOut: (subject) => admin.signOutUser({ subject }),
    sessions: async (subject, page) => admin.listSessions({ subject, ...page }),
    endSession: (subject, sessionId) => admin.endSession({ subject, sessionId }),
  };
}

function isProblem(error: unknown, problem: AdminError['problem']): error is AdminError {
  return error instanceof AdminError && error.problem === problem;
}
