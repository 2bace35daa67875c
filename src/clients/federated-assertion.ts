import { oauthError } from '../errors/oauth-error.ts';
import { IssuerJwtError, type TrustedIssuers } from '../issuers/trusted-issuers.ts';
import { sha256 } from '../keys/digest.ts';
import { clockTolerance } from '../keys/signed-jwt.ts';
import type { Client } from '../model/client.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { MarkStore } from '../stores/contracts.ts';

export interface FederatedAssertionServices {
  readonly trustedIssuers: Pick<TrustedIssuers, 'verify' | 'claimedIssuer'>;
  readonly marks: Pick<MarkStore, 'insertOnce'>;
}

/** Verifies clients by JWTs that a trusted issuer, such as their platform, made for them (RFC 7521 §4.2). */
export class FederatedAssertionVerifier {
  readonly #services: FederatedAssertionServices;

  constructor(services: FederatedAssertionServices) {
    this.#services = services;
  }

  /** Whether the assertion says that it is of the issuer which vouches for this client. Nothing is verified. */
  isFor(assertion: string, { clientAssertion }: Client): boolean {
    return (
      clientAssertion !== undefined && this.#services.trustedIssuers.claimedIssuer(assertion) === clientAssertion.issuer
    );
  }

  /**
   * Checks the assertion, then uses it up where the issuer's are good once.
   * @throws {OAuthError} `client.assertion-invalid`, `client.assertion-replayed` (`invalid_client`), `issuer.keys-unavailable` (503).
   */
  async verify(assertion: string, client: Client, context: RequestContext): Promise<void> {
    const { clientAssertion } = client;
    if (clientAssertion === undefined) throw oauthError('client.assertion-invalid', { detail: 'no federated client' });
    const { issuer, subject, audience } = clientAssertion;
    const expected = { use: 'clientAssertion', client, audience } as const;
    const jwt = await this.#services.trustedIssuers.verify(assertion, expected, context).catch((cause: unknown) => {
      if (!(cause instanceof IssuerJwtError)) throw cause;
      throw oauthError('client.assertion-invalid', { detail: cause.message, cause });
    });
    if (jwt.issuer.issuer !== issuer || jwt.subject !== subject) {
      throw oauthError('client.assertion-invalid', { detail: 'issuer or sub is another' });
    }
    if (!jwt.issuer.singleUse) return;
    if (jwt.jwtId === undefined) throw oauthError('client.assertion-invalid', { detail: 'no jti' });
    const key = `federated:${sha256(JSON.stringify([issuer, jwt.jwtId]))}`;
    if (await this.#services.marks.insertOnce(key, jwt.expiresAt + clockTolerance + 1, context.now)) return;
    throw oauthError('client.assertion-replayed');
  }
}
