import { ConfigurationError } from '../errors/configuration-error.ts';
import type { Clock } from '../model/clock.ts';
import type { SigningSettings } from '../model/settings.ts';
import { sha256 } from './digest.ts';
import { foreignSecret, sealedWithAnother } from './foreign-secret.ts';
import {
  endingAt,
  type KeyCreation,
  planKeys,
  plannedRotation,
  publishedKeysAt,
  type ScheduledKey,
  signingKeyAt,
} from './key-schedule.ts';
import type { KeyRecord, KeyStore } from './key-store.ts';
import { NoSigningKeyError } from './no-signing-key-error.ts';
import type { Sealer } from './sealer.ts';
import { generateSigningKey, importSigningKey, isSigningAlgorithm, type SigningKey } from './signing-algorithm.ts';

export interface KeyRingServices {
  readonly store: KeyStore;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly settings: SigningSettings;
  /** Told of keys that cannot be used and of refreshes that failed; the text holds no secret. */
  readonly warn?: (message: string) => void;
}

/** What `mintmark keys list` shows. Instants are epoch seconds. */
export interface KeyDescription {
  readonly keyId: string;
  readonly algorithm: string;
  readonly createdAt: number;
  readonly activeAt: number;
  readonly retiringAt: number;
  readonly retiredAt: number;
  /** `unusable`: sealed under a master secret that this server does not have. */
  readonly state: 'announced' | 'signing' | 'retiring' | 'retired' | 'unusable';
}

/** The public keys, ready to be sent. */
export interface PublishedJwks {
  readonly keys: readonly Readonly<Record<string, string>>[];
  /** The JSON text of `{ keys }`. */
  readonly body: string;
  /** A strong entity tag, with its quotation marks. */
  readonly etag: string;
}

interface RingKey extends ScheduledKey {
  readonly record: KeyRecord;
  readonly key: SigningKey | undefined;
}

/** Between two looks at the store for key ids that nobody knows: guessing them must not load the store. */
const unknownKeyIntervalSeconds = 10;
const maximumRefreshSeconds = 60;
/** By how many seconds the clocks of nodes may differ. */
const clockTolerance = 60;

/**
 * The signing keys of all nodes: loaded from the store, unsealed and imported once, rotated by `key-schedule.ts`.
 * Reading is synchronous and never touches the store. `start()` first.
 */
export class KeyRing {
  readonly #services: KeyRingServices;
  readonly #warned = new Set<string>();
  #keys: readonly RingKey[] = [];
  readonly #chosen = new Map<string, SigningKey>();
  #chosenAt = Number.NaN;
  #published: { readonly jwks: PublishedJwks; readonly keyIds: string } | undefined;
  #refreshing: Promise<void> | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(services: KeyRingServices) {
    this.#services = services;
  }

  /**
   * Loads the keys, creates what is missing, and unless `timer` is `false` looks again at least every minute.
   *
   * @param options `refuseForeign`: throw where every key is {@link isForeign}, instead of making new ones beside them.
   * @throws {ConfigurationError} as asked for, and what the store throws.
   */
  async start(options: { readonly timer?: boolean; readonly refuseForeign?: boolean } = {}): Promise<void> {
    if (options.refuseForeign === true) {
      await this.load();
      if (this.isForeign()) throw new ConfigurationError([{ path: 'secret', message: foreignSecret }]);
    }
    await this.refresh();
    if (options.timer === false || this.#timer !== undefined) return;
    const seconds = Math.min(
      maximumRefreshSeconds,
      Math.max(1, Math.floor(this.#services.settings.propagationTime / 4)),
    );
    this.#timer = setInterval(() => {
      this.refresh().catch((error: unknown) => {
        this.#warn(
          `The signing keys could not be refreshed (${error instanceof Error ? error.name : 'unknown error'}).`,
        );
      });
    }, seconds * 1000);
    this.#timer.unref();
  }

  /** Loads the keys, and neither makes nor changes any. */
  load(): Promise<void> {
    return this.#load();
  }

  /** Whether there are live keys and none of them can be opened: they were sealed with another master secret. */
  isForeign(): boolean {
    const now = this.#services.clock.now();
    const live = this.#keys.filter(({ retiredAt }) => now < retiredAt);
    return live.length > 0 && !live.some(({ usable }) => usable);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Loads the keys and does what the schedule asks for. Calls that come meanwhile share one run. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  /**
   * The key that signs now: of the first configured algorithm, or of the first that is in `allowedAlgorithms` (empty: any).
   *
   * @throws {NoSigningKeyError}
   */
  signingKey(allowedAlgorithms: readonly string[] = []): SigningKey {
    const now = this.#services.clock.now();
    if (now !== this.#chosenAt) this.#choose(now);
    for (const algorithm of this.#services.settings.algorithms) {
      if (allowedAlgorithms.length > 0 && !allowedAlgorithms.includes(algorithm)) continue;
      const key = this.#chosen.get(algorithm);
      if (key !== undefined) return key;
    }
    throw new NoSigningKeyError(allowedAlgorithms);
  }

  /** The configured algorithms, the default first. */
  algorithms(): readonly string[] {
    return this.#services.settings.algorithms;
  }

  /** The published keys, announced ones included; the same object until they change. */
  jwks(): PublishedJwks {
    const published = publishedKeysAt(this.#keys, this.#services.clock.now());
    const keyIds = published.map((key) => key.keyId).join(' ');
    if (this.#published?.keyIds !== keyIds) {
      const keys = published.flatMap(({ key }) => (key === undefined ? [] : [key.publicJwk]));
      const body = JSON.stringify({ keys });
      this.#published = { keyIds, jwks: { keys, body, etag: `"${sha256(body)}"` } };
    }
    return this.#published.jwks;
  }

  /** A published key, for verifying. */
  publicKey(keyId: string): SigningKey | undefined {
    const found = this.#keys.find((key) => key.keyId === keyId);
    return found !== undefined && this.#services.clock.now() < found.retiredAt ? found.key : undefined;
  }

  /** As `publicKey`; one that is not known may be another node's new one, so that the store is asked, but not too often. */
  async findPublicKey(keyId: string): Promise<SigningKey | undefined> {
    const known = this.publicKey(keyId);
    const now = this.#services.clock.now();
    if (known !== undefined || now - this.#lookedAt < unknownKeyIntervalSeconds) return known;
    this.#lookedAt = now;
    await this.refresh();
    return this.publicKey(keyId);
  }

  list(): readonly KeyDescription[] {
    const now = this.#services.clock.now();
    return this.#keys.map((key) => {
      const { keyId, algorithm, createdAt, activeAt, retiringAt, retiredAt } = key;
      const signs = signingKeyAt(this.#ofAlgorithm(algorithm), now) === key;
      return { keyId, algorithm, createdAt, activeAt, retiringAt, retiredAt, state: stateOf(key, signs, now) };
    });
  }

  /**
   * Announces a successor now; it signs after `propagationTime`, and then the present key signs no more. Where one is announced
   * already, nothing happens. To replace a key that leaked, `retire` it instead.
   *
   * @param algorithm absent: each configured one.
   */
  async rotateNow(algorithm?: string): Promise<void> {
    await this.refresh();
    const { clock, settings, store } = this.#services;
    const now = clock.now();
    for (const name of algorithm === undefined ? new Set(settings.algorithms) : [algorithm]) {
      if (!settings.algorithms.includes(name)) throw new NoSigningKeyError([name]);
      const keys = this.#ofAlgorithm(name);
      if (keys.some((key) => key.usable && key.activeAt > now && now < key.retiredAt)) continue;
      const current = signingKeyAt(keys, now);
      const creation = plannedRotation(keys, name, now, settings);
      if (!(await this.#create(creation)) || current === undefined) continue;
      await store.updateInstants(current.keyId, endingAt(current, creation.instants.activeAt, settings));
    }
    await this.#refreshAnew();
  }

  /**
   * Ends a key at once: it neither signs nor verifies any more, so that every token it signed is void. A waiting or new key
   * signs in its place. For keys that leaked.
   *
   * @returns whether the key was there.
   */
  async retire(keyId: string): Promise<boolean> {
    await this.#load();
    const areForeign = this.isForeign();
    const now = this.#services.clock.now();
    const found = this.#keys.find((key) => key.keyId === keyId);
    if (found === undefined) return false;
    // A while ago, so that it is over at once also where the clock is behind.
    const end = now - clockTolerance;
    const instants = { activeAt: Math.min(found.activeAt, end), retiringAt: end, retiredAt: end };
    const retired = await this.#services.store.updateInstants(keyId, instants);
    // A secret that may be the wrong one seals nothing.
    if (!areForeign) await this.#refreshAnew();
    return retired;
  }

  /** The choice holds for a second: one look at the schedule for all signatures of it. */
  #choose(now: number): void {
    this.#chosen.clear();
    for (const algorithm of this.#services.settings.algorithms) {
      const key = signingKeyAt(this.#ofAlgorithm(algorithm), now)?.key;
      if (key !== undefined) this.#chosen.set(algorithm, key);
    }
    this.#chosenAt = now;
  }

  #ofAlgorithm(algorithm: string): readonly RingKey[] {
    return this.#keys.filter((key) => key.algorithm === algorithm);
  }

  /** A run that is under way may have read the store before the change that is to be seen. */
  async #refreshAnew(): Promise<void> {
    await this.#refreshing?.catch(() => undefined);
    await this.refresh();
  }

  async #refresh(): Promise<void> {
    const { clock, settings, store } = this.#services;
    // Creating, moving and removing takes two or three rounds; more means that other nodes are at it as well.
    for (let round = 0; round < 5; round += 1) {
      await this.#load();
      await this.#reseal();
      const plan = planKeys(this.#keys, clock.now(), settings);
      if (plan.create.length + plan.change.length + plan.remove.length === 0) return;
      // A key that lost against another node's is forgotten: the next round loads the winner.
      await Promise.all(plan.create.map((creation) => this.#create(creation)));
      for (const { keyId, instants } of plan.change) await store.updateInstants(keyId, instants);
      for (const keyId of plan.remove) await store.remove(keyId);
    }
    await this.#load();
  }

  /** Keys that an older master secret sealed get the newest one: that is how a secret is replaced. */
  async #reseal(): Promise<void> {
    const { sealer, store } = this.#services;
    for (const { key, record } of this.#keys) {
      const { keyId, algorithm, sealedPrivateKey } = record;
      if (key === undefined || !sealer.isOutdated(sealedPrivateKey)) continue;
      const context = sealContext(keyId, algorithm);
      await store.reseal(keyId, sealer.seal(sealer.unseal(sealedPrivateKey, context), context));
    }
  }

  async #create({ algorithm, slot, createdAt, instants }: KeyCreation): Promise<boolean> {
    if (!isSigningAlgorithm(algorithm)) throw new NoSigningKeyError([algorithm]);
    const { key, privateKey } = await generateSigningKey(algorithm);
    const sealedPrivateKey = this.#services.sealer.seal(privateKey, sealContext(key.keyId, algorithm));
    const publicJwk = JSON.stringify(key.publicJwk);
    const record = { keyId: key.keyId, algorithm, createdAt, ...instants, publicJwk, sealedPrivateKey };
    return this.#services.store.insert(record, slot);
  }

  async #load(): Promise<void> {
    const records = await this.#services.store.list();
    const known = new Map(this.#keys.map((key) => [key.keyId, key.key]));
    const keys: RingKey[] = [];
    for (const record of records) {
      const key = known.get(record.keyId) ?? (await this.#open(record));
      const { keyId, algorithm, createdAt, activeAt, retiringAt, retiredAt } = record;
      keys.push({
        keyId,
        algorithm,
        createdAt,
        activeAt,
        retiringAt,
        retiredAt,
        usable: key !== undefined,
        record,
        key,
      });
    }
    this.#keys = keys.sort((a, b) => a.activeAt - b.activeAt || (a.keyId < b.keyId ? -1 : 1));
    this.#chosenAt = Number.NaN;
  }

  /** The public key is taken from the sealed private one: whoever can write to the store alone cannot make us publish theirs. */
  async #open(record: KeyRecord): Promise<SigningKey | undefined> {
    const { keyId, algorithm, sealedPrivateKey } = record;
    const { sealer } = this.#services;
    try {
      if (!isSigningAlgorithm(algorithm)) throw new NoSigningKeyError([algorithm]);
      const context = sealContext(keyId, algorithm);
      const privateKey = sealer.unseal(sealedPrivateKey, context);
      const key = importSigningKey(algorithm, privateKey);
      if (key.keyId !== keyId) throw new TypeError('The key has another id.');
      return key;
    } catch (error) {
      if (!(error instanceof Error) || !unusableKeyErrors.has(error.name)) throw error;
      const why = error.name === 'UnsealError' ? sealedWithAnother(keyId) : error.message;
      if (!this.#warned.has(keyId)) this.#warn(`Signing key ${keyId} (${algorithm}) cannot be used: ${why}`);
      this.#warned.add(keyId);
      return undefined;
    }
  }

  #warn(message: string): void {
    this.#services.warn?.(message);
  }
}

const unusableKeyErrors: ReadonlySet<string> = new Set(['UnsealError', 'TypeError', 'NoSigningKeyError']);

function sealContext(keyId: string, algorithm: string): string {
  return `signing-key ${algorithm} ${keyId}`;
}

function stateOf(key: RingKey, signs: boolean, now: number): KeyDescription['state'] {
  if (!key.usable) return 'unusable';
  if (now >= key.retiredAt) return 'retired';
  if (signs) return 'signing';
  return key.activeAt > now ? 'announced' : 'retiring';
}
