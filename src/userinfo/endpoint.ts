import { OAuthError, oauthError } from '../errors/oauth-error.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { isForm, parseQuery, readForm } from '../http/form.ts';
import { jsonReply, textReply } from '../http/reply.ts';
import { assertionAlgorithms } from '../keys/assertion-algorithms.ts';
import type { Confirmation } from '../model/confirmation.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import type { Claims } from '../model/json.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { ITokenCreationService } from '../tokens/token-creation-service.ts';
import type { TokenValidator, ValidatedAccessToken } from '../tokens/token-validator.ts';
import type { IUserInfoResponseGenerator } from './response-generator.ts';

export interface UserInfoServices {
  readonly tokenValidator: TokenValidator;
  readonly userInfoResponseGenerator: IUserInfoResponseGenerator;
  readonly tokenCreationService: Pick<ITokenCreationService, 'createJwt' | 'identityTokenAlgorithm'>;
  /** Absent: bound tokens are refused, since nobody can check their proof. */
  readonly proofs?: {
    /** @throws {OAuthError} when the request does not prove possession of the token's key (RFC 9449 §7.1, RFC 8705 §3). */
    verifyResourceProof(
      request: HttpRequest,
      presented: { readonly token: string; readonly confirmation: Confirmation; readonly requireNonce?: boolean },
      context: RequestContext,
    ): Promise<void>;
  };
}

interface PresentedToken {
  readonly token: string;
  /** Lower case. */
  readonly scheme: 'bearer' | 'dpop';
}

/** OpenID Connect Core §5.3. Errors stand in `WWW-Authenticate` (RFC 6750 §3) and in the body. */
export function userInfoEndpoint(services: UserInfoServices): Endpoint {
  const { tokenValidator, userInfoResponseGenerator } = services;
  return async (request, context) => {
    if (request.method !== 'GET' && request.method !== 'POST') {
      throw oauthError('request.method', { headers: { allow: 'GET, POST' } });
    }
    let scheme: PresentedToken['scheme'] = 'bearer';
    try {
      const presented = await presentedToken(request);
      scheme = presented.scheme;
      const token = await tokenValidator.validateAccessToken(presented.token, context);
      if (token?.subjectId === undefined) {
        // A token without a user is alive, but has nobody to tell about.
        throw oauthError(token === undefined ? 'userinfo.invalid-token' : 'userinfo.insufficient-scope');
      }
      await checkProof(request, presented, token, context, services);
      if (!token.scopes.includes('openid')) throw oauthError('userinfo.insufficient-scope');
      const claims = await userInfoResponseGenerator.process(token, context);
      return await write(request, token, claims, context, services);
    } catch (error) {
      throw error instanceof OAuthError ? withChallenge(error, scheme) : error;
    }
  };
}

/** The one token of a request. @throws {OAuthError} `userinfo.no-token`, `userinfo.several-tokens`, `client.malformed-header`. */
async function presentedToken(request: HttpRequest): Promise<PresentedToken> {
  if (parseQuery(request.target).has('access_token')) throw oauthError('userinfo.several-tokens');
  const header = request.header('authorization');
  const posted =
    request.method === 'POST' && isForm(request.header('content-type')) ? await readForm(request) : undefined;
  const inBody = posted?.get('access_token');
  if (header !== undefined && inBody !== undefined) throw oauthError('userinfo.several-tokens');
  if (inBody !== undefined) return { token: inBody, scheme: 'bearer' };
  if (header === undefined) throw oauthError('userinfo.no-token');
  const match = /^(bearer|dpop) +([A-Za-z0-9\-._~+/]+=*)$/i.exec(header);
  if (match === null) throw oauthError('client.malformed-header');
  return { token: match[2]!, scheme: match[1]!.toLowerCase() as PresentedToken['scheme'] };
}

async function checkProof(
  request: HttpRequest,
  presented: PresentedToken,
  { client, confirmation }: ValidatedAccessToken,
  context: RequestContext,
  { proofs }: UserInfoServices,
): Promise<void> {
  // A bound token under the scheme Bearer is a stolen one until proved otherwise (RFC 9449 §7.2).
  const expected = confirmation?.method === 'dpop' ? 'dpop' : 'bearer';
  if (presented.scheme !== expected) throw oauthError('userinfo.invalid-token', { detail: 'wrong scheme' });
  if (confirmation === undefined) return;
  if (proofs === undefined) throw oauthError('userinfo.invalid-token', { detail: 'no proofs are checked here' });
  try {
    const bound = { token: presented.token, confirmation, requireNonce: client.requireDPoPNonce };
    await proofs.verifyResourceProof(request, bound, context);
  } catch (error) {
    throw error instanceof OAuthError ? asResourceError(error) : error;
  }
}

/** The token endpoint's refusals of a proof, as a resource tells them (RFC 9449 §7.1, §9): 401, and a nonce where one is due. */
function asResourceError(error: OAuthError): OAuthError {
  if (error.reason.startsWith('proof.')) {
    return oauthError('userinfo.invalid-token', { detail: error.reason, cause: error });
  }
  return oauthError('userinfo.invalid-proof', { error: error.error, detail: error.message, headers: error.headers });
}

async function write(
  request: HttpRequest,
  { client }: ValidatedAccessToken,
  claims: Claims,
  context: RequestContext,
  { tokenCreationService }: UserInfoServices,
): Promise<HttpReply> {
  const { userInfoSignedResponseAlgorithm: registered } = client;
  if (registered === undefined && !prefersJwt(request.header('accept'))) return jsonReply(200, claims);
  const algorithm =
    registered ?? tokenCreationService.identityTokenAlgorithm(client.allowedIdentityTokenSigningAlgorithms);
  // A type of its own, since this is no ID token, though it names user and client alike (OpenID Connect Core §5.3.2, RFC 8725 §3.11).
  const payload = { ...claims, iss: context.issuer, aud: client.clientId, iat: context.now };
  const jwt = await tokenCreationService.createJwt(payload, { typ: 'userinfo+jwt', algorithms: [algorithm] });
  return textReply(200, 'application/jwt', jwt);
}

function prefersJwt(accept: string | undefined): boolean {
  return accept !== undefined && /^\s*application\/jwt\s*(?:[;,]|$)/i.test(accept);
}

/** RFC 9449 §7.1. */
const proofAlgorithms = `, algs="${assertionAlgorithms.join(' ')}"`;

/** RFC 6750 §3: without any token the challenge names no error; otherwise it repeats what the body says. */
function withChallenge(error: OAuthError, scheme: 'bearer' | 'dpop'): OAuthError {
  if (error.headers['www-authenticate'] !== undefined || error.status >= 500) return error;
  const bare = error.reason === 'userinfo.no-token';
  const scope = error.reason === 'userinfo.insufficient-scope' ? ', scope="openid"' : '';
  const details = bare ? '' : `, error="${error.error}", error_description="${error.description ?? ''}"${scope}`;
  const challenge = (name: string) => `${name} realm="mintmark"${details}${name === 'DPoP' ? proofAlgorithms : ''}`;
  const challenges = bare
    ? `${challenge('Bearer')}, ${challenge('DPoP')}`
    : challenge(scheme === 'dpop' ? 'DPoP' : 'Bearer');
  return new OAuthError(error.reason, {
    fields: error.fields,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    ...(error.description === undefined ? {} : { description: error.description }),
    ...(bare ? {} : { error: error.error }),
    cause: error.cause,
    headers: { ...error.headers, 'www-authenticate': challenges },
  });
}
