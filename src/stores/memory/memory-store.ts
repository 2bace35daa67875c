import type { Store } from '../contracts.ts';
import { MemoryAuditStore } from './memory-audit-store.ts';
import { MemoryClientStore } from './memory-client-store.ts';
import { MemoryGrantStore } from './memory-grant-store.ts';
import { MemoryKeyStore } from './memory-key-store.ts';
import { MemoryMarkStore } from './memory-mark-store.ts';
import { MemoryUserStore } from './memory-user-store.ts';

/** A store that ends with its process: for development and tests. Nothing in it is durable, one process only. */
export function createMemoryStore(): Store {
  const users = new MemoryUserStore();
  const grants = new MemoryGrantStore((subjectId) => users.ofSubject(subjectId));
  const marks = new MemoryMarkStore();
  const audit = new MemoryAuditStore();
  return {
    grants,
    marks,
    keys: new MemoryKeyStore(),
    users,
    clients: new MemoryClientStore(),
    audit,
    async migrate() {},
    isMigrated: async () => true,
    async ping() {},
    sweep: async (now, limit) => grants.sweep(now, limit) + marks.sweep(now, limit) + audit.sweep(now, limit),
    async close() {},
  };
}
