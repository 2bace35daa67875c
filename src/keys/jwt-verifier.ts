import type { Claims } from '../model/json.ts';
import { limits } from '../model/limits.ts';
import { base64urlDecode } from './digest.ts';
import { parseJwtPart } from './jwt-part.ts';
import type { SigningKey } from './signing-algorithm.ts';

export interface JwtVerifierServices {
  /** `KeyRing`. */
  readonly keyRing: { findPublicKey(keyId: string): Promise<SigningKey | undefined> };
}

/** Recognises JWTs that this server signed. Issuer, audience and expiry are the caller's to judge. */
export class JwtVerifier {
  readonly #keyRing: JwtVerifierServices['keyRing'];

  constructor(services: JwtVerifierServices) {
    this.#keyRing = services.keyRing;
  }

  /**
   * The claims of a JWT whose signature one of our published keys made, else `undefined`, whatever is wrong with it.
   *
   * @param options.typ the `typ` it must have (RFC 8725 §3.11); several: one of them. Compared as RFC 7515 §4.1.9 says.
   * @throws what the store throws when a key id is not known yet.
   */
  async verify(token: string, options: { readonly typ: string | readonly string[] }): Promise<Claims | undefined> {
    if (token.length > limits.issuedToken.most) return undefined;
    const parts = token.split('.', 4);
    const [encodedHeader, encodedPayload, encodedSignature] = parts;
    if (parts.length !== 3 || !encodedHeader || !encodedPayload || !encodedSignature) return undefined;
    const header = parseJwtPart(encodedHeader);
    const signature = base64urlDecode(encodedSignature);
    if (header === undefined || signature === undefined || typeof header.kid !== 'string') return undefined;
    // No extension is understood (RFC 7515 §4.1.11); `b64` would need one (RFC 7797 §6).
    if ('crit' in header || 'b64' in header || !hasType(header.typ, options.typ)) return undefined;
    const key = await this.#keyRing.findPublicKey(header.kid);
    // The key decides on the algorithm, the header only has to agree (RFC 8725 §3.1).
    if (key === undefined || header.alg !== key.algorithm) return undefined;
    const input = Buffer.from(`${encodedHeader}.${encodedPayload}`, 'latin1');
    if (!(await key.verify(input, signature))) return undefined;
    return parseJwtPart(encodedPayload);
  }
}

function hasType(typ: unknown, expected: string | readonly string[]): boolean {
  if (typeof typ !== 'string') return false;
  const name = mediaType(typ);
  return typeof expected === 'string' ? name === mediaType(expected) : expected.some((one) => name === mediaType(one));
}

function mediaType(typ: string): string {
  return typ.toLowerCase().replace(/^application\//, '');
}
