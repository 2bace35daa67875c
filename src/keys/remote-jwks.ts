import type { JsonWebKeyRecord } from '../model/client.ts';
import type { Clock } from '../model/clock.ts';
import { limits } from '../model/limits.ts';
import { isOfBearableSize } from './key-size.ts';
import { OutgoingLimitError, type OutgoingLimits } from './outgoing-limits.ts';
import { type SafeFetchOptions, type SafeFetchResponse, safeFetch } from './safe-fetch.ts';

export interface RemoteJwksServices {
  readonly clock: Clock;
  /** See `SafeFetchOptions`; for tests and intranets. */
  readonly allowPrivateAddresses: boolean;
  /** `safeFetch` unless an embedder routes outgoing calls through something of their own. */
  readonly fetch?: (url: string, options: SafeFetchOptions) => Promise<SafeFetchResponse>;
}

/** The public keys of a JWKS (RFC 7517 §5), without symmetric and private ones. */
export interface RemoteKeySet {
  readonly keys: readonly JsonWebKeyRecord[];
}

/** The keys cannot be had now. The message names the host at most. */
export class RemoteJwksError extends Error {
  override readonly name = 'RemoteJwksError';
}

interface Entry {
  /** The last good answer. */
  readonly set: RemoteKeySet | undefined;
  readonly fetchedAt: number;
  /** When it was last asked, and how that failed if it did. */
  readonly triedAt: number;
  readonly error: RemoteJwksError | undefined;
}

const freshSeconds = 300;
/** How soon an address is asked again after a failure, or since a key id was not in its answer. */
const pauseSeconds = 30;
const maximumEntries = 1000;

/** Fetches and remembers the keys that clients publish at their `jwksUri`. */
export class RemoteJwks {
  readonly #services: RemoteJwksServices;
  #entries = new Map<string, Entry>();
  readonly #fetching = new Map<string, Promise<Entry>>();

  constructor(services: RemoteJwksServices) {
    this.#services = services;
  }

  /** Remembers what another one does, unless that may have called whom this one may not. */
  takeOver(before: RemoteJwks): void {
    const { allowPrivateAddresses } = this.#services;
    if (before.#services.allowPrivateAddresses === allowPrivateAddresses) this.#entries = before.#entries;
  }

  /**
   * The key set of an address: remembered for five minutes, asked for anew at most every 30 seconds when `keyId` is not in it.
   * The same object comes back until it was fetched again, so that imported keys can be kept beside it.
   *
   * @param outgoing where a stranger chose the address: how much is fetched for strangers.
   * @throws {RemoteJwksError} also for 30 seconds after a failure.
   */
  async keySet(uri: string, keyId?: string, outgoing?: OutgoingLimits): Promise<RemoteKeySet> {
    const now = this.#services.clock.now();
    const entry = this.#entries.get(uri);
    const fresh = freshSet(entry, now);
    if (fresh !== undefined && (keyId === undefined || fresh.keys.some((key) => key.kid === keyId))) return fresh;
    if (entry !== undefined && now - entry.triedAt < pauseSeconds) return settled(entry, now);
    return settled(await this.#shared(uri, now, outgoing), now);
  }

  #shared(uri: string, now: number, outgoing: OutgoingLimits | undefined): Promise<Entry> {
    let fetching = this.#fetching.get(uri);
    if (fetching === undefined) {
      fetching = this.#fetch(uri, now, outgoing).finally(() => this.#fetching.delete(uri));
      this.#fetching.set(uri, fetching);
    }
    return fetching;
  }

  async #fetch(uri: string, now: number, outgoing: OutgoingLimits | undefined): Promise<Entry> {
    let entry: Entry;
    try {
      const load = () => this.#load(uri);
      const set = await (outgoing === undefined ? load() : outgoing.runTo(uri, load));
      entry = { set, fetchedAt: now, triedAt: now, error: undefined };
    } catch (cause) {
      // Nobody was asked: the next request may have better luck.
      if (cause instanceof OutgoingLimitError) throw unavailable(cause);
      const error = cause instanceof RemoteJwksError ? cause : unavailable(cause);
      const before = this.#entries.get(uri);
      // The key id that was looked for may be made up: failing to find it takes nothing from the keys that we have.
      entry = { set: before?.set, fetchedAt: before?.fetchedAt ?? now, triedAt: now, error };
    }
    // The map is in order of insertion: the first is the one not asked for longest.
    this.#entries.delete(uri);
    this.#entries.set(uri, entry);
    if (this.#entries.size > maximumEntries) this.#entries.delete(this.#entries.keys().next().value!);
    return entry;
  }

  async #load(uri: string): Promise<RemoteKeySet> {
    const { fetch = safeFetch, allowPrivateAddresses } = this.#services;
    const headers = { accept: 'application/jwk-set+json, application/json' };
    const response = await fetch(uri, {
      headers,
      allowPrivateAddresses,
      timeoutMs: 5000,
      maximumBytes: limits.jwks.most,
    });
    if (response.status !== 200) throw new RemoteJwksError(`the JWKS answered with status ${response.status}`);
    return parseJwks(response.body);
  }
}

function freshSet(entry: Entry | undefined, now: number): RemoteKeySet | undefined {
  return entry !== undefined && now - entry.fetchedAt < freshSeconds ? entry.set : undefined;
}

function settled(entry: Entry, now: number): RemoteKeySet {
  const fresh = freshSet(entry, now);
  if (fresh === undefined) throw entry.error ?? unavailable(undefined);
  return fresh;
}

function unavailable(cause: unknown): RemoteJwksError {
  return new RemoteJwksError(cause instanceof Error ? cause.message : 'the JWKS cannot be fetched', { cause });
}

function parseJwks(body: Uint8Array): RemoteKeySet {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new RemoteJwksError('the JWKS is not JSON');
  }
  const keys = (parsed as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(keys) || keys.length > limits.jwksKeys.most) {
    throw new RemoteJwksError(`the JWKS has no array of at most ${limits.jwksKeys.most} keys`);
  }
  return { keys: keys.filter(isPublicKey) };
}

function isPublicKey(key: unknown): key is JsonWebKeyRecord {
  if (typeof key !== 'object' || key === null) return false;
  // Whoever publishes a secret has none: it must not authenticate anybody.
  const isPublic = 'kty' in key && typeof key.kty === 'string' && key.kty !== 'oct' && !('d' in key) && !('k' in key);
  return isPublic && isOfBearableSize({ ...key });
}
