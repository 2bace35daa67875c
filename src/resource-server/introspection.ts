import { SignJWT } from 'jose';
import { BoundedCache } from './bounded-cache.ts';
import { fetchJson } from './fetch-json.ts';
import type { Issuer } from './issuer.ts';
import type { IntrospectionOptions, Settings } from './options.ts';
import { Refusal } from './refusal.ts';
import { sha256 } from './sha256.ts';

const mostRemembered = 10_000;

/** Asks the authorization server about tokens that are no JWTs (RFC 7662), once for however many requests bring the same one at a time. */
export class Introspection {
  readonly #options: IntrospectionOptions;
  readonly #issuer: Issuer;
  readonly #settings: Settings;
  readonly #remembered = new BoundedCache<Readonly<Record<string, unknown>>>(mostRemembered);
  readonly #asking = new Map<string, Promise<Readonly<Record<string, unknown>>>>();

  constructor(options: IntrospectionOptions, issuer: Issuer, settings: Settings) {
    this.#options = options;
    this.#issuer = issuer;
    this.#settings = settings;
  }

  /** The claims of an active token. @throws {Refusal} `invalid_token`, `temporarily_unavailable`. */
  async claims(token: string): Promise<Readonly<Record<string, unknown>> & { readonly exp: number }> {
    // Only its hash is kept.
    const key = await sha256(token);
    const now = this.#settings.now();
    const known = this.#remembered.get(key, now);
    const claims = known ?? (await this.#ask(key, token));
    const { active, exp, aud, iss } = claims;
    const audiences = Array.isArray(aud) ? aud : aud === undefined ? [] : [aud];
    const isOurs = audiences.length === 0 || audiences.some((one) => this.#settings.audiences.includes(String(one)));
    if (active !== true || typeof exp !== 'number' || exp <= now)
      throw new Refusal('invalid_token', 'The token is not active.');
    if (!isOurs || (iss !== undefined && iss !== this.#issuer.name)) {
      throw new Refusal('invalid_token', 'The token is for another resource.');
    }
    return claims as Readonly<Record<string, unknown>> & { readonly exp: number };
  }

  #ask(key: string, token: string): Promise<Readonly<Record<string, unknown>>> {
    let asking = this.#asking.get(key);
    if (asking === undefined) {
      asking = this.#send(key, token).finally(() => this.#asking.delete(key));
      this.#asking.set(key, asking);
    }
    return asking;
  }

  async #send(key: string, token: string): Promise<Readonly<Record<string, unknown>>> {
    const { cacheSeconds = 10, endpoint } = this.#options;
    try {
      const url = endpoint ?? (await this.#issuer.endpoint('introspection_endpoint'));
      const { headers, form } = await this.#credentials();
      const claims = await fetchJson(this.#settings.fetch, url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: new URLSearchParams({ token, token_type_hint: 'access_token', ...form }).toString(),
      });
      const now = this.#settings.now();
      // What is not active is asked about again: it may have been too early, on another node.
      if (claims.active === true && typeof claims.exp === 'number' && cacheSeconds > 0) {
        this.#remembered.set(key, claims, Math.min(claims.exp, now + cacheSeconds));
      }
      return claims;
    } catch {
      throw new Refusal('temporarily_unavailable', 'The authorization server cannot be asked about the token.');
    }
  }

  async #credentials(): Promise<{ headers: Record<string, string>; form: Record<string, string> }> {
    const { clientId, clientSecret, privateKey, keyId, algorithm = 'ES256' } = this.#options;
    if (privateKey === undefined) {
      // RFC 6749 §2.3.1: both halves are form-encoded first.
      const pair = [clientId, clientSecret ?? ''].map((text) => encodeURIComponent(text).replaceAll('%20', '+'));
      return { headers: { authorization: `Basic ${btoa(pair.join(':'))}` }, form: {} };
    }
    const now = this.#settings.now();
    const assertion = await new SignJWT({ jti: crypto.randomUUID() })
      .setProtectedHeader({ alg: algorithm, ...(keyId === undefined ? {} : { kid: keyId }) })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(this.#issuer.name)
      .setIssuedAt(now)
      .setExpirationTime(now + 60)
      .sign(privateKey);
    return {
      headers: {},
      form: {
        client_id: clientId,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      },
    };
  }
}
