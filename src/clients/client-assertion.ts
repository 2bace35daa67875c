import type { JWTVerifyResult } from 'jose';
import { decodeProtectedHeader } from 'jose/decode/protected_header';
import { decodeJwt } from 'jose/jwt/decode';
import { jwtVerify } from 'jose/jwt/verify';
import { OAuthError, oauthError } from '../errors/oauth-error.ts';
import { algorithmsOf } from '../keys/assertion-algorithms.ts';
import { sha256 } from '../keys/digest.ts';
import type { Client } from '../model/client.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { MarkStore } from '../stores/contracts.ts';
import type { ClientKeys } from './client-keys.ts';

const longestAssertion = 16_384;
/** Difference between clocks that is tolerated, in seconds. */
const clockTolerance = 60;
/** No assertion is good for longer, whatever its `exp`. */
const longestLifetime = 86_400;

export interface ClientAssertionServices {
  readonly marks: MarkStore;
  readonly keys: ClientKeys;
  /** Paths of the endpoints that an assertion may name as its audience, beside the issuer. */
  readonly endpointPaths: readonly string[];
}

/** Verifies `private_key_jwt` (RFC 7523 §3, OpenID Connect Core §9). */
export class ClientAssertionVerifier {
  readonly #services: ClientAssertionServices;

  constructor(services: ClientAssertionServices) {
    this.#services = services;
  }

  /** Who the assertion says it is from, unverified. @throws {OAuthError} `client.assertion-invalid`. */
  claimedClientId(assertion: string): string {
    if (assertion.length > longestAssertion) throw oauthError('client.assertion-invalid', { detail: 'too long' });
    try {
      const subject = decodeJwt(assertion).sub;
      if (typeof subject === 'string' && subject.length <= 200) return subject;
    } catch {
      // Answered below: not a JWT at all and a JWT without subject are the same to the client.
    }
    throw oauthError('client.assertion-invalid', { detail: 'no subject' });
  }

  /**
   * Checks signature, issuer, subject, audience and times, then uses the assertion up.
   * @throws {OAuthError} `client.assertion-invalid`, `client.assertion-replayed`, `client.keys-unavailable` (`invalid_client`).
   */
  async verify(assertion: string, client: Client, context: RequestContext): Promise<void> {
    if (assertion.length > longestAssertion) throw oauthError('client.assertion-invalid', { detail: 'too long' });
    const { payload, protectedHeader } = await this.#verifySignature(assertion, client, context);
    this.#checkAudience(payload.aud, typeOf(protectedHeader.typ), context);
    const { jti, exp } = payload;
    if (typeof jti !== 'string' || jti === '' || exp === undefined) {
      throw oauthError('client.assertion-invalid', { detail: 'no jti or exp' });
    }
    if (exp > context.now + longestLifetime)
      throw oauthError('client.assertion-invalid', { detail: 'exp is too far away' });
    const key = `assertion:${sha256(`${client.clientId}|${jti}`)}`;
    if (!(await this.#services.marks.insertOnce(key, Math.ceil(exp) + clockTolerance, context.now))) {
      throw oauthError('client.assertion-replayed');
    }
  }

  async #verifySignature(assertion: string, client: Client, context: RequestContext): Promise<JWTVerifyResult> {
    try {
      const keys = await this.#services.keys.resolver(client, decodeProtectedHeader(assertion).kid);
      return await jwtVerify(assertion, keys, {
        algorithms: [...algorithmsOf(client.allowedAssertionAlgorithms)],
        issuer: client.clientId,
        subject: client.clientId,
        clockTolerance,
        currentDate: new Date(context.now * 1000),
        requiredClaims: ['exp', 'jti', 'aud'],
      });
    } catch (cause) {
      if (cause instanceof OAuthError) throw cause;
      throw oauthError('client.assertion-invalid', {
        detail: cause instanceof Error ? cause.message : 'unreadable',
        cause,
      });
    }
  }

  /**
   * The issuer, or this server's endpoints for clients of before the audience was narrowed. An assertion that declares the newer
   * type must name the issuer alone (draft-ietf-oauth-rfc7523bis).
   */
  #checkAudience(audience: unknown, type: string, context: RequestContext): void {
    const values = Array.isArray(audience) ? audience : [audience];
    if (!values.every((value) => typeof value === 'string'))
      throw oauthError('client.assertion-invalid', { detail: 'bad aud' });
    const strict = type === explicitType;
    const accepted = strict
      ? values.length === 1 && values[0] === context.issuer
      : values.some(
          (value) =>
            value === context.issuer ||
            value === `${context.issuer}/` ||
            this.#services.endpointPaths.some((path) => value === context.issuer + path),
        );
    if (!accepted) throw oauthError('client.assertion-invalid', { detail: 'wrong aud' });
  }
}

const explicitType = 'client-authentication+jwt';

/**
 * The type of an assertion, as RFC 7515 §4.1.9 compares it. One that names another kind of JWT was signed for something else: a request
 * object, a DPoP proof (RFC 8725 §3.11).
 * @throws {OAuthError} `client.assertion-invalid`.
 */
function typeOf(typ: string | undefined): string {
  const type = (typ ?? 'jwt').toLowerCase().replace(/^application\//, '');
  if (type.endsWith('+jwt') && type !== explicitType) throw oauthError('client.assertion-invalid', { detail: 'typ' });
  return type;
}
