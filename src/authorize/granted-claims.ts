import type { RequestedClaims } from '../model/requested-claims.ts';
import type { ResourceValidator } from '../resources/resource-validator.ts';
import type { AuthorizeApproval, ValidatedAuthorizeRequest } from './request.ts';

/** Claims about the sign-in itself, which no scope stands for and ID tokens have anyway. */
const aboutSignIn: ReadonlySet<string> = new Set(['sub', 'auth_time', 'acr', 'amr']);

/**
 * What of the `claims` parameter may be answered: a client gets by it what its own scopes stand for, and where the user was asked, what
 * the user's consent stands for. Otherwise it would be a way around both; a claim that is left out is no error (OpenID Connect Core
 * §5.5.1).
 */
export function grantedClaims(
  { client, prompts, requestedClaims, authorizationDetails }: ValidatedAuthorizeRequest,
  { scopes }: AuthorizeApproval,
  resources: Pick<ResourceValidator, 'identityResource'>,
): RequestedClaims | undefined {
  if (requestedClaims === undefined) return undefined;
  const wasAsked = client.requireConsent || prompts.includes('consent') || authorizationDetails !== undefined;
  const granted = wasAsked ? scopes : client.allowedScopes;
  const names = new Set(granted.flatMap((scope) => resources.identityResource(scope)?.userClaims ?? []));
  const within = (claims: RequestedClaims['idToken']) =>
    Object.fromEntries(Object.entries(claims).filter(([name]) => names.has(name) || aboutSignIn.has(name)));
  return { userinfo: within(requestedClaims.userinfo), idToken: within(requestedClaims.idToken) };
}
