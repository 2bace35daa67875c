import type { OAuthError } from '../errors/oauth-error.ts';
import { redirectReply } from '../http/reply.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import { limits } from '../model/limits.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { ITokenCreationService } from '../tokens/token-creation-service.ts';
import type { AuthorizeResponse, AuthorizeTarget } from './request.ts';

/** Answers with a page that posts the fields to the client. */
export type FormPostPage = (
  form: {
    readonly action: string;
    readonly fields: AuthorizeResponse;
    readonly uiLocales: readonly string[];
    readonly cookies: readonly string[];
  },
  request: HttpRequest,
) => Promise<HttpReply>;

export interface AuthorizeResponseWriterServices {
  readonly formPostPage: FormPostPage;
  readonly tokenCreationService: Pick<ITokenCreationService, 'createJwt' | 'identityTokenAlgorithm'>;
}

/** Seconds for which a signed answer is good: ten minutes, the most that JARM §2.1 recommends. */
const signedResponseLifetime = 600;

/** Sends answers and errors to the client's redirect URI, in the response mode asked for. */
export class AuthorizeResponseWriter {
  readonly #services: AuthorizeResponseWriterServices;

  constructor(services: AuthorizeResponseWriterServices) {
    this.#services = services;
  }

  /** `state` as sent and `iss` (RFC 9207) come after the response's own members. */
  async write(
    target: AuthorizeTarget,
    response: AuthorizeResponse,
    request: HttpRequest,
    context: RequestContext,
    cookies: readonly string[] = [],
  ): Promise<HttpReply> {
    const state = target.state === undefined ? {} : { state: target.state };
    const parameters = target.signedResponse
      ? { response: await this.#sign(target, { ...response, ...state }, context) }
      : { ...response, ...state, iss: context.issuer };
    if (target.responseMode !== 'form_post') return redirect(target, parameters, cookies);
    const uiLocales =
      target.parameters.get('ui_locales')?.slice(0, limits.uiLocales.most).split(' ').filter(Boolean) ?? [];
    const form = { action: target.redirectUri, fields: parameters, uiLocales, cookies };
    return this.#services.formPostPage(form, request);
  }

  /** RFC 6749 §4.1.2.1. */
  writeError(
    target: AuthorizeTarget,
    error: Pick<OAuthError, 'error' | 'description'>,
    request: HttpRequest,
    context: RequestContext,
    cookies: readonly string[] = [],
  ): Promise<HttpReply> {
    const description = error.description === undefined ? {} : { error_description: error.description };
    return this.write(target, { error: error.error, ...description }, request, context, cookies);
  }

  /** JARM §2.1: `iss` stands inside, and not beside it again. */
  #sign(target: AuthorizeTarget, parameters: AuthorizeResponse, context: RequestContext): Promise<string> {
    const { client } = target;
    const { tokenCreationService } = this.#services;
    const algorithm = tokenCreationService.identityTokenAlgorithm(client.allowedIdentityTokenSigningAlgorithms);
    const expiresAt = context.now + signedResponseLifetime;
    const payload = { iss: context.issuer, aud: client.clientId, exp: expiresAt, iat: context.now, ...parameters };
    return tokenCreationService.createJwt(payload, { typ: 'JWT', algorithms: [algorithm] });
  }
}

function redirect(target: AuthorizeTarget, parameters: AuthorizeResponse, cookies: readonly string[]): HttpReply {
  const headers = {
    // The address with the code must not go on to whatever the client's page loads (RFC 9700 §4.2.4).
    'referrer-policy': 'no-referrer',
    ...(cookies.length === 0 ? {} : { 'set-cookie': cookies }),
  };
  const encoded = new URLSearchParams(parameters).toString();
  const separator = target.responseMode === 'fragment' ? '#' : target.redirectUri.includes('?') ? '&' : '?';
  return redirectReply(target.redirectUri + separator + encoded, headers);
}
