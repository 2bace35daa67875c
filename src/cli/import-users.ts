import { isDeepStrictEqual } from 'node:util';
import { underFreeName } from '../admin/free-names.ts';
import { AdminProblem } from '../admin/problem.ts';
import { recordChange } from '../admin/record-change.ts';
import { shownUser } from '../admin/shown-user.ts';
import type { ImportedUser } from '../importers/imported.ts';
import type { ImportReport } from '../importers/report.ts';
import { systemClock } from '../model/clock.ts';
import type { UserRecord } from '../stores/contracts.ts';
import { usernameKey } from '../stores/username-key.ts';
import { PasswordHasher } from '../users/password-hasher.ts';
import { commandCaller } from './administer.ts';
import type { ImportChoices, ImportOutcome } from './import-outcome.ts';
import type { ImportSurroundings } from './import-surroundings.ts';
import type { Offline } from './offline.ts';

/** Takes users of a file into the directory. */
export class UserImport {
  readonly #open: Offline | undefined;
  readonly #around: ImportSurroundings;
  readonly #choices: ImportChoices;
  readonly #report: ImportReport;
  readonly #hasher = new PasswordHasher();
  readonly #subjects = new Set<string>();
  readonly #names = new Set<string>();

  constructor(open: Offline | undefined, around: ImportSurroundings, choices: ImportChoices, report: ImportReport) {
    this.#open = open;
    this.#around = around;
    this.#choices = choices;
    this.#report = report;
  }

  async take(user: ImportedUser): Promise<ImportOutcome> {
    const { subjectId, username, path } = user;
    const key = usernameKey(username);
    if (this.#subjects.has(subjectId) || this.#names.has(key)) {
      return this.#refuse(path, 'a user of this name or subject stands before it in the file');
    }
    this.#subjects.add(subjectId);
    this.#names.add(key);
    if (this.#around.settings.users.some((one) => one.subject === subjectId || usernameKey(one.username) === key)) {
      return this.#refuse(
        path,
        `user ${JSON.stringify(username)} stands in the configuration: take it out there first`,
      );
    }
    const [stored, namesake] = await Promise.all([
      this.#open?.store.users.findBySubject(subjectId),
      this.#open?.store.users.findByUsername(username),
    ]);
    if (namesake !== undefined && namesake.subjectId !== subjectId) {
      return this.#refuse(path, `another user has the name ${JSON.stringify(username)}`);
    }
    return stored === undefined ? this.#add(user) : this.#meet(user, stored);
  }

  async #add(user: ImportedUser): Promise<ImportOutcome> {
    const { subjectId, username, enabled, claims, path } = user;
    const cameAs = () => this.#came(path, `user ${JSON.stringify(username)}${enabled ? '' : ', disabled'}`, 'added');
    if (this.#open === undefined || this.#choices.isDryRun) return cameAs();
    const { store } = this.#open;
    const passwordHash = await this.#hashOf(user);
    const createdAt = user.createdAt ?? systemClock.now();
    const record = { subjectId, username, passwordHash, enabled, claims, createdAt };
    const insert = async () => {
      if (await store.users.insert(record)) return;
      throw new AdminProblem('exists', { detail: 'a user of this name or subject is there already' });
    };
    try {
      const services = { ...this.#open, clock: systemClock };
      await underFreeName(services, { subjectId }, insert, () => store.users.remove(subjectId));
    } catch (error) {
      if (error instanceof AdminProblem) return this.#refuse(path, error.message);
      throw error;
    }
    this.#tell('user.create', record);
    return cameAs();
  }

  async #meet(user: ImportedUser, stored: UserRecord): Promise<ImportOutcome> {
    const { path, username, enabled, claims, subjectId } = user;
    const differing = this.#differences(user, stored);
    const name = `user ${JSON.stringify(username)}`;
    if (differing.length === 0) return this.#came(path, `${name} is there already`, 'same');
    if (!this.#choices.replaces) {
      this.#report.add('left', path, `${name} is there already, and differs in ${differing.join(', ')} (--replace)`);
      return 'differing';
    }
    if (this.#open !== undefined && !this.#choices.isDryRun) {
      const hash = await this.#hashOf(user);
      const changed = await this.#open.store.users.change(subjectId, (now) => ({
        ...now,
        username,
        enabled,
        claims,
        passwordHash: this.#isOfImport(now) ? (hash ?? now.passwordHash) : now.passwordHash,
      }));
      if (changed.outcome === 'changed') this.#tell('user.change', changed.user, stored);
    }
    return this.#came(path, `${name} takes the place of the one that is there`, 'replaced');
  }

  #differences(user: ImportedUser, stored: UserRecord): readonly string[] {
    const passwordDiffers =
      this.#isOfImport(stored) && user.password === undefined && user.passwordHash !== stored.passwordHash;
    return [
      ...(user.username === stored.username ? [] : ['username']),
      ...(user.enabled === stored.enabled ? [] : ['enabled']),
      ...(isDeepStrictEqual(plain(user.claims), plain(stored.claims)) ? [] : ['claims']),
      ...(passwordDiffers ? ['password'] : []),
    ];
  }

  /** A password that was set or renewed here since stays, whatever the file says. */
  #isOfImport({ passwordHash }: Pick<UserRecord, 'passwordHash'>): boolean {
    return passwordHash === null || this.#hasher.isOutdated(passwordHash);
  }

  async #hashOf({ password, passwordHash }: ImportedUser): Promise<string | null> {
    return password === undefined ? passwordHash : this.#hasher.hash(password);
  }

  #tell(action: string, after: UserRecord, before?: UserRecord): void {
    if (this.#open === undefined) return;
    const { events, settings } = this.#open;
    const shown = (user: UserRecord) => shownUser(user, 'store');
    const forms = { after: shown(after), ...(before === undefined ? {} : { before: shown(before) }) };
    recordChange(events, commandCaller(settings), action, { kind: 'user', id: after.subjectId }, forms);
  }

  #came(path: string, message: string, outcome: ImportOutcome): ImportOutcome {
    this.#report.add('came', path, message);
    return outcome;
  }

  #refuse(path: string, message: string): ImportOutcome {
    this.#report.add('refused', path, message);
    return 'refused';
  }
}

/** Claims as a store gives them back. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
