import { type CryptoKey, createLocalJWKSet, errors, type JSONWebKeySet, type JWSHeaderParameters } from 'jose';
import { fetchJson } from './fetch-json.ts';
import { isSecure, type Settings } from './options.ts';

/** Seconds after which keys are fetched anew. */
const freshFor = 600;
/** Seconds between two looks for a key that is not known: whoever invents key ids must not turn this API into a hammer. */
const pause = 30;
/** Seconds that keys go on being used while the issuer cannot be reached. */
const staleFor = 86_400;

interface Keys {
  readonly find: ReturnType<typeof createLocalJWKSet>;
  readonly at: number;
}

/** The authorization server cannot be asked; the API answers 503 and the client may try again. */
export class IssuerUnavailableError extends Error {
  override readonly name = 'IssuerUnavailableError';
}

/** An authorization server: its metadata and keys, each fetched once for however many requests wait for it. */
export class Issuer {
  readonly name: string;
  readonly #settings: Pick<Settings, 'fetch' | 'now'>;
  #metadata: Promise<Readonly<Record<string, unknown>>> | undefined;
  #keys: Keys | undefined;
  #fetching: Promise<Keys> | undefined;
  #triedAt = Number.NEGATIVE_INFINITY;

  constructor(name: string, settings: Pick<Settings, 'fetch' | 'now'>) {
    this.name = name;
    this.#settings = settings;
  }

  /**
   * The key that signed a JWT.
   * @throws {IssuerUnavailableError} when there are no keys and none can be fetched; what jose throws when none of them fits.
   */
  async findKey(header: JWSHeaderParameters): Promise<CryptoKey> {
    const known = await this.#current();
    try {
      return await known.find(header);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !this.#mayLook()) throw error;
      return (await this.#fetch()).find(header);
    }
  }

  /** An endpoint of its metadata. @throws {IssuerUnavailableError} */
  async endpoint(member: string): Promise<string> {
    const url = (await this.#document())[member];
    const parsed = typeof url === 'string' ? URL.parse(url) : null;
    if (parsed === null || !isSecure(parsed)) throw new IssuerUnavailableError(`${this.name} names no ${member}`);
    return parsed.href;
  }

  async #current(): Promise<Keys> {
    const now = this.#settings.now();
    const keys = this.#keys;
    if (keys !== undefined && now - keys.at < freshFor) return keys;
    if (!this.#mayLook() && keys !== undefined && now - keys.at < staleFor) return keys;
    try {
      return await this.#fetch();
    } catch (error) {
      if (keys !== undefined && now - keys.at < staleFor) return keys;
      throw error;
    }
  }

  #mayLook(): boolean {
    return this.#fetching !== undefined || this.#settings.now() - this.#triedAt >= pause;
  }

  #fetch(): Promise<Keys> {
    if (this.#fetching === undefined && !this.#mayLook()) {
      return Promise.reject(new IssuerUnavailableError(`${this.name} could not be reached just now`));
    }
    this.#fetching ??= this.#load().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #load(): Promise<Keys> {
    this.#triedAt = this.#settings.now();
    try {
      const jwks = await fetchJson(this.#settings.fetch, await this.endpoint('jwks_uri'));
      this.#keys = { find: createLocalJWKSet(jwks as unknown as JSONWebKeySet), at: this.#settings.now() };
      return this.#keys;
    } catch (cause) {
      throw cause instanceof IssuerUnavailableError
        ? cause
        : new IssuerUnavailableError(`the keys of ${this.name} cannot be fetched`, { cause });
    }
  }

  #document(): Promise<Readonly<Record<string, unknown>>> {
    this.#metadata ??= this.#discover().catch((error: unknown) => {
      this.#metadata = undefined;
      throw error;
    });
    return this.#metadata;
  }

  /** RFC 8414 §3.1 and §5, OpenID Connect Discovery §4: the document must name this very issuer. */
  async #discover(): Promise<Readonly<Record<string, unknown>>> {
    const { origin, pathname } = new URL(this.name);
    const path = pathname.replace(/\/$/, '');
    const places = [
      `${origin}/.well-known/oauth-authorization-server${path}`,
      `${origin}${path}/.well-known/openid-configuration`,
      `${origin}/.well-known/openid-configuration${path}`,
    ];
    let cause: unknown;
    for (const place of new Set(places)) {
      try {
        const document = await fetchJson(this.#settings.fetch, place);
        if (document.issuer === this.name) return document;
        cause = new Error(`${place} is the metadata of another issuer`);
      } catch (error) {
        cause = error;
      }
    }
    throw new IssuerUnavailableError(`the metadata of ${this.name} cannot be fetched`, { cause });
  }
}
