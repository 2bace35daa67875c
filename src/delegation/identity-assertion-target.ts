import { oauthError } from '../errors/oauth-error.ts';
import type { ExchangedToken, IdentityAssertionDescription } from '../model/exchanged-token.ts';
import type { ValidatedResources } from '../model/resources.ts';
import type { GrantRequest } from '../model/token-grant.ts';
import { tokenTypes } from '../model/token-type.ts';
import type { ResourceValidator } from '../resources/resource-validator.ts';

/** What an ID-JAG is for. */
export interface IdentityAssertionGrant {
  readonly description: IdentityAssertionDescription;
  /** The scopes of the other server; nothing of this one. */
  readonly resources: ValidatedResources;
}

/**
 * What a client may have in an identity assertion to another server: its `tokenExchange.audiences` says so (draft-ietf-oauth-identity-assertion-authz-grant
 * §4.3.3).
 *
 * @throws {OAuthError} `exchange.subject-token` for other tokens than ID and refresh tokens, and those without a user; `exchange.not-allowed` for public
 * clients; `exchange.target`, `resource.malformed` (`invalid_target`); `scope.*` (`invalid_scope`).
 */
export function identityAssertionGrant(
  subjectToken: ExchangedToken,
  request: GrantRequest,
  validator: Pick<ResourceValidator, 'parseIndicators' | 'parseScopes'>,
): IdentityAssertionGrant {
  const { client, parameters } = request;
  const { type, subject } = subjectToken;
  if (type !== tokenTypes.identityToken && type !== tokenTypes.refreshToken) {
    throw oauthError('exchange.subject-token', { detail: 'an ID-JAG comes of an ID token or a refresh token' });
  }
  if (subject === undefined) throw oauthError('exchange.subject-token', { detail: 'no user' });
  // §8.1 of the draft.
  if (!client.requireClientSecret) throw oauthError('exchange.not-allowed', { detail: 'a public client' });
  const [audience, ...more] = parameters.getAll('audience');
  const target = client.tokenExchange.audiences.find((one) => typeof one !== 'string' && one.issuer === audience);
  if (target === undefined || typeof target === 'string' || more.length > 0)
    throw oauthError('exchange.target', { fields: { resource: [audience, ...more].join(' ') } });
  const asked = validator.parseIndicators(parameters.getAll('resource'));
  const stranger = asked.find((resource) => !target.resources.includes(resource));
  if (stranger !== undefined) throw oauthError('exchange.target', { fields: { resource: stranger } });
  const scopes = parameters.has('scope')
    ? validator.parseScopes(parameters.get('scope'), client, 'all')
    : target.scopes;
  const further = scopes.find((scope) => !target.scopes.includes(scope));
  if (further !== undefined) throw oauthError('scope.not-allowed', { fields: { scope: further } });
  return {
    description: {
      audience: target.issuer,
      clientId: target.clientId ?? client.clientId,
      claims: target.claims,
      resources: asked.length > 0 ? asked : target.resources,
      relyingParty: target.relyingParty,
    },
    resources: { scopes, identityResources: [], apiScopes: [], apiResources: [], offlineAccess: false },
  };
}
