import type { KeyStore } from '../keys/key-store.ts';
import type { Client, ClientOrigin } from '../model/client.ts';
import type { Claims, JsonObject } from '../model/json.ts';

/**
 * What a store must do. Every write is durable before its promise resolves. A store sees hashes and sealed bytes only:
 * hashing and sealing happen above it (`stores/grant-vault.ts`). What a store throws becomes 503 or 500, never a protocol error;
 * throw {@link StoreUnavailableError} where trying again may help.
 *
 * `stores/contract-suite.ts` (public through `mintmark/testing`) proves an implementation. Instants are epoch seconds.
 */
export interface Store {
  readonly grants: GrantStore;
  readonly marks: MarkStore;
  readonly keys: KeyStore;
  readonly users: UserStore;
  readonly clients: ClientStore;
  readonly audit: AuditStore;
  /** Creates or upgrades the schema; safe to run twice and from many nodes at once. */
  migrate(): Promise<void>;
  /** Whether the schema is the one this version needs. */
  isMigrated(): Promise<boolean>;
  /** One cheap round trip. @throws {StoreUnavailableError} */
  ping(): Promise<void>;
  /** Deletes up to `limit` expired rows of each kind; resolves to how many went. Never blocks token requests. */
  sweep(now: number, limit: number): Promise<number>;
  close(): Promise<void>;
}

/** The store cannot be reached or is too slow; the caller may try again. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
}

/** What a row of grants is. */
export type GrantKind =
  | 'authorization_code'
  | 'refresh_token'
  | 'reference_token'
  | 'device_code'
  | 'user_code'
  | 'ciba'
  | 'par'
  | 'consent'
  | 'logo'
  | 'session'
  | 'interaction';

/** One row of `grants`. The primary key is `handleHash`, which covers the kind: the same handle under two kinds has two hashes. */
export interface GrantRecord {
  /**
   * SHA-256 of kind and handle, base64url, 43 characters; behind 7 characters that tell when the handle was made, where it has them: rows
   * made together lie together in the primary key.
   */
  readonly handleHash: string;
  readonly kind: GrantKind;
  readonly family: string | null;
  readonly subjectId: string | null;
  readonly sessionId: string | null;
  readonly clientId: string | null;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** When it was redeemed; `null` while it is live. */
  readonly consumedAt: number | null;
  /** Encrypted by the vault. */
  readonly payload: Uint8Array;
  /** After a rotation: the successor's handle, sealed under a key that only the bearer of this handle can derive. */
  readonly successor: Uint8Array | null;
  /** Counts up with every `replace`. */
  readonly version: number;
}

/** `revoked`: the row is there, but its family was revoked, or what its user or client had has ended. */
export type FoundGrant = {
  readonly grant: GrantRecord;
  readonly revoked: boolean;
  /** The user of the row's `subjectId`, read in the same round trip; `null`: there is none. Absent: it was not read along. */
  readonly user?: UserRecord | null;
};

/** What became of a handle that was presented. */
export type ConsumeOutcome =
  | { readonly outcome: 'consumed' }
  /** It was redeemed before; `grant` is the row as the first redemption left it. */
  | { readonly outcome: 'replayed'; readonly grant: GrantRecord }
  /** No such row, or one that is revoked. Expiry is the caller's to judge. */
  | { readonly outcome: 'unknown' };

/** Everything of one user, or of one client. */
export type GrantOwner = { readonly subjectId: string } | { readonly clientId: string };

/** What a token that has no row of its own (a JWT) says of itself. */
export interface RowlessToken {
  readonly family?: string | undefined;
  /** `jti`: a JWT is revoked by it as by a family of one. */
  readonly tokenId?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly issuedAt: number;
}

/** What a token without a row depends on, as it is now. */
export interface TokenStanding {
  /** See `isRevoked`. */
  readonly revoked: boolean;
  /** The same of the session that it was issued in; `false` without one. */
  readonly sessionEnded: boolean;
  /** The user of its `subjectId`; `null`: there is none. */
  readonly user: UserRecord | null;
}

/** The rows that come next in a list that is read in pages. */
export interface ListPage {
  /** At most so many. */
  readonly limit: number;
  /** The last row of the page before, by what the list is in order of; absent: from the start. */
  readonly after?: string | undefined;
}

/**
 * All given members must match. Rows are found by subject, by client (rare; it may take long) and, where `kinds` is `['session']`, by
 * session: one of these is needed, except to revoke a whole family.
 */
export interface GrantFilter {
  readonly subjectId?: string;
  readonly clientId?: string;
  readonly family?: string;
  readonly sessionId?: string;
  readonly kinds?: readonly GrantKind[];
}

/** Codes, tokens, consents and sessions, each found by the hash of its handle. */
export interface GrantStore {
  /** Writes new rows together, in one transaction. @throws {Error} when a hash is taken: nothing is written then. */
  insert(records: readonly GrantRecord[]): Promise<void>;
  /** Writes a row, replacing one of the same hash whole (remembered consents). */
  put(record: GrantRecord): Promise<void>;
  find(handleHash: string): Promise<FoundGrant | undefined>;
  /**
   * Marks a live row as consumed and writes `alongside` in the same transaction: one statement or one round trip, at most one
   * caller ever gets `consumed`, on any number of nodes. Nothing of `alongside` is written unless the outcome is `consumed`.
   * Used for codes and, with the successor as `alongside` and its sealed handle as `successor`, to rotate a refresh token.
   */
  consume(
    handleHash: string,
    options: { readonly at: number; readonly successor?: Uint8Array; readonly alongside?: readonly GrantRecord[] },
  ): Promise<ConsumeOutcome>;
  /**
   * Replaces payload, expiry, subject and session of an unconsumed, unrevoked row if its version is still `expectedVersion`;
   * resolves to whether it did.
   */
  replace(
    handleHash: string,
    expectedVersion: number,
    change: Pick<GrantRecord, 'payload' | 'expiresAt' | 'subjectId' | 'sessionId'>,
  ): Promise<boolean>;
  /** Deletes one row; resolves to whether it was there. */
  remove(handleHash: string): Promise<boolean>;
  /**
   * Ends every matching grant. A `family` is remembered as revoked until `until`: its rows are dead, also those that are written later
   * (by a request in flight). Rows that subject, client or session lead to are deleted; those of a family alone stay, dead, until they
   * expire. Resolves to the number of deleted rows.
   *
   * Never more is remembered than was asked for: a family only if `kinds` is absent or has `refresh_token`. Without a `family`, the
   * families of the deleted codes, refresh tokens and CIBA requests are remembered; where `kinds` leaves refresh tokens alone, of those
   * only that were not redeemed yet.
   */
  revoke(filter: GrantFilter, until: number): Promise<number>;
  /**
   * Ends all that a user or client got at `at` or before: rows of then are revoked, also those that are written later (by a request in flight),
   * and what comes after `at` is not, such as that of another user who gets the same subject. Remembered until `until`; of several
   * calls the latest instants count. Deletes no row: {@link revoke} does.
   */
  end(owner: GrantOwner, at: number, until: number): Promise<void>;
  /** Whether its family or id was revoked, or what its user or client had when it was issued has ended. */
  isRevoked(token: RowlessToken): Promise<boolean>;
  /**
   * `isRevoked` of a token and of the mark of its session, and its user, in one round trip. Absent: they are asked for one by one.
   * @param session issued when the token was.
   */
  standing?(
    token: RowlessToken,
    session: Pick<RowlessToken, 'family' | 'subjectId'> | undefined,
  ): Promise<TokenStanding>;
  /** Live (unconsumed, unrevoked, unexpired at `now`) rows, newest first, at most `limit`. */
  list(filter: GrantFilter, now: number, limit: number): Promise<readonly GrantRecord[]>;
  /**
   * Live rows in an order of the store's own, which does not change, after that of the `handleHash` `after`; fewer than `limit` only at the
   * end. For those who look at everything, such as operators.
   */
  page(filter: GrantFilter, now: number, page: ListPage): Promise<readonly GrantRecord[]>;
  /**
   * How many rows there are by kind that are neither redeemed nor expired at `now`; revoked ones count until they are deleted. Cheap however
   * many rows there are: no more than `most` are looked at, and as many sessions again, which are counted by themselves.
   */
  tally(now: number, most: number): Promise<GrantTally>;
}

/** How many grants there are, as far as they were counted. */
export interface GrantTally {
  readonly counts: Readonly<Partial<Record<GrantKind, number>>>;
  /** Whether every row was looked at: if not, there may be more of every kind. */
  readonly isComplete: boolean;
}

/** Small facts with an end: replay marks, polling times, counters against guessing. */
export interface MarkStore {
  /** Whether this call was the first with that key before `expiresAt`; an expired mark counts as absent. */
  insertOnce(key: string, expiresAt: number, now: number): Promise<boolean>;
  /**
   * Notes a poll. Resolves to `true` if it came at least the current interval after the last one that did (or is the first).
   * Otherwise `false`, and the current interval grows by 5 seconds for good (RFC 8628 §3.5 `slow_down`), to a minute at most: who polls
   * too early waits longer, but does not move the start of the wait.
   */
  touch(key: string, intervalSeconds: number, expiresAt: number, now: number): Promise<boolean>;
  /** Adds one to a counter that starts anew once its `expiresAt` has passed (the first caller's stays); resolves to the new count. */
  increment(key: string, expiresAt: number, now: number): Promise<number>;
  /** The counter's value, 0 if absent or expired. */
  count(key: string, now: number): Promise<number>;
  /** Forgets a mark or counter. */
  clear(key: string): Promise<void>;
}

/** A stored user. */
export interface UserRecord {
  readonly subjectId: string;
  /** As typed; unique without regard to letter case. */
  readonly username: string;
  /** argon2id in PHC form, or one that was imported (`docs/importing.md`); `null`: cannot sign in with a password. */
  readonly passwordHash: string | null;
  readonly enabled: boolean;
  readonly claims: Claims;
  readonly createdAt: number;
}

/** A page of a list that may be searched. */
export interface ListSearch extends ListPage {
  /**
   * Only what has this in its name, without regard to letter case: a part of the user name, or the whole subject; a part of the client's id or
   * name.
   */
  readonly search?: string | undefined;
}

/** Users that are stored. Names are unique without regard to letter case. */
export interface UserStore {
  findBySubject(subjectId: string): Promise<UserRecord | undefined>;
  findByUsername(username: string): Promise<UserRecord | undefined>;
  /** Resolves to whether it was written: `false` when subject or user name is taken. */
  insert(user: UserRecord): Promise<boolean>;
  update(subjectId: string, change: Partial<Omit<UserRecord, 'subjectId' | 'createdAt'>>): Promise<boolean>;
  /**
   * Writes what `change` makes of a user as they are; of several changes at once none is lost: `change` may be called again with what another one
   * made. Subject and `createdAt` stay as they are. @throws what `change` throws; nothing is written then.
   */
  change(subjectId: string, change: (user: UserRecord) => UserRecord): Promise<UserChange>;
  /** Deletes a user, and nothing that was issued to them; resolves to whether there was one. Subject and name are free then. */
  remove(subjectId: string): Promise<boolean>;
  /** In order of user name, after the name `after`. Fewer than `limit` only at the end. */
  list(page: ListSearch): Promise<readonly UserRecord[]>;
  /** How many there are; no more than `most` are counted. */
  count(most: number): Promise<number>;
}

/** What became of a change of a user. `taken`: another has the new user name. */
export type UserChange =
  | { readonly outcome: 'changed'; readonly user: UserRecord }
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'taken' };

/** A list of clients, of one origin only where it is given. */
export interface ClientSearch extends ListSearch {
  readonly origin?: ClientOrigin | undefined;
}

/** Clients that are stored, beside those of the configuration. */
export interface ClientStore {
  find(clientId: string): Promise<Client | undefined>;
  /** Resolves to whether it was written: `false` when the id is taken. */
  insert(client: Client): Promise<boolean>;
  /** Replaces a client whole; `false`: there is none of that id. */
  update(client: Client): Promise<boolean>;
  /**
   * Writes what `change` makes of a client as it is; of several changes at once none is lost: `change` may be called again with what another
   * one made. Resolves to the client as it was written, `undefined`: there is none. @throws what `change` throws; nothing is written then.
   */
  change(clientId: string, change: (client: Client) => Client): Promise<Client | undefined>;
  /** Deletes a client, and nothing that was issued to it; resolves to whether there was one. The id is free then. */
  remove(clientId: string): Promise<boolean>;
  /** In an order of the store's own by client id, after the id `after`. Fewer than `limit` only at the end. */
  list(page: ClientSearch): Promise<readonly Client[]>;
  /** How many there are of an origin; absent: of all. */
  count(origin?: ClientOrigin): Promise<number>;
  /** Ids of at most `limit` clients of an origin whose `idleSince` is `until` or before, those that are idle longest first. */
  listIdle(origin: ClientOrigin, until: number, limit: number): Promise<readonly string[]>;
}

/** Who did what, and how it ended. */
export interface AuditEntry {
  /** Made by `auditEntryId`: ids sort as their instants do. */
  readonly entryId: string;
  readonly at: number;
  /** What happened: the type of the event, such as `UserSignedIn`. */
  readonly type: string;
  /** The user whom it is about. */
  readonly subjectId: string | null;
  /** The client that it is about. */
  readonly clientId: string | null;
  /** Subject or client id of the administrator who did it. */
  readonly actor: string | null;
  /** When it may be deleted. */
  readonly expiresAt: number;
  /** Everything else, without secrets. */
  readonly facts: JsonObject;
}

/** All given members must match. */
export interface AuditFilter {
  /** Epoch seconds, both ends included. */
  readonly from?: number | undefined;
  readonly until?: number | undefined;
  readonly types?: readonly string[] | undefined;
  readonly subjectId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly actor?: string | undefined;
}

/** What happened, for as long as it is kept; `sweep` deletes what has ended. */
export interface AuditStore {
  /** Writes entries in one transaction. One whose id is there already is left as it is, so that a batch may be sent again. */
  append(entries: readonly AuditEntry[]): Promise<void>;
  /** Newest first, by `entryId`, older than the id `after`. Fewer than `limit` only at the end. */
  list(filter: AuditFilter, page: ListPage): Promise<readonly AuditEntry[]>;
}
