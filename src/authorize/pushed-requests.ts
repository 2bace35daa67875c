import { oauthError } from '../errors/oauth-error.ts';
import { randomHandle } from '../keys/digest.ts';
import type { Client } from '../model/client.ts';
import { formParameters } from '../model/form-parameters.ts';
import type { RequestContext } from '../model/request-context.ts';
import { interactionLifetime } from '../sessions/interaction.ts';
import type { GrantVault } from '../stores/grant-vault.ts';
import type { KeptParameters } from './kept-parameters.ts';

export const requestUriPrefix = 'urn:ietf:params:oauth:request_uri:';
/** Seconds within which a pushed request must be begun. */
export const pushedRequestLifetime = 60;

/** Pushed authorization requests (RFC 9126) between the push and the response. */
export class PushedRequests {
  readonly #vault: GrantVault;
  readonly #lifetime: number;

  constructor(services: { readonly vault: GrantVault /** Seconds. */; readonly lifetime?: number }) {
    this.#vault = services.vault;
    this.#lifetime = services.lifetime ?? pushedRequestLifetime;
  }

  /** @param limit epoch seconds at which a request object inside ends. */
  async push(
    client: Client,
    parameters: KeptParameters,
    requestObject: boolean,
    limit: number | undefined,
    context: RequestContext,
  ): Promise<{ readonly requestUri: string; readonly expiresIn: number }> {
    const handle = randomHandle();
    const createdAt = context.now;
    const expiresIn = Math.max(1, Math.min(this.#lifetime, (limit ?? Number.POSITIVE_INFINITY) - createdAt));
    const expiresAt = createdAt + expiresIn;
    const content = { clientId: client.clientId, parameters, createdAt, expiresAt, requestObject };
    // The row outlives the request: it also keeps the response single, which may come after a sign-in.
    const columns = { clientId: client.clientId, createdAt, expiresAt: expiresAt + interactionLifetime };
    await this.#vault.insert(this.#vault.record('par', handle, content, columns));
    return { requestUri: requestUriPrefix + handle, expiresIn };
  }

  /** What was pushed; only to the client that pushed it. @throws {OAuthError} `par.unknown` (`invalid_request_uri`). */
  async find(requestUri: string, client: Client, context: RequestContext) {
    const handle = requestUri.slice(requestUriPrefix.length);
    const stored = handle.length === 43 ? await this.#vault.find('par', handle) : undefined;
    if (stored === undefined || stored.revoked || stored.consumedAt !== null) throw oauthError('par.unknown');
    const { clientId, expiresAt, parameters, requestObject } = stored.content;
    if (clientId !== client.clientId) throw oauthError('par.unknown', { detail: 'of another client' });
    if (expiresAt <= context.now) throw oauthError('par.unknown', { detail: 'expired' });
    return { parameters: formParameters(parameters), source: { requestObject, pushed: handle } };
  }

  /** Uses a pushed request up with its one response. @throws {OAuthError} `par.unknown`. */
  async consume(handle: string, context: RequestContext): Promise<void> {
    const { outcome } = await this.#vault.consume('par', handle, context.now);
    if (outcome !== 'consumed') throw oauthError('par.unknown', { detail: outcome });
  }
}
