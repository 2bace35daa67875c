import { oauthError } from '../errors/oauth-error.ts';
import type { Client } from '../model/client.ts';
import type { Confirmation } from '../model/confirmation.ts';
import { paths } from '../model/endpoint-paths.ts';
import type { HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { DPoPExpectation, DPoPVerifier } from './dpop.ts';
import { certificateThumbprint } from './mutual-tls.ts';

/** An access token that was presented to an endpoint of this server and is bound to a key. */
export interface PresentedBoundToken {
  readonly token: string;
  readonly confirmation: Confirmation;
  /** A DPoP proof needs one of this server's nonces. */
  readonly requireNonce?: boolean | undefined;
  /** Where it was presented, without the query; absent: at userinfo. */
  readonly urls?: readonly string[] | undefined;
}

/** Finds the proof of possession that comes with a request: DPoP (RFC 9449) before a client certificate (RFC 8705). */
export class ProofOfPossession {
  readonly #dpop: DPoPVerifier;
  readonly #urls: Readonly<Record<'token' | 'userInfo' | 'pushedAuthorization', readonly string[]>>;

  constructor(services: {
    readonly dpop: DPoPVerifier;
    readonly issuer: string;
    readonly settings: { readonly mutualTls?: { readonly baseUrl: string } | undefined };
  }) {
    this.#dpop = services.dpop;
    const { mutualTls } = services.settings;
    const bases = mutualTls === undefined ? [services.issuer] : [services.issuer, mutualTls.baseUrl];
    const at = (path: string) => bases.map((base) => base + path);
    this.#urls = {
      token: at(paths.token),
      userInfo: at(paths.userInfo),
      pushedAuthorization: at(paths.pushedAuthorization),
    };
  }

  /**
   * The key that tokens of a token request are bound to; `undefined`: none.
   * @throws {OAuthError} `dpop.*`; `dpop.required` and `mutual-tls.required` when the client must use that.
   */
  async ofTokenRequest(
    request: HttpRequest,
    client: Client,
    context: RequestContext,
  ): Promise<Confirmation | undefined> {
    const { clientCertificate } = request;
    if (client.requireMutualTls && (clientCertificate === undefined || request.header('dpop') !== undefined)) {
      throw oauthError('mutual-tls.required');
    }
    const jkt = await this.#keyOfProof(request, this.#urls.token, context, {
      requireNonce: client.requireDPoPNonce,
    });
    if (jkt !== undefined) return { method: 'dpop', jkt };
    if (client.requireDPoP) throw oauthError('dpop.required');
    return clientCertificate === undefined
      ? undefined
      : { method: 'mtls', thumbprint: certificateThumbprint(clientCertificate) };
  }

  /** The nonce that an answer to a proof of this client carries, for its next one (RFC 9449 §8.2). */
  nextNonce(client: Client, context: RequestContext): string | undefined {
    return client.requireDPoPNonce ? this.#dpop.nonce(context) : undefined;
  }

  /** The DPoP key to which a pushed authorization request binds its code (RFC 9449 §10.1). @throws {OAuthError} `dpop.*`. */
  ofPushedRequest(request: HttpRequest, client: Client, context: RequestContext): Promise<string | undefined> {
    const { pushedAuthorization } = this.#urls;
    return this.#keyOfProof(request, pushedAuthorization, context, { requireNonce: client.requireDPoPNonce });
  }

  /**
   * Checks that whoever presents a bound access token at userinfo, or elsewhere on this server, has its key.
   * @throws {OAuthError} `dpop.*`, `proof.missing`, `proof.different-key`.
   */
  async verifyResourceProof(
    request: HttpRequest,
    { token, confirmation, requireNonce, urls = this.#urls.userInfo }: PresentedBoundToken,
    context: RequestContext,
  ): Promise<void> {
    if (confirmation.method === 'mtls') {
      const { clientCertificate } = request;
      if (clientCertificate === undefined) throw oauthError('proof.missing');
      if (certificateThumbprint(clientCertificate) !== confirmation.thumbprint) throw oauthError('proof.different-key');
      return;
    }
    const jkt = await this.#keyOfProof(request, urls, context, { accessToken: token, requireNonce });
    if (jkt === undefined) throw oauthError('proof.missing');
    if (jkt !== confirmation.jkt) throw oauthError('proof.different-key');
  }

  async #keyOfProof(
    request: HttpRequest,
    urls: readonly string[],
    context: RequestContext,
    expectation: Pick<DPoPExpectation, 'accessToken' | 'requireNonce'>,
  ): Promise<string | undefined> {
    const header = request.header('dpop');
    if (header === undefined) return undefined;
    const expected = { method: request.method, urls, ...expectation };
    return (await this.#dpop.verify(header, expected, context)).jkt;
  }
}
