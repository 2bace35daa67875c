import type { UserRecord, UserStore } from '../contracts.ts';
import { usernameKey } from '../username-key.ts';

export class MemoryUserStore implements UserStore {
  readonly #bySubject = new Map<string, UserRecord>();
  readonly #subjectByName = new Map<string, string>();

  ofSubject(subjectId: string): UserRecord | undefined {
    return this.#bySubject.get(subjectId);
  }

  async findBySubject(subjectId: string): Promise<UserRecord | undefined> {
    return this.ofSubject(subjectId);
  }

  async findByUsername(username: string): Promise<UserRecord | undefined> {
    const subjectId = this.#subjectByName.get(usernameKey(username));
    return subjectId === undefined ? undefined : this.#bySubject.get(subjectId);
  }

  async insert(user: UserRecord): Promise<boolean> {
    const key = usernameKey(user.username);
    if (this.#bySubject.has(user.subjectId) || this.#subjectByName.has(key)) return false;
    this.#bySubject.set(user.subjectId, structuredClone(user));
    this.#subjectByName.set(key, user.subjectId);
    return true;
  }

  async update(subjectId: string, change: Partial<Omit<UserRecord, 'subjectId' | 'createdAt'>>): Promise<boolean> {
    const user = this.#bySubject.get(subjectId);
    if (user === undefined) return false;
    const key = usernameKey(change.username ?? user.username);
    const owner = this.#subjectByName.get(key);
    if (owner !== undefined && owner !== subjectId) return false;
    this.#subjectByName.delete(usernameKey(user.username));
    this.#subjectByName.set(key, subjectId);
    const { createdAt } = user;
    this.#bySubject.set(subjectId, { ...user, ...structuredClone(change), subjectId, createdAt });
    return true;
  }

  async list(options: { readonly limit: number; readonly after?: string }): Promise<readonly UserRecord[]> {
    const after = options.after === undefined ? undefined : usernameKey(options.after);
    return [...this.#subjectByName]
      .filter(([key]) => after === undefined || key > after)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, options.limit)
      .map(([, subjectId]) => this.#bySubject.get(subjectId)!);
  }
}
