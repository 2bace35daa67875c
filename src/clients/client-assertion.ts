import { oauthError } from '../errors/oauth-error.ts';
import { algorithmsOf } from '../keys/assertion-algorithms.ts';
import { sha256 } from '../keys/digest.ts';
import { clockTolerance, type SignedJwt, SignedJwtError } from '../keys/signed-jwt.ts';
import { unverifiedClaim } from '../keys/unverified-claim.ts';
import type { Client } from '../model/client.ts';
import { limits } from '../model/limits.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Logger } from '../operations/log.ts';
import type { MarkStore } from '../stores/contracts.ts';
import { verifyClientJwt } from './client-jwt.ts';
import type { ClientKeys } from './client-keys.ts';

const longestAssertion = limits.clientAssertion.most;
/** No assertion is good for longer, whatever its `exp`. */
const longestLifetime = 86_400;
/** Clients that are remembered to have been told of. */
const mostTold = 10_000;

export interface ClientAssertionServices {
  readonly marks: MarkStore;
  readonly keys: ClientKeys;
  /** URLs of the endpoints that an assertion may name as its audience, beside the issuer. */
  readonly endpoints: readonly string[];
  readonly log: Pick<Logger, 'warn'>;
}

/** Verifies `private_key_jwt` (RFC 7523 §3, OpenID Connect Core §9). */
export class ClientAssertionVerifier {
  readonly #services: ClientAssertionServices;
  readonly #told = new Set<string>();

  constructor(services: ClientAssertionServices) {
    this.#services = services;
  }

  /** Who the assertion says it is from, unverified. @throws {OAuthError} `client.assertion-invalid`. */
  claimedClientId(assertion: string): string {
    if (assertion.length > longestAssertion) throw oauthError('client.assertion-invalid', { detail: 'too long' });
    // Not a JWT at all and a JWT without subject are the same to the client.
    const subject = unverifiedClaim(assertion, 'sub');
    if (subject !== undefined && subject.length <= limits.clientId.most) return subject;
    throw oauthError('client.assertion-invalid', { detail: 'no subject' });
  }

  /**
   * Checks signature, issuer, subject, audience and times, then uses the assertion up.
   * @throws {OAuthError} `client.assertion-invalid`, `client.assertion-replayed`, `client.keys-unavailable` (`invalid_client`).
   */
  async verify(assertion: string, client: Client, context: RequestContext): Promise<void> {
    const { tokenId, audiences, expiresAt } = await this.examine(assertion, client, context);
    const key = `assertion:${sha256(`${client.clientId}|${tokenId}`)}`;
    if (!(await this.#services.marks.insertOnce(key, expiresAt + clockTolerance + 1, context.now))) {
      throw oauthError('client.assertion-replayed');
    }
    if (audiences.some((value) => !isIssuer(value, context))) this.#tellOfEndpointAudience(client);
  }

  /** Every check of {@link verify} but whether it was used before; uses nothing up. @throws {OAuthError} as there. */
  async examine(
    assertion: string,
    client: Client,
    context: RequestContext,
  ): Promise<Pick<SignedJwt, 'audiences' | 'expiresAt'> & { readonly tokenId: string }> {
    if (assertion.length > longestAssertion) throw oauthError('client.assertion-invalid', { detail: 'too long' });
    const { payload, audiences, expiresAt } = await this.#verified(assertion, client, context);
    const { jti, sub, aud } = payload;
    if (sub !== client.clientId) throw oauthError('client.assertion-invalid', { detail: 'sub is another client' });
    if (typeof jti !== 'string' || jti === '') throw oauthError('client.assertion-invalid', { detail: 'no jti' });
    // FAPI 2.0 Security Profile §5.3.2.1: the issuer as a string, and nothing else.
    if (client.assertionAudience === 'issuer' && aud !== context.issuer) {
      throw oauthError('client.assertion-invalid', { detail: 'aud must be the issuer alone' });
    }
    return { tokenId: jti, audiences, expiresAt };
  }

  async #verified(assertion: string, client: Client, context: RequestContext): Promise<SignedJwt> {
    const { endpoints, keys } = this.#services;
    let isNewer = false;
    try {
      const verified = await verifyClientJwt(
        assertion,
        client,
        keys,
        {
          algorithms: algorithmsOf(client.allowedAssertionAlgorithms),
          // One that names another kind of JWT was signed for something else: a request object, a DPoP proof (RFC 8725 §3.11).
          isType: (type) => {
            isNewer = type === explicitType;
            return isNewer || !type.endsWith('+jwt');
          },
          // The issuer, or this server's endpoints for clients of before the audience was narrowed. An assertion that declares the
          // newer type must name the issuer alone (draft-ietf-oauth-rfc7523bis).
          isOwnAudience: (value) =>
            isNewer ? value === context.issuer : isIssuer(value, context) || endpoints.includes(value),
          longestLifetime,
          requiredClaims: ['sub', 'jti'],
        },
        context,
      );
      if (isNewer && verified.audiences.length > 1) throw new SignedJwtError('aud must be the issuer alone');
      return verified;
    } catch (cause) {
      if (!(cause instanceof SignedJwtError)) throw cause;
      throw oauthError('client.assertion-invalid', { detail: cause.message, cause });
    }
  }

  /** Once a client: servers stop accepting it, since another server's endpoint may be named in its place (CVE-2025-27370). */
  #tellOfEndpointAudience({ clientId }: Client): void {
    if (this.#told.has(clientId) || this.#told.size >= mostTold) return;
    this.#told.add(clientId);
    this.#services.log.warn('a client names an endpoint as the audience of its assertions: it should name the issuer', {
      clientId,
    });
  }
}

const explicitType = 'client-authentication+jwt';

function isIssuer(value: string, { issuer }: RequestContext): boolean {
  return value === issuer || value === `${issuer}/`;
}
