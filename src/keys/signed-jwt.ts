import type { JWTHeaderParameters, JWTPayload } from 'jose';
import { decodeProtectedHeader } from 'jose/decode/protected_header';
import { jwtVerify } from 'jose/jwt/verify';
import { wholeSeconds } from '../model/numeric-date.ts';
import type { KeyResolver } from './key-resolver.ts';

/** What a JWT must be that somebody else signed for this server. */
export interface SignedJwtRules {
  /** `iss`. */
  readonly issuer: string;
  readonly algorithms: readonly string[];
  /** `typ` as RFC 7515 §4.1.9 compares it: lower case, without `application/`; a JWT without one counts as `jwt`. */
  isType(type: string): boolean;
  /** Every value of `aud` must be one of these: what also names somebody else may have been made for them. */
  isOwnAudience(value: string): boolean;
  /** One value will do, whoever else is named: the client itself brings the JWT, and has authenticated. */
  readonly othersToo?: boolean;
  /** Seconds from now, at the most, to `exp`. */
  readonly longestLifetime: number;
  readonly requiredClaims: readonly string[];
}

export interface SignedJwt {
  readonly header: JWTHeaderParameters;
  readonly payload: JWTPayload;
  /** As text in the order of the JWT; one or more. */
  readonly audiences: readonly string[];
  /** Whole epoch seconds: `exp` may have a fraction (RFC 7519 §2), which is left off. */
  readonly expiresAt: number;
}

/** Difference between clocks that is tolerated, in seconds (FAPI 2.0 §5.3.2.1: 10 must be, more than 60 must not). */
export const clockTolerance = 60;

/** The JWT is not what its rules ask for; the message tells what is wrong, to the log. */
export class SignedJwtError extends Error {
  override readonly name = 'SignedJwtError';
}

/**
 * Verifies a JWT that somebody else signed with a key of their own: signature, type, issuer, audience, times.
 *
 * @param keys finds the issuer's keys, by `kid` if the JWT names one; what it throws is passed on.
 * @param now epoch seconds.
 * @throws {SignedJwtError} whatever is wrong with the JWT; `cause` is what was found.
 */
export async function verifySignedJwt(
  token: string,
  keys: (keyId: string | undefined) => Promise<KeyResolver>,
  rules: SignedJwtRules,
  now: number,
): Promise<SignedJwt> {
  const { typ, kid } = headerOf(token);
  if (typ !== undefined && typeof typ !== 'string') throw new SignedJwtError('typ is no text');
  if (kid !== undefined && typeof kid !== 'string') throw new SignedJwtError('kid is no text');
  const type = (typ ?? 'jwt').toLowerCase().replace(/^application\//, '');
  if (!rules.isType(type)) throw new SignedJwtError(`typ is ${JSON.stringify(type.slice(0, 100))}`);
  const key = await keys(kid);
  const { payload, protectedHeader } = await jwtVerify(token, key, {
    algorithms: [...rules.algorithms],
    issuer: rules.issuer,
    clockTolerance,
    currentDate: new Date(now * 1000),
    requiredClaims: ['exp', 'aud', ...rules.requiredClaims],
  }).catch((cause: unknown) => {
    throw new SignedJwtError(cause instanceof Error ? cause.message : 'unreadable', { cause });
  });
  const audiences = audiencesOf(payload.aud);
  const own = audiences.filter((value) => rules.isOwnAudience(value));
  if (own.length === 0) throw new SignedJwtError('aud does not name this server');
  if (own.length < audiences.length && rules.othersToo !== true)
    throw new SignedJwtError('aud names somebody else too');
  return { header: protectedHeader, payload, audiences, expiresAt: checkTimes(payload, rules, now) };
}

function headerOf(token: string): { readonly typ?: unknown; readonly kid?: unknown } {
  try {
    return decodeProtectedHeader(token);
  } catch (cause) {
    throw new SignedJwtError('not a JWT', { cause });
  }
}

/** RFC 7519 §4.1.3: what is not text is no audience, and the whole is not to be trusted. */
function audiencesOf(aud: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  const texts = values.filter((value) => typeof value === 'string');
  if (values.length === 0 || texts.length < values.length) throw new SignedJwtError('aud is no text');
  return texts;
}

function checkTimes({ exp, iat, nbf }: JWTPayload, rules: SignedJwtRules, now: number): number {
  const expiresAt = wholeSeconds(exp);
  if (exp === undefined || expiresAt === undefined || exp > now + rules.longestLifetime) {
    throw new SignedJwtError(`exp is more than ${rules.longestLifetime} seconds away`);
  }
  for (const [name, time] of Object.entries({ iat, nbf })) {
    if (time !== undefined && time > now + clockTolerance) throw new SignedJwtError(`${name} is in the future`);
  }
  return expiresAt;
}
