import type { ClientDirectory } from '../clients/client-directory.ts';
import { isRegisteredRedirectUri, onlyRedirectUri } from '../clients/redirect-uri.ts';
import { OAuthError, oauthError } from '../errors/oauth-error.ts';
import { tooLong } from '../http/bounded-parameter.ts';
import type { Client } from '../model/client.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import { limits } from '../model/limits.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { RequestSource } from '../model/request-source.ts';
import type { Settings } from '../model/settings.ts';
import type { PushedRequests } from './pushed-requests.ts';
import { requestUriPrefix } from './pushed-requests.ts';
import type { AuthorizeTarget } from './request.ts';
import type { RequestObjectVerifier } from './request-object.ts';
import { responseFormFor, signedForm } from './response-form.ts';

export interface AuthorizeTargetServices {
  readonly clients: ClientDirectory;
  readonly pushedRequests: PushedRequests;
  readonly requestObjects: RequestObjectVerifier;
  readonly settings?: { readonly limits: Pick<Settings['limits'], 'stateLength'> };
}

const plain: RequestSource = { requestObject: false };

/** Finds out to whom an authorization request may be answered: first the client, then what counts of the request, then the redirect URI. */
export class AuthorizeTargets {
  readonly #services: AuthorizeTargetServices;

  constructor(services: AuthorizeTargetServices) {
    this.#services = services;
  }

  /**
   * @param parameters as the browser brought them.
   * @param options.problem what was wrong with them already: only where to say so is looked for then.
   * @param options.note told of the parameters that count, those inside a request object or push, before the redirect URI is looked at.
   * @throws {OAuthError} `request.missing-parameter`, `authorize.unknown-client`, `authorize.redirect-uri`, `par.unknown` and others: nobody
   * can be told but the person at the browser. What the client can be told is the target's `problem`.
   */
  async resolve(
    parameters: FormParameters,
    context: RequestContext,
    { problem, note }: { readonly problem?: OAuthError | undefined; note?(parameters: FormParameters): void } = {},
  ): Promise<AuthorizeTarget> {
    const client = await this.#client(parameters.get('client_id'));
    if (problem !== undefined) return this.#locateOutside(client, parameters, problem);
    try {
      const loaded = await this.#load(parameters, client, context);
      note?.(loaded.parameters);
      return this.locate(client, loaded.parameters, loaded.source);
    } catch (error) {
      if (!(error instanceof OAuthError) || error.reason === 'authorize.redirect-uri') throw error;
      // What was inside is not known. The redirect URI outside will do to say so, if it is registered.
      return this.#locateOutside(client, parameters, error);
    }
  }

  /** A request whose parameters were taken in before, at a push or before the user was asked, with its client as it is now. */
  async resolveAgain(parameters: FormParameters, source: RequestSource): Promise<AuthorizeTarget> {
    return this.locate(await this.#client(parameters.get('client_id')), parameters, source);
  }

  /** @throws {OAuthError} `authorize.redirect-uri`. */
  locate(client: Client, parameters: FormParameters, source: RequestSource): AuthorizeTarget {
    const sent = parameters.get('redirect_uri');
    // FAPI 2.0 Security Profile §5.3.2.2, item 6, and OpenID Connect Core §3.1.2.1: the request says it itself.
    const mustBeSent = isOpenId(parameters) || client.profile !== undefined;
    const redirectUri = sent ?? (mustBeSent ? undefined : onlyRedirectUri(client));
    if (redirectUri === undefined || !isRegisteredRedirectUri(redirectUri, client)) {
      const detail = sent === undefined ? 'missing' : 'not registered';
      throw oauthError('authorize.redirect-uri', { fields: { clientId: client.clientId, redirectUri: sent }, detail });
    }
    const asked = responseFormFor(parameters.get('response_mode'), parameters.get('response_type'));
    const form = client.requireSignedAuthorizationResponse ? signedForm(asked) : asked;
    const state = parameters.get('state');
    const longestState = { most: this.#services.settings?.limits.stateLength ?? limits.state.most };
    const isTooLong = state !== undefined && state.length > longestState.most;
    return {
      client,
      redirectUri,
      redirectUriSent: sent !== undefined,
      responseMode: form.responseMode,
      signedResponse: form.signedResponse,
      // Whole, also where it is too long to be stored: the client asked with it, and knows its request by it (RFC 6749 §4.1.2.1).
      state,
      parameters,
      source,
      problem: isTooLong ? tooLong('state', longestState) : form.problem,
    };
  }

  async #client(clientId: string | undefined): Promise<Client> {
    if (clientId === undefined) throw oauthError('request.missing-parameter', { fields: { parameter: 'client_id' } });
    const client =
      clientId.length > limits.clientId.most
        ? undefined
        : await this.#services.clients.latestEnabled(clientId, 'strictly');
    if (client === undefined) throw oauthError('authorize.unknown-client', { fields: { clientId } });
    return client;
  }

  async #load(parameters: FormParameters, client: Client, context: RequestContext) {
    const requestUri = parameters.get('request_uri');
    const request = parameters.get('request');
    if (requestUri !== undefined && request !== undefined) {
      throw oauthError('request.invalid-parameter', { fields: { parameter: 'request and request_uri' } });
    }
    if (request !== undefined) {
      const verified = await this.#services.requestObjects.verify(request, client, parameters, context);
      return { parameters: verified.parameters, source: { requestObject: true } };
    }
    if (requestUri === undefined) return { parameters, source: plain };
    if (!requestUri.startsWith(requestUriPrefix)) throw oauthError('authorize.request-uri');
    return this.#services.pushedRequests.find(requestUri, client, context);
  }

  #locateOutside(client: Client, parameters: FormParameters, error: OAuthError): AuthorizeTarget {
    // Sent, not guessed: without its own `state` beside the error the client could not tell what this is about.
    if (!parameters.has('redirect_uri')) throw error;
    try {
      return { ...this.locate(client, parameters, plain), problem: error };
    } catch {
      throw error;
    }
  }
}

function isOpenId(parameters: FormParameters): boolean {
  return parameters.get('scope')?.split(' ').includes('openid') === true;
}
