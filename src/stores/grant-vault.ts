import { momentOf, sha256 } from '../keys/digest.ts';
import { type Sealer, sealUnderHandle, unsealUnderHandle } from '../keys/sealer.ts';
import type {
  AuthorizationCode,
  BackchannelAuthenticationRequest,
  Consent,
  DeviceCode,
  PushedAuthorizationRequest,
  ReferenceToken,
  RefreshToken,
  Session,
} from '../model/grants.ts';
import type { JsonValue } from '../model/json.ts';
import type {
  GrantFilter,
  GrantKind,
  GrantRecord,
  GrantStore,
  ListPage,
  RowlessToken,
  TokenStanding,
  UserRecord,
} from './contracts.ts';

/** What lies behind a handle, by kind. */
export interface GrantContents {
  authorization_code: AuthorizationCode;
  refresh_token: RefreshToken;
  reference_token: ReferenceToken;
  device_code: DeviceCode;
  /** Points from a user code to the hash of its device code. */
  user_code: { readonly deviceCodeHash: string };
  ciba: BackchannelAuthenticationRequest;
  par: PushedAuthorizationRequest;
  consent: Consent;
  /** The logo of a client that nobody configured, checked; base64url. */
  logo: { readonly mediaType: string; readonly data: string };
  session: Session;
  /** An authorization request that waits for its user; shape: `sessions/interaction.ts`. */
  interaction: { readonly [member: string]: JsonValue };
}

/** The plain columns by which grants are listed and revoked. */
export interface GrantColumns {
  readonly family?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** A stored grant, opened. */
export interface StoredContent<Kind extends GrantKind> {
  readonly handleHash: string;
  readonly content: GrantContents[Kind];
  readonly version: number;
  /** When it was redeemed; `null` while it is live. */
  readonly consumedAt: number | null;
  /** Its family was revoked. */
  readonly revoked: boolean;
  readonly record: GrantRecord;
  /** See `FoundGrant.user`. */
  readonly user?: UserRecord | null | undefined;
}

export type Redemption<Kind extends GrantKind> =
  | { readonly outcome: 'consumed' }
  | { readonly outcome: 'replayed'; readonly grant: StoredContent<Kind> }
  | { readonly outcome: 'unknown' };

/** A far-away instant for rows that end only when they are revoked (31 December 9999). */
export const never = 253_402_300_799;

/**
 * Seconds for which a row stays once its content has expired. Whoever polls for a decision is to hear that it expired, not that there is no such
 * request (RFC 8628 §3.5, CIBA Core 1.0 §11): ten minutes are ten polls at the slowest pace.
 */
const keptAfterwards: Partial<Record<GrantKind, number>> = { device_code: 600, ciba: 600 };

function rowExpiry(kind: GrantKind, expiresAt: number): number {
  return expiresAt + (keptAfterwards[kind] ?? 0);
}

type SealedRow = Pick<GrantRecord, 'handleHash' | 'family'>;

/**
 * What a content is bound to: its row, so that it opens in no other one. That of a refresh token is bound to its family, whose rows all
 * hold the same; the instants, which differ, are in the row alone.
 */
function sealingContext(kind: GrantKind, { handleHash, family }: SealedRow): string {
  return `${kind}:${kind === 'refresh_token' ? family : handleHash}`;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Grants by handle: hashes handles, seals contents with the master secret, and leaves atomicity to the store.
 * Nothing below this class sees a handle or a content; nothing above it sees a row.
 */
export class GrantVault {
  readonly #store: GrantStore;
  readonly #sealer: Sealer;

  constructor(store: GrantStore, sealer: Sealer) {
    this.#store = store;
    this.#sealer = sealer;
  }

  /** How a handle is found: SHA-256 over kind and handle, so that one kind's handle is never another's, behind its moment if it tells one. */
  static hash(kind: GrantKind, handle: string): string {
    return momentOf(handle) + sha256(`${kind}:${handle}`);
  }

  /** The row for a new grant, for {@link GrantVault.insert} or to be written alongside a redemption. */
  record<Kind extends GrantKind>(
    kind: Kind,
    handle: string,
    content: GrantContents[Kind],
    columns: GrantColumns,
  ): GrantRecord {
    const handleHash = GrantVault.hash(kind, handle);
    return {
      handleHash,
      kind,
      family: columns.family ?? null,
      subjectId: columns.subjectId ?? null,
      sessionId: columns.sessionId ?? null,
      clientId: columns.clientId ?? null,
      createdAt: columns.createdAt,
      expiresAt: rowExpiry(kind, columns.expiresAt),
      consumedAt: null,
      payload: this.#seal(kind, { handleHash, family: columns.family ?? null }, content),
      successor: null,
      version: 0,
    };
  }

  /** The row of a used refresh token's successor: what it holds, sealed already, with instants of its own. */
  successor(
    used: StoredContent<'refresh_token'>,
    handle: string,
    instants: Pick<GrantColumns, 'createdAt' | 'expiresAt'>,
  ): GrantRecord {
    const { record, content } = used;
    const handleHash = GrantVault.hash('refresh_token', handle);
    // Under a master secret that is on its way out nothing new is kept.
    const payload = this.#sealer.isOutdated(record.payload)
      ? this.#seal('refresh_token', record, content)
      : record.payload;
    return { ...record, ...instants, handleHash, payload, consumedAt: null, successor: null, version: 0 };
  }

  /** Writes rows together; durable once resolved. */
  insert(...records: readonly GrantRecord[]): Promise<void> {
    return this.#store.insert(records);
  }

  /** Writes a row, replacing the one of the same handle. */
  put(record: GrantRecord): Promise<void> {
    return this.#store.put(record);
  }

  /** Finds a grant whatever its state; expiry, consumption and revocation are the caller's to judge. */
  find<Kind extends GrantKind>(kind: Kind, handle: string): Promise<StoredContent<Kind> | undefined> {
    return this.findByHash(kind, GrantVault.hash(kind, handle));
  }

  async findByHash<Kind extends GrantKind>(kind: Kind, handleHash: string): Promise<StoredContent<Kind> | undefined> {
    const found = await this.#store.find(handleHash);
    return found === undefined || found.grant.kind !== kind
      ? undefined
      : this.#open(kind, found.grant, found.revoked, found.user);
  }

  /** Redeems a single-use grant; of any number of callers at most one is told `consumed`. `alongside` is written with it or not at all. */
  async consume<Kind extends GrantKind>(
    kind: Kind,
    handle: string,
    at: number,
    alongside: readonly GrantRecord[] = [],
  ): Promise<Redemption<Kind>> {
    const result = await this.#store.consume(GrantVault.hash(kind, handle), { at, alongside });
    return result.outcome === 'replayed' ? { ...result, grant: this.#open(kind, result.grant, false) } : result;
  }

  /**
   * Ends a refresh token and begins its successor in one transaction. The used row keeps the successor's handle, sealed under
   * a key that only the bearer of the used handle can derive.
   */
  async rotate(
    used: { readonly handle: string; readonly stored: StoredContent<'refresh_token'> },
    successorHandle: string,
    successor: GrantRecord,
    at: number,
  ): Promise<Redemption<'refresh_token'>> {
    const { handle } = used;
    const { handleHash } = used.stored;
    const sealed = sealUnderHandle(handle, successorHandle, handleHash);
    const result = await this.#store.consume(handleHash, { at, successor: sealed, alongside: [successor] });
    return result.outcome === 'replayed'
      ? { ...result, grant: this.#open('refresh_token', result.grant, false) }
      : result;
  }

  /** The handle that a used refresh token was exchanged for; `undefined` if it has no successor. */
  successorHandle(handle: string, record: GrantRecord): string | undefined {
    if (record.successor === null) return undefined;
    return unsealUnderHandle(handle, record.successor, record.handleHash);
  }

  /** Replaces the content of a live grant if nobody did so since it was read; resolves to whether it did. */
  replace<Kind extends GrantKind>(
    kind: Kind,
    stored: StoredContent<Kind>,
    content: GrantContents[Kind],
    columns: Pick<GrantColumns, 'subjectId' | 'sessionId' | 'expiresAt'>,
  ): Promise<boolean> {
    return this.#store.replace(stored.handleHash, stored.version, {
      payload: this.#seal(kind, stored.record, content),
      expiresAt: rowExpiry(kind, columns.expiresAt),
      subjectId: columns.subjectId ?? null,
      sessionId: columns.sessionId ?? null,
    });
  }

  remove(kind: GrantKind, handle: string): Promise<boolean> {
    return this.#store.remove(GrantVault.hash(kind, handle));
  }

  removeByHash(handleHash: string): Promise<boolean> {
    return this.#store.remove(handleHash);
  }

  /** Ends every matching grant; rows of a revoked family that are still being written are dead on arrival until `until`. */
  revoke(filter: GrantFilter, until: number): Promise<number> {
    return this.#store.revoke(filter, until);
  }

  /** Whether a token without a row, a JWT, was ended. */
  isRevoked(token: RowlessToken): Promise<boolean> {
    return this.#store.isRevoked(token);
  }

  /** Whether a token without a row, or its session, was ended, and its user; `undefined`: the store does not read users along. */
  async standing(
    token: RowlessToken,
    session: Pick<RowlessToken, 'family' | 'subjectId'> | undefined,
  ): Promise<Omit<TokenStanding, 'user'> & { readonly user?: UserRecord | null | undefined }> {
    if (this.#store.standing !== undefined) return this.#store.standing(token, session);
    const { issuedAt } = token;
    const [revoked, sessionEnded] = await Promise.all([
      this.#store.isRevoked(token),
      session === undefined ? false : this.#store.isRevoked({ ...session, issuedAt }),
    ]);
    return { revoked, sessionEnded };
  }

  /** Live grants of one kind, newest first. */
  async list<Kind extends GrantKind>(
    kind: Kind,
    filter: Omit<GrantFilter, 'kinds'>,
    now: number,
    limit: number,
  ): Promise<readonly StoredContent<Kind>[]> {
    const records = await this.#store.list({ ...filter, kinds: [kind] }, now, limit);
    return records.map((record) => this.#open(kind, record, false));
  }

  /** A row that was read from the store itself, opened; `undefined`: it is of another kind. */
  opened<Kind extends GrantKind>(kind: Kind, record: GrantRecord): StoredContent<Kind> | undefined {
    return record.kind === kind ? this.#open(kind, record, false) : undefined;
  }

  /** Live grants of one kind, page by page: for those who look at everything. */
  async page<Kind extends GrantKind>(
    kind: Kind,
    filter: Omit<GrantFilter, 'kinds'>,
    now: number,
    page: ListPage,
  ): Promise<readonly StoredContent<Kind>[]> {
    const records = await this.#store.page({ ...filter, kinds: [kind] }, now, page);
    return records.map((record) => this.#open(kind, record, false));
  }

  #seal<Kind extends GrantKind>(kind: Kind, row: SealedRow, content: GrantContents[Kind]): Uint8Array {
    const sealed = kind === 'refresh_token' ? { ...content, createdAt: undefined, expiresAt: undefined } : content;
    return this.#sealer.seal(encoder.encode(JSON.stringify(sealed)), sealingContext(kind, row));
  }

  #open<Kind extends GrantKind>(
    kind: Kind,
    record: GrantRecord,
    revoked: boolean,
    user?: UserRecord | null,
  ): StoredContent<Kind> {
    return new OpenedGrant(kind, record, revoked, user, this.#sealer);
  }
}

/** Decrypts when the content is first asked for: whoever redeems a grant has read it already. */
class OpenedGrant<Kind extends GrantKind> implements StoredContent<Kind> {
  readonly handleHash: string;
  readonly version: number;
  readonly consumedAt: number | null;
  readonly revoked: boolean;
  readonly record: GrantRecord;
  readonly user: UserRecord | null | undefined;
  readonly #kind: Kind;
  readonly #sealer: Sealer;
  #content: GrantContents[Kind] | undefined;

  constructor(kind: Kind, record: GrantRecord, revoked: boolean, user: UserRecord | null | undefined, sealer: Sealer) {
    this.handleHash = record.handleHash;
    this.version = record.version;
    this.consumedAt = record.consumedAt;
    this.revoked = revoked;
    this.record = record;
    this.user = user;
    this.#kind = kind;
    this.#sealer = sealer;
  }

  get content(): GrantContents[Kind] {
    if (this.#content === undefined) {
      const { payload, createdAt, expiresAt } = this.record;
      const plain = this.#sealer.unseal(payload, sealingContext(this.#kind, this.record));
      const content = JSON.parse(decoder.decode(plain));
      this.#content = (
        this.#kind === 'refresh_token' ? { ...content, createdAt, expiresAt } : content
      ) as GrantContents[Kind];
    }
    return this.#content;
  }
}
