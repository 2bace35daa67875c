import type { z } from 'zod';
import { isEqual } from '../authorization-details/containment.ts';
import { randomId } from '../keys/digest.ts';
import type { Clock } from '../model/clock.ts';
import type { Claims } from '../model/json.ts';
import type { Settings } from '../model/settings.ts';
import type { Events } from '../operations/events.ts';
import type { Store, UserRecord } from '../stores/contracts.ts';
import { clockSkew, endEverything, endSignIns } from '../stores/end-everything.ts';
import { removeUser } from '../users/remove-user.ts';
import type { SignInAttempts } from '../users/sign-in-attempts.ts';
import type { UserDirectory } from '../users/user-directory.ts';
import type { AdminCaller } from '../wiring/admin-operation.ts';
import { type EndingServices, endAndTell } from './ending-sign-ins.ts';
import { requireMatch } from './etag.ts';
import { underFreeName } from './free-names.ts';
import { type AdminPage, pageFrom } from './lists.ts';
import { mergedObject } from './merge-patch.ts';
import type { newUserSchema, userChangeSchema } from './new-user-schema.ts';
import { AdminProblem } from './problem.ts';
import { recordChange } from './record-change.ts';
import { type ShownUser, shownUser } from './shown-user.ts';

export interface UserAdministrationServices extends EndingServices {
  readonly settings: Pick<Settings, 'users' | 'clients'>;
  readonly store: Pick<Store, 'users' | 'grants' | 'clients'>;
  readonly users: UserDirectory;
  readonly signInAttempts: Pick<SignInAttempts, 'unlock' | 'lockedUntil'>;
  readonly events: Events;
  readonly clock: Clock;
}

export interface UserSelection {
  /** A part of the user name, whatever its letter case, or the whole subject. */
  readonly search?: string | undefined;
  /** A user name. */
  readonly after?: string | undefined;
  readonly limit: number;
}

export interface NewUserInput extends Omit<z.output<typeof newUserSchema>, 'claims'> {
  readonly claims: Claims;
}
export type UserChangeInput = z.output<typeof userChangeSchema>;

/** What operators do with users of the directory: by the API, the console and commands alike. */
export class UserAdministration {
  readonly #services: UserAdministrationServices;

  constructor(services: UserAdministrationServices) {
    this.#services = services;
  }

  /** In order of user name. */
  async list({ search, after, limit }: UserSelection): Promise<AdminPage<ShownUser>> {
    const rows = await this.#services.users.list({ search, after, limit: limit + 1 });
    return pageFrom(
      rows,
      limit,
      ({ username }) => username,
      (row) => this.#shown(row),
    );
  }

  /** @throws {AdminProblem} `not-found` */
  async show(subject: string): Promise<ShownUser> {
    const found = await this.#services.users.findBySubject(subject);
    if (found === undefined) throw unknownUser(subject);
    const lockedUntil = await this.#services.signInAttempts.lockedUntil(found.username, this.#services.clock.now());
    return { ...this.#shown(found), ...(lockedUntil === undefined ? {} : { lockedUntil }) };
  }

  /**
   * Adds a user, or finds that there is the very same one already, by subject or, without one, by name: whoever got no answer may ask again.
   *
   * @throws {AdminProblem} `exists`: the subject or name is another's, or a client's. @throws {OAuthError} `server.unavailable`: too many
   * passwords wait.
   */
  async create(
    input: NewUserInput,
    caller: AdminCaller,
  ): Promise<{ readonly user: ShownUser; readonly isNew: boolean }> {
    const { users, store, events } = this.#services;
    const { subject: subjectId = randomId(), ...given } = input;
    const known = await (input.subject === undefined
      ? users.findByUsername(input.username)
      : users.findBySubject(input.subject));
    if (known !== undefined) {
      if (!(await this.#isSame(known, input))) throw taken();
      return { user: this.#shown(known), isNew: false };
    }
    const add = async () => {
      const added = await users.add({ subjectId, ...given });
      if (added === undefined) throw taken();
      return added;
    };
    const added = await underFreeName(this.#services, { subjectId }, add, () => store.users.remove(subjectId));
    const user = this.#shown(added);
    recordChange(events, caller, 'user.create', target(subjectId), { after: user });
    return { user, isNew: true };
  }

  /**
   * Changes name, claims and whether the user is enabled; a claim that is `null` goes (RFC 7396). Who is disabled is signed out everywhere, with
   * all that was issued.
   *
   * @throws {AdminProblem} `not-found`, `changed-meanwhile`, `exists`: the name is another's; `configured`: name and claims stand there.
   */
  async change(
    subject: string,
    change: UserChangeInput,
    caller: AdminCaller,
    ifMatch?: string | undefined,
  ): Promise<ShownUser> {
    const { store, events, users } = this.#services;
    if ((await users.findBySubject(subject)) === undefined) throw unknownUser(subject);
    if (this.#isConfigured(subject) && (change.username !== undefined || change.claims !== undefined)) {
      throw new AdminProblem('configured', { detail: configuredDetail });
    }
    let before: UserRecord | undefined;
    const result = await store.users.change(subject, (user) => {
      requireMatch(ifMatch, this.#shown(user));
      before = user;
      return changedUser(user, change);
    });
    if (result.outcome === 'unknown') throw unknownUser(subject);
    if (result.outcome === 'taken') throw taken();
    const [was, is] = [this.#shown(before!), this.#shown(result.user)];
    if (!isEqual({ ...was }, { ...is }))
      recordChange(events, caller, 'user.change', target(subject), { before: was, after: is });
    // Also of one who was disabled before: what was cut off is finished by asking again.
    if (change.enabled === false) await this.#endEverything(subject, caller);
    return is;
  }

  /**
   * Sets a password, and then ends all sign-ins and all that was issued: whoever took the account over is out too.
   * @throws {AdminProblem} `not-found`. @throws {OAuthError} `server.unavailable`: too many passwords wait.
   */
  async setPassword(subject: string, password: string, caller: AdminCaller): Promise<ShownUser> {
    const { users, events } = this.#services;
    const found = await users.findBySubject(subject);
    if (found === undefined || !(await users.setPassword(subject, password))) throw unknownUser(subject);
    recordChange(events, caller, 'user.password', target(subject));
    await this.#endEverything(subject, caller);
    return { ...this.#shown(found), hasPassword: true };
  }

  /** Forgets the wrong passwords that locked the user's name. @throws {AdminProblem} `not-found` */
  async unlock(subject: string, caller: AdminCaller): Promise<void> {
    const { username } = await this.show(subject);
    await this.unlockName(username, caller);
  }

  /** The same of any name, which need not be a user's. */
  async unlockName(username: string, caller: AdminCaller): Promise<void> {
    const { signInAttempts, clock, users, events } = this.#services;
    await signInAttempts.unlock(username, clock.now());
    const user = await users.findByUsername(username);
    const of = user === undefined ? { kind: 'username', id: username } : target(user.subjectId);
    recordChange(events, caller, 'user.unlock', of);
  }

  /**
   * Ends all sessions, codes and tokens of a user, who may be one that the directory does not know; what they agreed to stays. Applications
   * are told by the back channel. Resolves to how many rows ended.
   */
  async signOut(subject: string, caller: AdminCaller): Promise<number> {
    const { store, events } = this.#services;
    const ended = await endAndTell(this.#services, { subjectId: subject }, caller.context, () =>
      endSignIns(store.grants, subject, this.#settled()),
    );
    if (ended === 0) return 0;
    recordChange(events, caller, 'user.sign-out', target(subject));
    events.raise({ type: 'GrantsRevoked', subjectId: subject, by: 'operator' }, caller.context);
    return ended;
  }

  /**
   * Deletes a user with all that was issued to them; applications are told that the sessions ended.
   * @throws {AdminProblem} `not-found`, once more is ended what the subject was issued; `configured`; `changed-meanwhile`.
   */
  async remove(subject: string, caller: AdminCaller, ifMatch?: string | undefined): Promise<ShownUser> {
    const { store, events, clock, users } = this.#services;
    if (this.#isConfigured(subject)) {
      throw new AdminProblem('configured', {
        detail: 'the user stands in the configuration: take it out there first, or it comes back',
      });
    }
    const found = await users.findBySubject(subject);
    if (found !== undefined) requireMatch(ifMatch, this.#shown(found));
    const removed = await endAndTell(this.#services, { subjectId: subject }, caller.context, () =>
      removeUser(store, subject, clock),
    );
    if (!removed || found === undefined) {
      throw new AdminProblem('not-found', {
        detail: `the directory knows no subject ${subject}; whatever it was issued is ended`,
      });
    }
    const before = this.#shown(found);
    recordChange(events, caller, 'user.delete', target(subject), { before });
    events.raise({ type: 'UserRemoved', subjectId: subject, by: 'operator' }, caller.context);
    return before;
  }

  async #endEverything(subjectId: string, caller: AdminCaller): Promise<void> {
    const { store, events } = this.#services;
    const ended = await endAndTell(this.#services, { subjectId }, caller.context, () =>
      endEverything(store.grants, { subjectId }, this.#settled()),
    );
    if (ended > 0) events.raise({ type: 'GrantsRevoked', subjectId, by: 'operator' }, caller.context);
  }

  #settled(): number {
    return this.#services.clock.now() + clockSkew;
  }

  async #isSame(user: UserRecord, { username, password, passwordHash, claims, enabled }: NewUserInput) {
    if (user.username !== username || user.enabled !== enabled || !isEqual(user.claims, claims)) return false;
    if (passwordHash !== undefined) return user.passwordHash === passwordHash;
    if (password === undefined || user.passwordHash === null)
      return password === undefined && user.passwordHash === null;
    return this.#services.users.hasPassword(user, password);
  }

  #shown(user: UserRecord): ShownUser {
    return shownUser(user, this.#isConfigured(user.subjectId) ? 'configuration' : 'store');
  }

  #isConfigured(subjectId: string): boolean {
    return this.#services.settings.users.some(({ subject }) => subject === subjectId);
  }
}

const configuredDetail =
  'Name and claims of the user stand in the configuration: take the user out there first; the stored one stays and can be changed.';

function target(id: string) {
  return { kind: 'user', id };
}

function unknownUser(subject: string): AdminProblem {
  return new AdminProblem('not-found', { detail: `there is no user of the subject ${subject}` });
}

function taken(): AdminProblem {
  return new AdminProblem('exists', { detail: 'a user of this name or subject is there already' });
}

function changedUser(user: UserRecord, { username, enabled, claims }: UserChangeInput): UserRecord {
  return {
    ...user,
    ...(username === undefined ? {} : { username }),
    ...(enabled === undefined ? {} : { enabled }),
    ...(claims === undefined ? {} : { claims: mergedObject(user.claims, claims) }),
  };
}
