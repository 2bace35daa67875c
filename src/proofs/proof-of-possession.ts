import { oauthError } from '../errors/oauth-error.ts';
import type { Client } from '../model/client.ts';
import type { Confirmation } from '../model/confirmation.ts';
import type { HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { DPoPVerifier } from './dpop.ts';
import { certificateThumbprint } from './mutual-tls.ts';

export interface ProofServices {
  readonly dpop: DPoPVerifier;
  /** Paths by endpoint, for `htu`. */
  readonly tokenPath: string;
}

/** Finds the proof of possession that comes with a request: DPoP (RFC 9449) before a client certificate (RFC 8705). */
export class ProofOfPossession {
  readonly #services: ProofServices;

  constructor(services: ProofServices) {
    this.#services = services;
  }

  /**
   * The key that tokens of this request are bound to; `undefined`: none.
   * @throws {OAuthError} `dpop.*`; `dpop.required` when the client must use DPoP.
   */
  async ofTokenRequest(
    request: HttpRequest,
    client: Client,
    context: RequestContext,
  ): Promise<Confirmation | undefined> {
    const header = request.header('dpop');
    if (header !== undefined) {
      const url = context.issuer + this.#services.tokenPath;
      const { jkt } = await this.#services.dpop.verify(header, { method: request.method, url }, context);
      return { method: 'dpop', jkt };
    }
    if (client.requireDPoP) throw oauthError('dpop.required');
    const { clientCertificate } = request;
    return clientCertificate === undefined
      ? undefined
      : { method: 'mtls', thumbprint: certificateThumbprint(clientCertificate) };
  }
}
