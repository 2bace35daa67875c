import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

/** Another issuer: its keys, and JWTs signed with them. */
export interface ForeignIssuer {
  readonly issuer: string;
  readonly jwks: { readonly keys: (JWK & Record<string, unknown>)[] };
  readonly privateKey: CryptoKey;
  /** With `iss`, `iat`, `exp` in five minutes and a `jti` of its own, unless the claims say otherwise (`undefined`: without). */
  sign(claims: Readonly<Record<string, unknown>>, header?: Readonly<Record<string, unknown>>): Promise<string>;
}

export async function foreignIssuer(issuer: string, now: () => number): Promise<ForeignIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'foreign-1', alg: 'ES256' };
  return {
    issuer,
    jwks: { keys: [jwk] },
    privateKey,
    sign: (claims, header = {}) =>
      new SignJWT({ iss: issuer, iat: now(), exp: now() + 300, jti: randomUUID(), ...claims } as JWTPayload)
        .setProtectedHeader({ alg: 'ES256', kid: 'foreign-1', typ: 'JWT', ...header })
        .sign(privateKey),
  };
}
