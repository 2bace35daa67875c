import { OAuthError } from '../errors/oauth-error.ts';
import type { Cookies } from '../http/cookies.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { parseQuery } from '../http/form.ts';
import { redirectReply } from '../http/reply.ts';
import { base64urlEncode, equalInConstantTime, randomHandle, sha256, sha256Bytes } from '../keys/digest.ts';
import type { JwtVerifier } from '../keys/jwt-verifier.ts';
import type { Sealer } from '../keys/sealer.ts';
import type { Client } from '../model/client.ts';
import { paths } from '../model/endpoint-paths.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import { isAccessTokenPayload } from '../tokens/access-token-payload.ts';
import { SealedCookie } from './sealed-cookie.ts';
import { consoleLifetimes } from './sessions.ts';

/** Seconds that somebody has to sign in. */
const signInLifetime = 600;
const mostCharacters = 2048;

interface Begun {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly returnTo: string;
  readonly createdAt: number;
}

export interface SignInServices {
  /** Address of the console. */
  readonly url: string;
  readonly issuer: string;
  /** Of the console's origin. */
  readonly cookies: Cookies;
  readonly sealer: Sealer;
  readonly jwtVerifier: JwtVerifier;
  readonly client: Client;
  /** The token endpoint, for which this client alone is authenticated by being asked from here. */
  readonly tokenEndpoint: Endpoint;
}

/** Who signed in, or why nobody did: a sentence for the person. */
export type SignInOutcome =
  | {
      readonly subjectId: string;
      readonly sessionId: string;
      readonly returnTo: string;
      readonly cookies: readonly string[];
    }
  | { readonly problem: string; readonly returnTo: string; readonly cookies: readonly string[] };

/** Where somebody may be led after signing in: a page of the console, and never anywhere else (RFC 9700 §4.11). */
export function safeReturn(wanted: string | undefined): string {
  const isShort = wanted !== undefined && wanted.length <= mostCharacters;
  const isOwn = isShort && /^\/(?![/\\])/.test(wanted) && !/[^\x21-\x7e]/.test(wanted);
  return isOwn && !/^\/(?:sign-in|callback|sign-out)(?:[/?]|$)/.test(wanted) ? wanted : '/';
}

/**
 * Signs administrators in at the issuer: authorization code with PKCE, `state`, `nonce` and `iss` (RFC 9700 §2.1, RFC 9207). What was begun stands in
 * a sealed cookie, one for each attempt, so that an answer counts only in the browser that asked for it.
 */
export class ConsoleSignIn {
  readonly #services: SignInServices;
  readonly #cookie: SealedCookie<Begun>;

  constructor(services: SignInServices) {
    this.#services = services;
    this.#cookie = new SealedCookie(services.sealer, 'console sign-in');
  }

  /** Leads the browser to the issuer. `as=another`: even if somebody is signed in there. */
  begin(request: HttpRequest, context: RequestContext): HttpReply {
    const query = parseQuery(request.target, []);
    const { issuer, url, client, cookies } = this.#services;
    const begun: Begun = {
      state: randomHandle(),
      nonce: randomHandle(),
      verifier: randomHandle(),
      returnTo: safeReturn(query.get('return')),
      createdAt: context.now,
    };
    const parameters = new URLSearchParams({
      client_id: client.clientId,
      response_type: 'code',
      redirect_uri: `${url}/callback`,
      scope: 'openid',
      state: begun.state,
      nonce: begun.nonce,
      code_challenge: base64urlEncode(sha256Bytes(begun.verifier)),
      code_challenge_method: 'S256',
      // Somebody else may sit at a browser that was left signed in.
      max_age: String(consoleLifetimes.idle),
      ...(query.get('as') === 'another' ? { prompt: 'login' } : {}),
    });
    const cookie = cookies.write('console-sign-in', this.#cookie.seal(begun), signInLifetime, named(begun.state));
    return redirectReply(`${issuer}${paths.authorize}?${parameters}`, { 'set-cookie': [cookie] });
  }

  /** Takes the issuer's answer. */
  async finish(request: HttpRequest, context: RequestContext): Promise<SignInOutcome> {
    const query = parseQuery(request.target, []);
    const { cookies, issuer } = this.#services;
    const state = query.get('state') ?? '';
    const which = named(state);
    const begun = this.#cookie.open(cookies.read(request, 'console-sign-in', which));
    const failed = (problem: string, returnTo = '/') => ({
      problem,
      returnTo,
      cookies: [cookies.clear('console-sign-in', which)],
    });
    if (begun === undefined || !equalInConstantTime(begun.state, state)) {
      return failed('This sign-in was not begun in this browser, or has been finished already.');
    }
    const { returnTo } = begun;
    if (begun.createdAt + signInLifetime <= context.now) return failed('The sign-in took too long.', returnTo);
    if (query.get('iss') !== issuer) return failed('The answer came from somebody else.', returnTo);
    const code = query.get('code');
    if (code === undefined) return failed('The sign-in was cancelled or refused.', returnTo);
    const signedIn = await this.#redeem(code, begun, context);
    if (signedIn === undefined) return failed('The sign-in is not valid any more.', returnTo);
    return { ...signedIn, returnTo, cookies: [cookies.clear('console-sign-in', which)] };
  }

  /** Redeems the code within this process, as the client would over the wire, and checks the ID token (OpenID Connect Core §3.1.3.7). */
  async #redeem(code: string, { verifier, nonce }: Begun, context: RequestContext) {
    const { client, tokenEndpoint, jwtVerifier, issuer, url } = this.#services;
    const form = new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: client.clientId,
      code,
      redirect_uri: `${url}/callback`,
      code_verifier: verifier,
    });
    const answer = await tokenEndpoint(formRequest(paths.token, form), context).catch((error: unknown) => {
      if (error instanceof OAuthError && error.status < 500) return undefined;
      throw error;
    });
    if (answer?.status !== 200) return undefined;
    const { id_token: identityToken } = JSON.parse(answer.body) as { readonly id_token?: unknown };
    if (typeof identityToken !== 'string') return undefined;
    const claims = await jwtVerifier.verify(identityToken, { typ: 'JWT' });
    if (claims === undefined || isAccessTokenPayload(claims)) return undefined;
    const { iss, aud, exp, sub, sid, auth_time: authenticatedAt } = claims;
    if (iss !== issuer || aud !== client.clientId || claims['nonce'] !== nonce) return undefined;
    if (typeof exp !== 'number' || exp <= context.now) return undefined;
    const oldest = context.now - consoleLifetimes.idle - signInLifetime;
    if (typeof authenticatedAt !== 'number' || authenticatedAt < oldest) return undefined;
    return typeof sub === 'string' && typeof sid === 'string' ? { subjectId: sub, sessionId: sid } : undefined;
  }
}

/** Several tabs may sign in at once. */
function named(state: string): string {
  return sha256(`console sign-in:${state}`).slice(0, 10);
}

/** A form as it would come over the wire. */
function formRequest(target: string, form: URLSearchParams): HttpRequest {
  return {
    method: 'POST',
    target,
    header: (name) => (name === 'content-type' ? 'application/x-www-form-urlencoded' : undefined),
    body: async () => new TextEncoder().encode(form.toString()),
  };
}
