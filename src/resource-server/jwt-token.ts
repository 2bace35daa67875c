import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import { type Issuer, IssuerUnavailableError } from './issuer.ts';
import type { Settings } from './options.ts';
import { Refusal } from './refusal.ts';

/** Whether a token is a JWT at all: three parts, the first of which is a header. */
export function isJwt(token: string): boolean {
  const parts = token.split('.', 4);
  return parts.length === 3 && token.startsWith('ey');
}

/**
 * Verifies an access token (RFC 9068 §4): type, algorithm, issuer, signature, audience, times.
 * @throws {Refusal} `invalid_token`; `temporarily_unavailable` when the issuer's keys cannot be had.
 */
export async function verifyJwt(
  token: string,
  issuers: ReadonlyMap<string, Issuer>,
  settings: Settings,
): Promise<JWTPayload & { readonly exp: number; readonly iss: string }> {
  const issuer = issuers.get(claimedIssuer(token, settings));
  if (issuer === undefined) throw invalid('The token is of another issuer.');
  try {
    const { payload } = await jwtVerify(token, (header) => issuer.findKey(header), {
      algorithms: [...settings.algorithms],
      issuer: issuer.name,
      audience: [...settings.audiences],
      // RFC 9068 §2.2; JWTs of older servers have less.
      requiredClaims: isTyped(token) ? ['exp', 'aud', 'sub', 'client_id', 'iat'] : ['exp', 'aud'],
      clockTolerance: settings.clockTolerance,
      currentDate: new Date(settings.now() * 1000),
    });
    if (!Number.isFinite(payload.exp)) throw invalid('The token has no end.');
    return payload as JWTPayload & { readonly exp: number; readonly iss: string };
  } catch (error) {
    if (error instanceof IssuerUnavailableError) {
      throw new Refusal('temporarily_unavailable', 'The authorization server cannot be reached.');
    }
    if (error instanceof errors.JWTExpired) throw invalid('The token has expired.');
    if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud') {
      throw invalid('The token is for another resource.');
    }
    throw error instanceof Refusal ? error : invalid('The token is not valid.');
  }
}

function isTyped(token: string): boolean {
  return decodeProtectedHeader(token).typ?.toLowerCase().endsWith('at+jwt') === true;
}

/** Unverified: it only decides whose keys are asked for. */
function claimedIssuer(token: string, { tokenTypes }: Settings): string {
  try {
    const { typ = 'jwt' } = decodeProtectedHeader(token);
    if (!tokenTypes.has(typ.toLowerCase().replace(/^application\//, '')))
      throw invalid('The token is no access token.');
    return String(decodeJwt(token).iss);
  } catch (error) {
    throw error instanceof Refusal ? error : invalid('The token is not valid.');
  }
}

function invalid(message: string): Refusal {
  return new Refusal('invalid_token', message);
}
