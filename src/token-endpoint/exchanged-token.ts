import type { RequestContext } from '../model/request-context.ts';
import type { TokenExchangeTokenRequest } from '../model/token-request.ts';
import { tokenTypes } from '../model/token-type.ts';
import { refreshTokenDescription } from '../tokens/authorized-grant.ts';
import type { CreatedTokens, TokenResponseServices } from './created-tokens.ts';

/**
 * What an exchange results in that is no access token, as the member `access_token` (RFC 8693 §2.2.1): a refresh token, durable once this resolves, an
 * ID token or an ID-JAG. `accessTokenLifetime` is its own.
 */
export async function exchangedToken(
  request: TokenExchangeTokenRequest,
  createIdentityToken: () => Promise<string | undefined>,
  { refreshTokenService, identityAssertionService }: TokenResponseServices,
  context: RequestContext,
): Promise<CreatedTokens> {
  const { subject, requestedTokenType, accessTokenLifetime, client, subjectToken } = request;
  if (subject === undefined) throw new TypeError(`There is no user for ${requestedTokenType}.`);
  if (requestedTokenType === tokenTypes.refreshToken) {
    const accessToken = await refreshTokenService.create(refreshTokenDescription({ ...request, subject }), context);
    const lifetime = refreshTokenService.firstLifetime?.(client, context, subjectToken.expiresAt);
    return { accessToken, accessTokenLifetime: lifetime };
  }
  const isIdentityAssertion = requestedTokenType === tokenTypes.idJag;
  const accessToken = isIdentityAssertion
    ? await identityAssertionService?.create(request, context)
    : await createIdentityToken();
  if (accessToken === undefined) throw new TypeError(`Nothing makes ${requestedTokenType}.`);
  const longest = isIdentityAssertion ? accessTokenLifetime : client.identityTokenLifetime;
  return { accessToken, accessTokenLifetime: Math.min(accessTokenLifetime, longest) };
}
