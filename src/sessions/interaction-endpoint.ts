import { oauthError } from '../errors/oauth-error.ts';
import { cookieHeaders } from '../http/cookies.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { jsonReply } from '../http/reply.ts';
import { authorizationDetailsIn } from '../model/authorization-details.ts';
import { formParameters } from '../model/form-parameters.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import { limits } from '../model/limits.ts';
import type { RequestContext } from '../model/request-context.ts';
import { type InteractionDetails, type InteractionResult, loginOf } from './interaction.ts';
import type { InteractionService } from './interaction-service.ts';
import type { PasswordSignIn } from './password-sign-in.ts';

export interface InteractionEndpointServices {
  readonly interactions: InteractionService;
  /** A browser's word alone signs nobody in. */
  readonly passwordSignIn: PasswordSignIn;
}

/**
 * `/interaction/<id>` for front ends of one's own, served from the issuer's origin: GET tells what is asked of the user, POST of JSON says
 * what they did: `{ "login": { "username", "password", "staySignedIn" } }`, `{ "consent": { "scopes", "authorizationDetails", "remember" } }`, `{ "accountSelected": "current" }`
 * or `{ "refused": true }`. The answer, `{ "location" }`, is where the page must send the browser.
 */
export function interactionEndpoint(services: InteractionEndpointServices): Endpoint {
  return async (request, context) => {
    requireSameOrigin(request, context);
    const interactionId = (request.target.split('?', 1)[0] ?? '').split('/').at(-1) ?? '';
    if (request.method === 'GET') {
      return detailsReply(await services.interactions.details(request, interactionId, context));
    }
    if (request.method !== 'POST') throw oauthError('request.method', { headers: { allow: 'GET, POST' } });
    const body = await readJson(request);
    if (body.refused === true) {
      const refusal = ['access_denied', 'The user refused.'] as const;
      return jsonReply(200, await services.interactions.refuse(request, interactionId, ...refusal, context));
    }
    // Looked up first: a guess at a password needs an interaction of this browser.
    await services.interactions.details(request, interactionId, context);
    const { result, cookies } = await resultOf(body, services, request, context);
    const completed = await services.interactions.complete(request, interactionId, result, context);
    const reply = jsonReply(200, completed);
    return { ...reply, headers: { ...reply.headers, ...cookieHeaders(cookies) } };
  };
}

/** JSON cannot be posted across origins without CORS, which this path does not have; this refuses what some browser lets through. */
function requireSameOrigin(request: HttpRequest, context: RequestContext): void {
  const origin = request.header('origin');
  const site = request.header('sec-fetch-site');
  const foreign = origin !== undefined && origin !== new URL(context.issuer).origin;
  if (foreign || (site !== undefined && site !== 'same-origin')) throw oauthError('form.forged', { detail: 'origin' });
}

async function readJson(request: HttpRequest): Promise<Readonly<Record<string, unknown>>> {
  if (!/^application\/json\s*(?:;|$)/i.test(request.header('content-type') ?? '')) {
    throw oauthError('request.content-type', { description: 'The body must be application/json.' });
  }
  const body = await request.body(limits.body.most);
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw oauthError('request.malformed', { description: 'The body is not well-formed JSON.', cause });
  }
  throw oauthError('request.malformed', { description: 'The body is not a JSON object.' });
}

async function resultOf(
  body: Readonly<Record<string, unknown>>,
  services: InteractionEndpointServices,
  request: HttpRequest,
  context: RequestContext,
): Promise<{ readonly result: InteractionResult; readonly cookies: readonly string[] }> {
  const { login, consent, accountSelected } = body as {
    readonly login?: { readonly username?: unknown; readonly password?: unknown; readonly staySignedIn?: unknown };
    readonly consent?: {
      readonly scopes?: unknown;
      readonly authorizationDetails?: unknown;
      readonly remember?: unknown;
    };
    readonly accountSelected?: unknown;
  };
  if (typeof login?.username === 'string' && typeof login.password === 'string') {
    const { username, password } = login;
    const typed = { username, password, parameters: formParameters({ username }) };
    const signedIn = await services.passwordSignIn.verify(request, typed, context);
    if (signedIn === undefined) throw oauthError('password.wrong-credentials');
    const { subject, cookies } = signedIn;
    return { result: { login: loginOf(subject, login.staySignedIn === true) }, cookies };
  }
  const scopes = consent?.scopes;
  if (Array.isArray(scopes) && scopes.every((scope) => typeof scope === 'string')) {
    const { authorizationDetails: sent, remember } = consent ?? {};
    const authorizationDetails = authorizationDetailsIn(sent);
    const isList =
      authorizationDetails !== undefined || sent === undefined || (Array.isArray(sent) && sent.length === 0);
    if (!isList) throw oauthError('interaction.invalid-result', { detail: 'authorizationDetails' });
    return { result: { consent: { scopes, authorizationDetails, remember: remember === true } }, cookies: [] };
  }
  if (accountSelected === 'current' || accountSelected === 'another') {
    return { result: { accountSelected }, cookies: [] };
  }
  throw oauthError('interaction.invalid-result', { detail: 'unknown shape' });
}

/** What a page may show; nothing of the client that is not public. */
function detailsReply({ client, resources, ...details }: InteractionDetails): HttpReply {
  const shown = [...resources.identityResources, ...resources.apiScopes].map((scope) => ({
    name: scope.name,
    displayName: scope.displayName,
    description: scope.description,
    required: scope.required,
    emphasize: scope.emphasize,
  }));
  const { clientId, clientName, clientUri, logoUri, policyUri, tosUri, origin } = client;
  // Of a client that nobody configured no picture of another host is shown; `origin` says that all the rest is its own words.
  const picture = origin === undefined ? { logoUri } : { origin };
  const known = { clientId, clientName, clientUri, ...picture, policyUri, tosUri };
  return jsonReply(200, { ...details, client: known, requestedScopes: shown });
}
