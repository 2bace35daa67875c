import type { JWTPayload } from 'jose';
import { createLocalJWKSet } from 'jose/jwks/local';
import { decodeJwt } from 'jose/jwt/decode';
import { jwtVerify } from 'jose/jwt/verify';
import { oauthError } from '../errors/oauth-error.ts';
import { assertionAlgorithms } from '../keys/assertion-algorithms.ts';
import type { RemoteJwks } from '../keys/remote-jwks.ts';
import type { JsonObject } from '../model/json.ts';
import { limits } from '../model/limits.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { SoftwareStatementIssuer } from '../model/settings.ts';

/** RFC 7519 §4.1: about the statement, not about the software. */
const aboutItself: ReadonlySet<string> = new Set(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti']);

/** What others vouch for of a client's software (RFC 7591 §2.3). */
export class SoftwareStatements {
  readonly #issuers: ReadonlyMap<string, SoftwareStatementIssuer>;
  readonly #remoteJwks: Pick<RemoteJwks, 'keySet'>;

  constructor(issuers: readonly SoftwareStatementIssuer[], remoteJwks: Pick<RemoteJwks, 'keySet'>) {
    this.#issuers = new Map(issuers.map((issuer) => [issuer.issuer, issuer]));
    this.#remoteJwks = remoteJwks;
  }

  /**
   * The metadata in a statement, which count before what the client says itself. Fetches keys of a trusted issuer at the most.
   * @throws {OAuthError} `registration.software-statement`, `registration.unapproved-software` (400).
   */
  async verify(statement: unknown, context: RequestContext): Promise<JsonObject> {
    if (typeof statement !== 'string' || statement.length > limits.softwareStatement.most) throw invalid('no text');
    const claimed = claimedIssuer(statement);
    const issuer = claimed === undefined ? undefined : this.#issuers.get(claimed);
    if (issuer === undefined) throw oauthError('registration.unapproved-software');
    const payload = await this.#verified(statement, issuer, context);
    const { aud } = payload;
    if (aud !== undefined && ![aud].flat().includes(context.issuer)) throw invalid('aud is somebody else');
    return JSON.parse(JSON.stringify(withoutItself(payload)));
  }

  async #verified(statement: string, issuer: SoftwareStatementIssuer, context: RequestContext): Promise<JWTPayload> {
    const keys = await this.#keys(issuer, statement);
    try {
      const { payload } = await jwtVerify(statement, createLocalJWKSet(keys), {
        algorithms: [...assertionAlgorithms],
        issuer: issuer.issuer,
        currentDate: new Date(context.now * 1000),
      });
      return payload;
    } catch (cause) {
      throw invalid(cause instanceof Error ? cause.message : 'unreadable', cause);
    }
  }

  async #keys({ jwks, jwksUri }: SoftwareStatementIssuer, _statement: string) {
    if (jwks !== undefined) return { keys: jwks.keys.map((key) => ({ ...key, kty: String(key.kty) })) };
    try {
      const { keys } = await this.#remoteJwks.keySet(jwksUri ?? '');
      return { keys: keys.map((key) => ({ ...key, kty: String(key.kty) })) };
    } catch (cause) {
      throw invalid('the keys of its issuer cannot be fetched', cause);
    }
  }
}

function withoutItself(payload: JWTPayload): JWTPayload {
  return Object.fromEntries(Object.entries(payload).filter(([name]) => !aboutItself.has(name)));
}

function claimedIssuer(statement: string): string | undefined {
  try {
    return decodeJwt(statement).iss;
  } catch (cause) {
    throw invalid('not a JWT', cause);
  }
}

function invalid(detail: string, cause?: unknown) {
  return oauthError('registration.software-statement', { detail, cause });
}
