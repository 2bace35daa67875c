import { calculateJwkThumbprint, decodeProtectedHeader, importJWK, type JWK, jwtVerify } from 'jose';
import { BoundedCache } from './bounded-cache.ts';
import type { ReplayStore, Requirements, ResourceRequest, Settings } from './options.ts';
import type { PresentedToken } from './presented-token.ts';
import { Refusal } from './refusal.ts';
import { sha256 } from './sha256.ts';

/** Seconds that a proof is good, before and after it was made. */
const proofLifetime = 60;
const longestProof = 8192;
const longestModulus = 700; // base64url characters of 4,096 bits, and a little
const longestExponent = 8;

export interface Confirmation {
  readonly jkt?: string;
  readonly 'x5t#S256'?: string;
}

/** Replays in the memory of this process. */
export function replaysInMemory(now: () => number): ReplayStore {
  const used = new BoundedCache<true>(100_000);
  return {
    insertOnce(key, expiresAt) {
      if (used.get(key, now()) !== undefined) return false;
      used.set(key, true, expiresAt);
      return true;
    },
  };
}

/**
 * What a token is bound to must be proved, in the scheme for it: a bound token is never taken as a bearer token.
 * @throws {Refusal} `invalid_token`, `invalid_dpop_proof`.
 */
export async function proveBinding(
  cnf: unknown,
  presented: PresentedToken,
  request: ResourceRequest,
  { clientCertificate }: Requirements,
  settings: Settings,
  replay: ReplayStore,
): Promise<Confirmation | undefined> {
  if (cnf === undefined) {
    if (presented.scheme === 'dpop') throw new Refusal('invalid_token', 'The token is not bound to a DPoP key.');
    return undefined;
  }
  const { jkt, 'x5t#S256': thumbprint } = Object(cnf) as Record<string, unknown>;
  if (typeof jkt === 'string') {
    if (presented.scheme !== 'dpop') throw new Refusal('invalid_token', 'The token is bound to a DPoP key.');
    await checkProof(jkt, presented.token, request, settings, replay);
    return { jkt };
  }
  if (typeof thumbprint === 'string') {
    if (clientCertificate === undefined || (await sha256(clientCertificate)) !== thumbprint) {
      throw new Refusal('invalid_token', 'The token is bound to another certificate.');
    }
    return { 'x5t#S256': thumbprint };
  }
  // A kind of binding that is not known cannot be checked (RFC 7800 §3.1).
  throw new Refusal('invalid_token', 'The token is bound to something that this API does not know.');
}

/** RFC 9449 §4.3 and §7.1, the cheap checks first. */
async function checkProof(
  jkt: string,
  token: string,
  request: ResourceRequest,
  settings: Settings,
  replay: ReplayStore,
): Promise<void> {
  const proof = request.headers.get('dpop');
  if (proof === null) throw new Refusal('invalid_dpop_proof', 'A DPoP proof is needed.');
  if (proof.length > longestProof || proof.includes(',')) throw invalid('There must be one proof.');
  const now = settings.now();
  try {
    const { typ, alg, jwk } = decodeProtectedHeader(proof);
    if (typ?.toLowerCase() !== 'dpop+jwt' || alg === undefined || !settings.algorithms.includes(alg))
      throw invalid('typ or alg');
    if (jwk === undefined || 'd' in jwk || isDear(jwk)) throw invalid('jwk');
    if ((await calculateJwkThumbprint(jwk)) !== jkt) throw invalid('The proof is of another key.');
    const { payload } = await jwtVerify(proof, await importJWK(jwk, alg), {
      algorithms: [alg],
      requiredClaims: ['iat', 'jti', 'htm', 'htu', 'ath'],
      clockTolerance: settings.clockTolerance,
      currentDate: new Date(now * 1000),
    });
    const { htm, htu, ath, jti, iat } = payload;
    if (htm !== request.method) throw invalid('htm');
    if (typeof htu !== 'string' || !isTarget(htu, request, settings)) throw invalid('htu');
    if (Math.abs(now - iat!) > proofLifetime) throw invalid('iat');
    if (ath !== (await sha256(token))) throw invalid('ath');
    if (typeof jti !== 'string' || jti === '' || jti.length > 512) throw invalid('jti');
    const key = await sha256(`${jkt}|${jti}`);
    if (!(await replay.insertOnce(key, now + 2 * proofLifetime + 1))) throw invalid('The proof was used before.');
  } catch (error) {
    throw error instanceof Refusal ? error : invalid('The proof is not valid.');
  }
}

/** A key that takes long to verify with, before anything secret was shown. */
function isDear({ n, e }: JWK): boolean {
  return (n !== undefined && n.length > longestModulus) || (e !== undefined && e.length > longestExponent);
}

/** Scheme and host are the resource's own: what a proxy wrote into the request's URL does not count. Query and fragment do not either. */
function isTarget(htu: string, request: ResourceRequest, { resource }: Settings): boolean {
  const named = URL.parse(htu);
  const asked = URL.parse(request.url, resource);
  return named !== null && asked !== null && named.origin === resource.origin && named.pathname === asked.pathname;
}

function invalid(message: string): Refusal {
  return new Refusal('invalid_dpop_proof', message);
}
