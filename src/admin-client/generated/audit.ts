// Generated from the operations of the admin API by `npm run docs`: do not edit.
import type { Pages } from '../pages.ts';
import type { ListedAuditEntry } from './types/listed-audit-entry.ts';

/** Operations of the admin API: Audit. */
export interface AuditOperations {
  /** List what happened, newest first. As far as `admin.audit` keeps it. What happened in this very moment may come a second later. Needs `mintmark.read` or `mintmark.admin`. */
  listAuditEntries(input?: {
    /** Epoch seconds, included. */
    readonly from?: number | undefined;
    /** Epoch seconds, included. */
    readonly until?: number | undefined;
    /** Only these: types with commas between. */
    readonly type?: string | undefined;
    /** Only what is about this user. */
    readonly subject?: string | undefined;
    /** Only what is about this client. */
    readonly client?: string | undefined;
    /** Only what this administrator did. */
    readonly by?: string | undefined;
    /** `next` of the page before; absent: from the start. */
    readonly after?: string | undefined;
    /** How many at the most. */
    readonly limit?: number | undefined;
  }): Pages<ListedAuditEntry>;
}
