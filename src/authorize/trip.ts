import { OAuthError, oauthError } from '../errors/oauth-error.ts';
import { shownFields } from '../errors/refusal-fields.ts';
import { cookieHeaders } from '../http/cookies.ts';
import { logError } from '../http/error-response.ts';
import { redirectReply } from '../http/reply.ts';
import { detailTypesOf } from '../model/authorization-details.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import { type Interaction, type InteractionPrompt, interactionLifetime } from '../sessions/interaction.ts';
import { type OpenInteraction, resumeLocation } from '../sessions/interaction-service.ts';
import { grantedClaims } from './granted-claims.ts';
import { keptParameters } from './kept-parameters.ts';
import type { AuthorizeApproval, AuthorizeTarget, ValidatedAuthorizeRequest } from './request.ts';
import type { AuthorizeServices } from './services.ts';

/** One browser's request on its way: validate, sign in, ask the user or issue, answer. */
export class AuthorizeTrip {
  readonly #services: AuthorizeServices;
  readonly #request: HttpRequest;
  readonly #context: RequestContext;
  readonly #cookies: string[] = [];

  constructor(services: AuthorizeServices, request: HttpRequest, context: RequestContext) {
    this.#services = services;
    this.#request = request;
    this.#context = context;
  }

  /** @param open the interaction that goes on; `undefined`: a new request. @throws what only the person at the browser may be told. */
  async answer(target: AuthorizeTarget, open: OpenInteraction | undefined): Promise<HttpReply> {
    try {
      const request = await this.#services.authorizeRequestValidator.validate(target, this.#context);
      return await this.#answer(request, open);
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      this.#raiseRefused(target, error);
      if (error.reason.startsWith('interaction.')) throw error;
      logError(error, this.#context, this.#services.log, target.client.clientId);
      return this.#answerError(target, error, open);
    }
  }

  async #answer(request: ValidatedAuthorizeRequest, resumed: OpenInteraction | undefined): Promise<HttpReply> {
    if (resumed === undefined && this.#isCrossSitePost()) return this.#park(request);
    const open = resumed === undefined ? undefined : await this.#signIn(resumed);
    const refused = open?.interaction.refused;
    if (refused !== undefined) {
      if (open?.interaction.prompt === 'consent') this.#raiseConsentRefused(open.interaction);
      throw oauthError('authorize.access-denied', {
        error: refused.error,
        ...(refused.description === undefined ? {} : { description: refused.description }),
      });
    }
    const session = await this.#services.sessions.current(this.#request, this.#context);
    const known = open?.interaction ?? {};
    const decision = await this.#services.authorizeDecisions.decide(request, session, known, this.#context);
    if (decision.kind === 'refuse') throw new OAuthError(decision.reason);
    if (decision.kind === 'ask') {
      if (decision.prompt === 'consent') await this.#checkDetails(request, decision.subjectId);
      return this.#ask(request, decision.prompt, decision.subjectId, open);
    }
    return this.#issue(request, decision, open);
  }

  /** A recorded login becomes a session here, where the browser is known and its cookie can be set. */
  async #signIn(open: OpenInteraction): Promise<OpenInteraction> {
    const { login, ...interaction } = open.interaction;
    if (login === undefined) return open;
    const { staySignedIn, ...subject } = login;
    const { logout, interactions } = this.#services;
    const { session, cookies } = await logout.signIn(this.#request, subject, this.#context, { staySignedIn });
    this.#cookies.push(...cookies);
    const { sessionId } = session;
    const { subjectId, authenticatedAt } = subject;
    return interactions.update(open, { ...interaction, signedIn: { sessionId, subjectId, authenticatedAt } });
  }

  /** Nobody is asked for what they could not have. */
  async #checkDetails(request: ValidatedAuthorizeRequest, subjectId: string | undefined): Promise<void> {
    const { client, resourceIndicators, authorizationDetails } = request;
    const asking = { client, subjectId, resourceIndicators, context: this.#context };
    await this.#services.authorizationDetails.check(authorizationDetails, asking);
  }

  async #ask(
    request: ValidatedAuthorizeRequest,
    prompt: InteractionPrompt,
    subjectId: string | undefined,
    open: OpenInteraction | undefined,
  ): Promise<HttpReply> {
    const { interactions, browsers } = this.#services;
    if (open !== undefined) {
      const location = await interactions.proceed(open, { ...open.interaction, prompt, subjectId }, this.#context);
      return this.#redirect(location);
    }
    const browser = browsers.browserOf(this.#request);
    this.#cookies.push(...browser.cookies);
    const interaction = { ...this.#interaction(request, browser.value), prompt, subjectId };
    const { interactionId, location } = await interactions.begin(interaction, this.#context);
    this.#cookies.push(...browsers.interactionCookies(this.#request, interactionId));
    return this.#redirect(location);
  }

  /**
   * A form posted from another site brings no cookies (`SameSite=Lax`), so that nobody knows whose browser it is. The browser comes back
   * by GET, which does bring them.
   */
  async #park(request: ValidatedAuthorizeRequest): Promise<HttpReply> {
    const begun = await this.#services.interactions.begin(this.#interaction(request, null), this.#context);
    return this.#redirect(resumeLocation(begun.interactionId, this.#context));
  }

  #isCrossSitePost(): boolean {
    return this.#request.method === 'POST' && !this.#services.browsers.isKnown(this.#request);
  }

  #interaction(request: ValidatedAuthorizeRequest, browserHash: string | null): Interaction {
    const { target } = request;
    return {
      browserHash,
      clientId: request.client.clientId,
      parameters: keptParameters(request),
      source: target.source,
      prompt: 'login',
      scopes: request.scopes,
      resourceIndicators: request.resourceIndicators,
      redirectUri: target.redirectUri,
      loginHint: request.loginHint,
      uiLocales: request.uiLocales,
      acrValues: request.acrValues,
      display: request.display,
      requestedClaims: request.requestedClaims,
      authorizationDetails: request.authorizationDetails,
      createdAt: this.#context.now,
      expiresAt: this.#context.now + interactionLifetime,
    };
  }

  async #issue(
    request: ValidatedAuthorizeRequest,
    approval: AuthorizeApproval,
    open: OpenInteraction | undefined,
  ): Promise<HttpReply> {
    const { services, context } = { services: this.#services, context: this.#context };
    if (open !== undefined && !(await services.interactions.finish(open, context))) {
      throw oauthError('interaction.unknown', { detail: 'finished before' });
    }
    const { pushed } = request.target.source;
    if (pushed !== undefined) await services.pushedRequests.consume(pushed, context);
    if (open?.interaction.consent !== undefined) await this.#noteConsent(request, approval, open.interaction.consent);
    const granted = { ...request, requestedClaims: grantedClaims(request, approval, services.resources) };
    const response = await services.authorizeResponseGenerator.process(granted, approval, context);
    await services.sessions.rememberClient(approval.session, request.client.clientId, context);
    const { subjectId } = approval.session.subject;
    const { clientId } = request.client;
    const { scopes, authorizationDetails } = approval;
    const detailTypes = detailTypesOf(authorizationDetails);
    services.events.raise({ type: 'AuthorizationIssued', clientId, subjectId, scopes, detailTypes }, context);
    return services.authorizeResponseWriter.write(request.target, response, this.#request, context, this.#cookies);
  }

  async #noteConsent(
    request: ValidatedAuthorizeRequest,
    approval: AuthorizeApproval,
    consent: { readonly remember: boolean; readonly scopes: readonly string[] },
  ): Promise<void> {
    const { client, scopes, resourceIndicators } = request;
    const { subjectId } = approval.session.subject;
    const question = { client, subjectId, scopes, resourceIndicators };
    if (consent.remember && client.allowRememberConsent) {
      await this.#services.consents.remember(question, consent.scopes, this.#context);
    } else await this.#services.consents.forget(question);
    const { clientId } = client;
    const detailTypes = detailTypesOf(approval.authorizationDetails);
    const event = { type: 'ConsentGranted', clientId, subjectId, scopes: consent.scopes, detailTypes } as const;
    this.#services.events.raise(event, this.#context);
  }

  async #answerError(
    target: AuthorizeTarget,
    error: OAuthError,
    open: OpenInteraction | undefined,
  ): Promise<HttpReply> {
    const { interactions, pushedRequests, authorizeResponseWriter } = this.#services;
    if (open !== undefined) await interactions.finish(open, this.#context);
    const { pushed } = target.source;
    // An error is a response too. One that was used up before stays used up.
    if (pushed !== undefined && error.reason !== 'par.unknown') {
      await pushedRequests.consume(pushed, this.#context).catch((cause: unknown) => {
        if (!(cause instanceof OAuthError)) throw cause;
      });
    }
    return authorizeResponseWriter.writeError(target, wireError(error), this.#request, this.#context, this.#cookies);
  }

  #redirect(location: string): HttpReply {
    return redirectReply(location, { 'referrer-policy': 'no-referrer', ...cookieHeaders(this.#cookies) });
  }

  #raiseConsentRefused({ clientId, subjectId, scopes, authorizationDetails }: Interaction): void {
    if (subjectId === undefined) return;
    const detailTypes = detailTypesOf(authorizationDetails);
    this.#services.events.raise({ type: 'ConsentRefused', clientId, subjectId, scopes, detailTypes }, this.#context);
  }

  #raiseRefused(target: AuthorizeTarget, error: OAuthError): void {
    const { clientId } = target.client;
    this.#services.events.raise(authorizationRefused(error, clientId), this.#context);
  }
}

/** An authorization request was refused. @param clientId whose it is, as far as that is known. */
export function authorizationRefused(error: OAuthError, clientId: string | undefined) {
  const fields = shownFields(error.fields);
  return {
    type: 'AuthorizationRefused',
    clientId,
    error: error.error,
    reason: error.reason,
    fields,
    detail: error.detail,
  } as const;
}

/** Client authentication has no place here: `invalid_client` is no error of this endpoint (RFC 6749 §4.1.2.1). */
function wireError(error: OAuthError): Pick<OAuthError, 'error' | 'description'> {
  return error.error === 'invalid_client' ? { error: 'unauthorized_client', description: error.description } : error;
}
