import type { JWK } from 'jose';
import { decodeProtectedHeader } from 'jose/decode/protected_header';
import { calculateJwkThumbprint } from 'jose/jwk/thumbprint';
import { compactVerify } from 'jose/jws/compact/verify';
import { importJWK } from 'jose/key/import';
import { oauthError } from '../errors/oauth-error.ts';
import { assertionAlgorithms } from '../keys/assertion-algorithms.ts';
import { isCanonicalKey } from '../keys/canonical-key.ts';
import { equalInConstantTime, sha256 } from '../keys/digest.ts';
import { parseJwtPart } from '../keys/jwt-part.ts';
import { isOfBearableSize } from '../keys/key-size.ts';
import type { Sealer } from '../keys/sealer.ts';
import type { Claims } from '../model/json.ts';
import { limits } from '../model/limits.ts';
import { wholeSeconds } from '../model/numeric-date.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { MarkStore } from '../stores/contracts.ts';
import { DPoPNonces } from './dpop-nonces.ts';
import { sameTarget } from './dpop-target.ts';

/** How far `iat` may be from now, in seconds, and what clocks may differ beyond it. */
const window = 60;
const clockSkew = 30;
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

export interface DPoPServices {
  readonly marks: Pick<MarkStore, 'insertOnce'>;
  readonly sealer: Sealer;
}

/** What a proof must fit. */
export interface DPoPExpectation {
  readonly method: string;
  /** The addresses under which the request may have been sent: absolute; query and fragment do not count. */
  readonly urls: readonly string[];
  /** The access token that comes with the request: `ath` must be its hash. */
  readonly accessToken?: string | undefined;
  /** Only a proof with one of this server's current nonces is accepted. */
  readonly requireNonce?: boolean | undefined;
}

/** Verifies DPoP proofs (RFC 9449 §4.3). */
export class DPoPVerifier {
  readonly #marks: DPoPServices['marks'];
  readonly #nonces: DPoPNonces;

  constructor(services: DPoPServices) {
    this.#marks = services.marks;
    this.#nonces = new DPoPNonces(services.sealer);
  }

  /** For the `DPoP-Nonce` header of an answer. */
  nonce(context: RequestContext): string {
    return this.#nonces.current(context.now);
  }

  /**
   * Checks a proof and uses it up: the same one is refused from then on. A proof that fails another check is not used up.
   *
   * @param header the `DPoP` header; repeated ones are joined by a comma, which no proof holds.
   * @returns `jkt`: the thumbprint of the key that made the proof.
   * @throws {OAuthError} `dpop.several` (`invalid_request`), `dpop.nonce` (`use_dpop_nonce`, with a `DPoP-Nonce` header), other `dpop.*`
   * (`invalid_dpop_proof`).
   */
  async verify(header: string, expected: DPoPExpectation, context: RequestContext): Promise<{ readonly jkt: string }> {
    const { jkt, tokenId, until } = await this.examine(header, expected, context);
    if (!(await this.#marks.insertOnce(`dpop:${sha256(`${jkt}|${tokenId}`)}`, until, context.now))) {
      throw oauthError('dpop.replayed');
    }
    return { jkt };
  }

  /** Every check of {@link verify} but whether it was used before; uses nothing up. @throws {OAuthError} as there. */
  async examine(
    header: string,
    expected: DPoPExpectation,
    context: RequestContext,
  ): Promise<{ readonly jkt: string; readonly tokenId: string; readonly until: number }> {
    if (header.includes(',')) throw oauthError('dpop.several');
    if (header.length > limits.dpopProof.most) throw oauthError('dpop.malformed', { detail: 'too long' });
    const { jwk, algorithm } = readHeader(header);
    // First what costs nothing: only a proof for this very request is worth the work of its signature.
    const { jti, htm, htu, ath, nonce, ...claims } = readClaims(header);
    const iat = wholeSeconds(claims.iat);
    if (typeof jti !== 'string' || jti === '') throw oauthError('dpop.claims', { detail: 'jti' });
    if (iat === undefined) throw oauthError('dpop.claims', { detail: 'iat' });
    if (htm !== expected.method) throw oauthError('dpop.method');
    if (typeof htu !== 'string' || !expected.urls.some((url) => sameTarget(htu, url))) throw oauthError('dpop.url');
    this.#checkNonce(nonce, expected, context);
    if (Math.abs(context.now - iat) > window + clockSkew) throw oauthError('dpop.time');
    if (expected.accessToken !== undefined) checkHash(ath, expected.accessToken);
    await verifySignature(header, jwk, algorithm);
    const jkt = await calculateJwkThumbprint(jwk, 'sha256');
    return { jkt, tokenId: jti, until: iat + window + clockSkew + 1 };
  }

  #checkNonce(nonce: unknown, expected: DPoPExpectation, context: RequestContext): void {
    if (expected.requireNonce !== true) return;
    if (typeof nonce === 'string' && this.#nonces.isCurrent(nonce, context.now)) return;
    throw oauthError('dpop.nonce', { headers: { 'dpop-nonce': this.nonce(context) } });
  }
}

/** `typ`, an asymmetric algorithm, and a public key (RFC 9449 §4.2). */
function readHeader(proof: string): { readonly jwk: JWK; readonly algorithm: string } {
  let header: Record<string, unknown>;
  try {
    header = decodeProtectedHeader(proof);
  } catch (cause) {
    throw oauthError('dpop.malformed', { detail: 'not a JWT', cause });
  }
  const { typ, alg, jwk } = header;
  if (typ !== 'dpop+jwt') throw oauthError('dpop.header', { detail: 'typ' });
  if (typeof alg !== 'string' || !assertionAlgorithms.some((known) => known === alg))
    throw oauthError('dpop.header', { detail: 'alg' });
  if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk)) throw oauthError('dpop.header', { detail: 'jwk' });
  if (privateMembers.some((member) => member in jwk)) throw oauthError('dpop.header', { detail: 'private jwk' });
  if (!isOfBearableSize({ ...jwk })) throw oauthError('dpop.header', { detail: 'the key is too large' });
  // One key, one thumbprint (RFC 7638 §3.2).
  if (!isCanonicalKey({ ...jwk }))
    throw oauthError('dpop.header', { detail: 'the key is not written as RFC 7518 §2 says' });
  return { jwk: jwk as JWK, algorithm: alg };
}

/** Not verified yet. */
function readClaims(proof: string): Claims {
  const claims = parseJwtPart(proof.split('.', 2)[1] ?? '');
  if (claims === undefined) throw oauthError('dpop.malformed', { detail: 'no JSON object' });
  return claims;
}

async function verifySignature(proof: string, jwk: JWK, algorithm: string): Promise<void> {
  let key: Awaited<ReturnType<typeof importJWK>>;
  try {
    // What the key says about its own use does not matter here, and must not fail the import.
    const { kty, crv, x, y, n, e } = jwk;
    const members = Object.entries({ kty, crv, x, y, n, e }).filter(([, value]) => value !== undefined);
    key = await importJWK(Object.fromEntries(members) as JWK, algorithm);
  } catch (cause) {
    throw oauthError('dpop.header', { detail: 'jwk', cause });
  }
  try {
    // Only the signature: the times of a proof are judged by `iat` alone.
    await compactVerify(proof, key, { algorithms: [algorithm] });
  } catch (cause) {
    throw oauthError('dpop.signature', { cause });
  }
}

function checkHash(ath: unknown, accessToken: string): void {
  if (typeof ath !== 'string' || !equalInConstantTime(ath, sha256(accessToken))) throw oauthError('dpop.access-token');
}
