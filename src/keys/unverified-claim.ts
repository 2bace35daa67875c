import { decodeJwt } from 'jose/jwt/decode';

/**
 * What a JWT says of itself, before anything is verified: to find what to verify it with, and for logs. `undefined` where it is no JWT, or says
 * nothing that is text.
 */
export function unverifiedClaim(jwt: string, name: 'iss' | 'sub'): string | undefined {
  try {
    const value: unknown = decodeJwt(jwt)[name];
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
