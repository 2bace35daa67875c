import type { JsonWebKeyRecord } from './client.ts';

/** For what the JWTs of another issuer are taken. */
export type TrustedIssuerUse = 'subjectToken' | 'assertion' | 'identityAssertion' | 'clientAssertion';

/** Another issuer whose JWTs are believed: its keys, for what, about whom and how far. */
export interface TrustedIssuer {
  /** Its `iss`, compared exactly. */
  readonly issuer: string;
  /** One of the two. */
  readonly jwks?: { readonly keys: readonly JsonWebKeyRecord[] } | undefined;
  readonly jwksUri?: string | undefined;
  /** What `aud` of its JWTs must be; empty: the issuer of this server. */
  readonly audience: readonly string[];
  readonly uses: readonly TrustedIssuerUse[];
  /** Whose `sub` it is: one of this server's users, somebody to be looked up, or nobody. */
  readonly subjects: 'same' | 'mapped' | 'none';
  /** Absent: every client that may use the grant. */
  readonly allowedClients?: readonly string[] | undefined;
  /** Absent: whatever the client may have. */
  readonly allowedScopes?: readonly string[] | undefined;
  /** Empty: any asymmetric one. */
  readonly allowedAlgorithms: readonly string[];
  /** Each assertion is good once, by its `jti`. */
  readonly singleUse: boolean;
}
