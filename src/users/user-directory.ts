import { randomId, sha256 } from '../keys/digest.ts';
import type { Clock } from '../model/clock.ts';
import type { Claims } from '../model/json.ts';
import { limits } from '../model/limits.ts';
import type { ConfiguredUser } from '../model/settings.ts';
import type { Subject } from '../model/subject.ts';
import type { ListSearch, UserRecord, UserStore } from '../stores/contracts.ts';
import type { HashQueuePlace } from './hash-queue.ts';
import type { PasswordHasher } from './password-hasher.ts';

export interface NewUser {
  /** Made up if absent. */
  readonly subjectId?: string | undefined;
  readonly username: string;
  /** Absent: the user cannot sign in with a password. */
  readonly password?: string | undefined;
  /** argon2id in PHC form, in the place of a password. */
  readonly passwordHash?: string | undefined;
  readonly claims?: Claims | undefined;
  /** Default: they are. */
  readonly enabled?: boolean | undefined;
}

/** The built-in users: those of the store, among them the configured ones once {@link seed} has run. */
export class UserDirectory {
  readonly #store: UserStore;
  readonly #hasher: PasswordHasher;
  readonly #clock: Clock;
  readonly #noted = new WeakMap<Subject, UserRecord | null>();
  /** Epoch seconds. */
  #nextLook = 0;

  constructor(services: { readonly users: UserStore; readonly hasher: PasswordHasher; readonly clock: Clock }) {
    this.#store = services.users;
    this.#hasher = services.hasher;
    this.#clock = services.clock;
  }

  /**
   * Writes configured users whose subject is not there yet. One who is keeps password, claims and state as they are in the store:
   * a password changed by the user survives a restart. Resolves to how many were written.
   */
  async seed(users: readonly ConfiguredUser[]): Promise<number> {
    const written = await Promise.all(users.map((user) => this.#seedOne(user)));
    return written.filter(Boolean).length;
  }

  async #seedOne(user: ConfiguredUser): Promise<boolean> {
    if ((await this.#store.findBySubject(user.subject)) !== undefined) return false;
    const passwordHash =
      user.passwordHash ?? (user.password === undefined ? null : await this.#hasher.hash(user.password));
    return this.#store.insert(this.#record(user.subject, user.username, passwordHash, user.claims));
  }

  async findBySubject(subjectId: string): Promise<UserRecord | undefined> {
    return isStorable(subjectId) ? this.#store.findBySubject(subjectId) : undefined;
  }

  /** Notes the user that was read together with a grant: {@link ofSubject} asks the store no more for this very subject. */
  note(
    subject: Subject,
    read: {
      readonly user?: UserRecord | null | undefined;
      readonly record: { readonly subjectId?: string | null | undefined };
    },
  ): void {
    if (read.user !== undefined && read.record.subjectId === subject.subjectId) this.#noted.set(subject, read.user);
  }

  /** The user behind a subject. */
  ofSubject(subject: Subject): Promise<UserRecord | undefined> {
    const noted = this.#noted.get(subject);
    return noted === undefined ? this.findBySubject(subject.subjectId) : Promise.resolve(noted ?? undefined);
  }

  /** Without regard to letter case and to compatibility forms (NFKC). */
  async findByUsername(username: string): Promise<UserRecord | undefined> {
    const possible = username !== '' && username.length <= limits.username.most && isStorable(username);
    return possible ? this.#store.findByUsername(username) : undefined;
  }

  /**
   * The enabled user of that name and password. `undefined`, after the same time, for an unknown name, a wrong password, a
   * disabled user and one without a password. A hash that another server made, or a weaker one, is replaced by one of ours, unless the password was
   * changed meanwhile.
   * @throws {OAuthError} `server.unavailable` when too many passwords wait to be verified.
   */
  async verify(username: string, password: string, place: HashQueuePlace = {}): Promise<UserRecord | undefined> {
    const [user] = await Promise.all([this.findByUsername(username), this.#lookAround()]);
    const passwordHash = user?.passwordHash ?? undefined;
    const isRight = await this.#hasher.verify(password, passwordHash, place, user?.enabled === false);
    if (!isRight || user === undefined) return undefined;
    if (passwordHash !== undefined && this.#hasher.isOutdated(passwordHash)) {
      await this.#renewHash(user.subjectId, passwordHash, password);
    }
    return user;
  }

  async #renewHash(subjectId: string, before: string, password: string): Promise<void> {
    const passwordHash = await this.#hasher.hash(password);
    await this.#store.change(subjectId, (user) => (user.passwordHash === before ? { ...user, passwordHash } : user));
  }

  /** Sees of what kinds the imported hashes are, so that the first guess at one already takes no longer than one at nobody. */
  async #lookAround(): Promise<void> {
    const now = this.#clock.now();
    if (now < this.#nextLook) return;
    this.#nextLook = now + secondsBetweenLooks;
    const some = await this.#store.list({ limit: 200 });
    for (const { passwordHash } of some) this.#hasher.note(passwordHash ?? undefined);
  }

  /**
   * Whether it is the user's password, asked by somebody who may know and change it.
   * @throws {OAuthError} `server.unavailable` when too many passwords wait to be verified.
   */
  async hasPassword({ passwordHash }: UserRecord, password: string): Promise<boolean> {
    return passwordHash !== null && this.#hasher.verify(password, passwordHash, { isKnown: true });
  }

  /** Resolves to `undefined` when the subject or the user name is taken. */
  async add(user: NewUser): Promise<UserRecord | undefined> {
    const passwordHash =
      user.password === undefined ? (user.passwordHash ?? null) : await this.#hasher.hash(user.password);
    const known = this.#record(user.subjectId ?? randomId(), user.username, passwordHash, user.claims ?? {});
    const record = { ...known, enabled: user.enabled ?? true };
    return (await this.#store.insert(record)) ? record : undefined;
  }

  /**
   * Keeps what another provider said of a user who signed in there: written the first time, its claims replaced each time after.
   * Such a user has no password, and can be disabled like any other. Resolves to the user as they are now.
   *
   * The user name is the subject, marked where another user has that name already: a `sub` is case sensitive (OpenID Connect Core §2).
   */
  async rememberExternal(subjectId: string, claims: Claims): Promise<UserRecord | undefined> {
    for (const username of [subjectId, markedName(subjectId)]) {
      const record = this.#record(subjectId, username, null, claims);
      if (await this.#store.insert(record)) return record;
      if (await this.#store.update(subjectId, { claims })) break;
    }
    return this.#store.findBySubject(subjectId);
  }

  /** Resolves to `false` when there is no such user. */
  async setPassword(subjectId: string, password: string): Promise<boolean> {
    return this.#store.update(subjectId, { passwordHash: await this.#hasher.hash(password) });
  }

  /** Resolves to `false` when there is no such user. */
  async setEnabled(subjectId: string, enabled: boolean): Promise<boolean> {
    return this.#store.update(subjectId, { enabled });
  }

  async list(page: ListSearch): Promise<readonly UserRecord[]> {
    return this.#store.list(page);
  }

  #record(subjectId: string, username: string, passwordHash: string | null, claims: Claims): UserRecord {
    return { subjectId, username, passwordHash, enabled: true, claims, createdAt: this.#clock.now() };
  }
}

const secondsBetweenLooks = 600;
const markLength = 16;

/** Another name for every subject, also for those that differ in letter case alone. */
function markedName(subjectId: string): string {
  return `${subjectId.slice(0, limits.username.most - markLength - 1)}#${sha256(subjectId).slice(0, markLength)}`;
}

/** PostgreSQL takes no NUL character, so that nobody has one in a name. JSON of clients can bring it. */
function isStorable(name: string): boolean {
  return !name.includes('\0');
}
