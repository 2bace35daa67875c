import { decodeProtectedHeader } from 'jose/decode/protected_header';
import { algorithmsOf } from '../keys/assertion-algorithms.ts';
import { SignedJwtError, verifySignedJwt } from '../keys/signed-jwt.ts';
import { unverifiedClaim } from '../keys/unverified-claim.ts';
import type { Client } from '../model/client.ts';
import type { Claims } from '../model/json.ts';
import { limits } from '../model/limits.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { TrustedIssuer, TrustedIssuerUse } from '../model/trusted-issuer.ts';
import type { IssuerKeys } from './issuer-keys.ts';

/** `typ` of an identity assertion: draft-ietf-oauth-identity-assertion-authz-grant §3.1. */
export const idJagType = 'oauth-id-jag+jwt';
/** No JWT of another issuer is good for longer, whatever its `exp`. */
const longestLifetime = 86_400;

/** A JWT of a trusted issuer whose signature, issuer, audience, type and times are right. */
export interface IssuerJwt {
  readonly issuer: TrustedIssuer;
  readonly subject: string;
  readonly jwtId?: string | undefined;
  /** Epoch seconds. */
  readonly expiresAt: number;
  readonly claims: Claims;
}

export interface IssuerJwtExpectation {
  readonly use: TrustedIssuerUse;
  /** Who brings it. */
  readonly client: Client;
  /** What `aud` must be, in place of what the issuer's configuration says. */
  readonly audience?: string | undefined;
}

/** The JWT is none of a trusted issuer, for this use and client; the message tells what is wrong, to the log. */
export class IssuerJwtError extends Error {
  override readonly name = 'IssuerJwtError';
}

const types: Readonly<Record<TrustedIssuerUse, (type: string) => boolean>> = {
  subjectToken: (type) => type === 'at+jwt' || !type.endsWith('+jwt'),
  // What names another kind of JWT was signed for something else (RFC 8725 §3.11).
  assertion: (type) => !type.endsWith('+jwt'),
  identityAssertion: (type) => type === idJagType,
  clientAssertion: (type) => type === 'client-authentication+jwt' || !type.endsWith('+jwt'),
};

/** Other issuers, and the verification of what they signed. */
export class TrustedIssuers {
  readonly #issuers: ReadonlyMap<string, TrustedIssuer>;
  readonly #keys: Pick<IssuerKeys, 'resolver'>;

  constructor(services: {
    readonly settings: { readonly trustedIssuers: readonly TrustedIssuer[] };
    readonly issuerKeys: Pick<IssuerKeys, 'resolver'>;
  }) {
    this.#issuers = new Map(services.settings.trustedIssuers.map((one) => [one.issuer, one]));
    this.#keys = services.issuerKeys;
  }

  /** Whether JWTs of any issuer are taken for this. */
  has(use: TrustedIssuerUse): boolean {
    return [...this.#issuers.values()].some(({ uses }) => uses.includes(use));
  }

  /** Whether the header names an identity assertion: they have rules of their own. Nothing is verified. */
  isIdentityAssertion(token: string): boolean {
    try {
      const { typ } = decodeProtectedHeader(token);
      return typeof typ === 'string' && typ.toLowerCase().replace(/^application\//, '') === idJagType;
    } catch {
      return false;
    }
  }

  /** The `iss` of a JWT, unverified; `undefined`: it has none, or is none. */
  claimedIssuer(token: string): string | undefined {
    try {
      return token.length > limits.assertion.most ? undefined : claimedIssuer(token);
    } catch {
      return undefined;
    }
  }

  /**
   * Verifies a JWT with the keys of the issuer that it names. Consumes nothing.
   * @throws {IssuerJwtError} whatever is wrong with it.
   * @throws {OAuthError} `issuer.keys-unavailable` (503).
   */
  async verify(token: string, expected: IssuerJwtExpectation, context: RequestContext): Promise<IssuerJwt> {
    if (token.length > limits.assertion.most) throw new IssuerJwtError('too long');
    const { use, client } = expected;
    const issuer = this.#issuers.get(claimedIssuer(token));
    if (issuer === undefined || !issuer.uses.includes(use)) throw new IssuerJwtError(`no issuer trusted for ${use}`);
    if (issuer.allowedClients?.includes(client.clientId) === false) throw new IssuerJwtError('not for this client');
    const audience = audienceOf(issuer, expected, context);
    const isIdentityAssertion = use === 'identityAssertion';
    try {
      const { payload, audiences, expiresAt } = await verifySignedJwt(
        token,
        (keyId) => this.#keys.resolver(issuer, keyId),
        {
          issuer: issuer.issuer,
          algorithms: algorithmsOf(issuer.allowedAlgorithms),
          isType: types[use],
          isOwnAudience: (value) => audience.includes(value),
          longestLifetime,
          requiredClaims: isIdentityAssertion ? ['sub', 'jti', 'iat', 'client_id'] : ['sub'],
        },
        context.now,
      );
      const { sub, jti } = payload;
      if (typeof sub !== 'string' || sub === '') throw new IssuerJwtError('sub is no text');
      if (jti !== undefined && (typeof jti !== 'string' || jti === '')) throw new IssuerJwtError('jti is no text');
      // §4.4.1 of the draft: one audience, which is this server.
      if (isIdentityAssertion && audiences.length !== 1) throw new IssuerJwtError('aud is not one');
      return { issuer, subject: sub, jwtId: jti, expiresAt, claims: payload as Claims };
    } catch (cause) {
      if (cause instanceof SignedJwtError) throw new IssuerJwtError(cause.message, { cause });
      throw cause;
    }
  }
}

function claimedIssuer(token: string): string {
  const issuer = unverifiedClaim(token, 'iss');
  if (issuer === undefined) throw new IssuerJwtError('no JWT with an issuer');
  return issuer;
}

function audienceOf(
  { audience }: TrustedIssuer,
  { use, audience: ofClient }: IssuerJwtExpectation,
  { issuer }: RequestContext,
): readonly string[] {
  if (use === 'identityAssertion') return [issuer];
  if (ofClient !== undefined) return [ofClient];
  return audience.length > 0 ? audience : [issuer];
}
