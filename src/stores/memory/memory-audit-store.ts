import { entryIdBounds } from '../audit-entry-id.ts';
import type { AuditEntry, AuditFilter, AuditStore, ListPage } from '../contracts.ts';
import { ExpiringMap } from './expiring-map.ts';

/** Of more than that the oldest go: a process that runs for long must not fill up with what it did. */
const mostEntries = 50_000;

export class MemoryAuditStore implements AuditStore {
  readonly #entries = new ExpiringMap<AuditEntry>();

  async append(entries: readonly AuditEntry[]): Promise<void> {
    for (const entry of entries) {
      if (!this.#entries.has(entry.entryId)) this.#entries.set(entry.entryId, structuredClone(entry));
    }
    let over = this.#entries.size - mostEntries;
    for (const { entryId } of this.#entries.values()) {
      if (over <= 0) break;
      this.#entries.delete(entryId);
      over -= 1;
    }
  }

  async list(filter: AuditFilter, { limit, after }: ListPage): Promise<readonly AuditEntry[]> {
    const bounds = entryIdBounds(filter);
    const { types, subjectId, clientId, actor } = filter;
    return [...this.#entries.values()]
      .filter(
        (entry) =>
          (bounds.after === undefined || entry.entryId > bounds.after) &&
          (bounds.before === undefined || entry.entryId < bounds.before) &&
          (after === undefined || entry.entryId < after) &&
          (types === undefined || types.includes(entry.type)) &&
          (subjectId === undefined || entry.subjectId === subjectId) &&
          (clientId === undefined || entry.clientId === clientId) &&
          (actor === undefined || entry.actor === actor),
      )
      .sort((a, b) => (a.entryId < b.entryId ? 1 : -1))
      .slice(0, limit);
  }

  sweep(now: number, limit: number): number {
    return this.#entries.sweep(now, limit);
  }
}
