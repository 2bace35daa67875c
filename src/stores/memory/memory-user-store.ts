import { limits } from '../../model/limits.ts';
import type { ListSearch, UserChange, UserRecord, UserStore } from '../contracts.ts';
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

  async change(subjectId: string, change: (user: UserRecord) => UserRecord): Promise<UserChange> {
    const before = this.#bySubject.get(subjectId);
    if (before === undefined) return { outcome: 'unknown' };
    const after = { ...change(structuredClone(before)), subjectId, createdAt: before.createdAt };
    return (await this.update(subjectId, after)) ? { outcome: 'changed', user: after } : { outcome: 'taken' };
  }

  async remove(subjectId: string): Promise<boolean> {
    const user = this.#bySubject.get(subjectId);
    if (user === undefined) return false;
    this.#subjectByName.delete(usernameKey(user.username));
    return this.#bySubject.delete(subjectId);
  }

  async list({ limit, after, search }: ListSearch): Promise<readonly UserRecord[]> {
    if (search !== undefined && search.length > limits.username.most) return [];
    const from = after === undefined ? undefined : usernameKey(after);
    const part = search === undefined ? '' : usernameKey(search);
    return [...this.#subjectByName]
      .filter(([key, subjectId]) => (from === undefined || key > from) && (key.includes(part) || subjectId === search))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, limit)
      .map(([, subjectId]) => this.#bySubject.get(subjectId)!);
  }

  async count(most: number): Promise<number> {
    return Math.min(this.#bySubject.size, most);
  }
}
