import type { JsonObject } from '../model/json.ts';
import type { AuditEntry, Store } from '../stores/contracts.ts';
import { type AdminPage, pageFrom } from './lists.ts';

export interface AuditSelection {
  /** Epoch seconds, both ends included. */
  readonly from?: number | undefined;
  readonly until?: number | undefined;
  readonly types?: readonly string[] | undefined;
  /** The user whom it is about. */
  readonly subject?: string | undefined;
  /** The client that it is about. */
  readonly client?: string | undefined;
  /** The administrator who did it: subject, or client id of a token without a user. */
  readonly by?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** What is shown of what happened. */
export interface ShownAuditEntry {
  readonly id: string;
  /** Epoch seconds. */
  readonly at: number;
  readonly type: string;
  readonly subject?: string | undefined;
  readonly clientId?: string | undefined;
  readonly by?: string | undefined;
  readonly facts: JsonObject;
}

/** What happened, as far as the store keeps it (`admin.audit`). */
export class AuditAdministration {
  readonly #audit: Pick<Store['audit'], 'list'>;

  constructor({ store }: { readonly store: { readonly audit: Pick<Store['audit'], 'list'> } }) {
    this.#audit = store.audit;
  }

  /** Newest first. */
  async list({ after, limit, subject, client, by, ...filter }: AuditSelection): Promise<AdminPage<ShownAuditEntry>> {
    const selected = { ...filter, subjectId: subject, clientId: client, actor: by };
    const rows = await this.#audit.list(selected, { after, limit: limit + 1 });
    return pageFrom(rows, limit, ({ entryId }) => entryId, shown);
  }
}

function shown({ entryId: id, at, type, subjectId, clientId, actor, facts }: AuditEntry): ShownAuditEntry {
  return {
    id,
    at,
    type,
    ...(subjectId === null ? {} : { subject: subjectId }),
    ...(clientId === null ? {} : { clientId }),
    ...(actor === null ? {} : { by: actor }),
    facts,
  };
}
