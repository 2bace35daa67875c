import { base64urlEncode } from './digest.ts';
import type { SigningKey } from './signing-algorithm.ts';

export interface JwtSignerServices {
  /** `KeyRing`. @throws {NoSigningKeyError} */
  readonly keyRing: { signingKey(allowedAlgorithms: readonly string[]): SigningKey };
}

export interface JwtSigningOptions {
  /** The `typ` header: `at+jwt`, `JWT`, `logout+jwt` … A fixed set: the encoded header of each is kept. */
  readonly typ: string;
  /** Empty: the server's default algorithm. */
  readonly allowedAlgorithms: readonly string[];
}

/** Signs JWTs in compact form (RFC 7515 §7.1) with the ring's present key. */
export class JwtSigner {
  readonly #keyRing: JwtSignerServices['keyRing'];
  readonly #headers = new WeakMap<SigningKey, Map<string, string>>();

  constructor(services: JwtSignerServices) {
    this.#keyRing = services.keyRing;
  }

  /**
   * @param payload the claims, or their JSON text if the caller has it already.
   * @param key absent: the ring's present key. Given where the payload depends on its algorithm (`at_hash`).
   * @throws {NoSigningKeyError} when no key has an allowed algorithm.
   */
  async sign(payload: object | string, options: JwtSigningOptions, key?: SigningKey): Promise<string> {
    const signingKey = key ?? this.#keyRing.signingKey(options.allowedAlgorithms);
    const json = typeof payload === 'string' ? payload : JSON.stringify(payload);
    const input = this.#header(signingKey, options.typ) + base64urlEncode(json);
    const signature = await signingKey.sign(Buffer.from(input, 'latin1'));
    return `${input}.${signature.toString('base64url')}`;
  }

  /** The key that `sign` would take now. */
  signingKey(allowedAlgorithms: readonly string[]): SigningKey {
    return this.#keyRing.signingKey(allowedAlgorithms);
  }

  #header(key: SigningKey, typ: string): string {
    let headers = this.#headers.get(key);
    if (headers === undefined) {
      headers = new Map();
      this.#headers.set(key, headers);
    }
    let header = headers.get(typ);
    if (header === undefined) {
      header = `${base64urlEncode(JSON.stringify({ alg: key.algorithm, kid: key.keyId, typ }))}.`;
      headers.set(typ, header);
    }
    return header;
  }
}
