import { noteForm } from '../clients/claimed-client.ts';
import type { IClientAuthenticator } from '../clients/client-authenticator.ts';
import { oauthError } from '../errors/oauth-error.ts';
import { requireParameter } from '../http/bounded-parameter.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { readForm } from '../http/form.ts';
import { emptyReply } from '../http/reply.ts';
import type { Client } from '../model/client.ts';
import { limits } from '../model/limits.ts';
import type { RequestContext } from '../model/request-context.ts';
import { type Events, lastFour } from '../operations/events.ts';
import type { GrantVault } from '../stores/grant-vault.ts';
import { revokeFamily } from '../tokens/family-revocation.ts';
import type { IReferenceTokenService } from '../tokens/reference-token-service.ts';
import type { TokenValidator } from '../tokens/token-validator.ts';
import type { IRevocationPolicy } from './revocation-policy.ts';

export interface RevocationEndpointServices {
  readonly clientAuthenticator: IClientAuthenticator;
  readonly vault: GrantVault;
  readonly tokenValidator: TokenValidator;
  readonly referenceTokenService: IReferenceTokenService;
  readonly revocationPolicy: IRevocationPolicy;
  readonly events: Events;
}

/**
 * RFC 7009. The policy says what ends with a token, usually the whole family of a refresh token; a JWT access token is remembered as revoked and is inactive wherever this
 * server is asked about it. 200 for everything else, another client's token included: a stranger learns nothing.
 * @throws {OAuthError} `token.unsupported-type`: a JWT whose client wants no `jti` in it, and which nothing can single out.
 */
export function revocationEndpoint(services: RevocationEndpointServices): Endpoint {
  return async (request, context) => {
    const form = await readForm(request);
    noteForm(request, form);
    const { client } = await services.clientAuthenticator.authenticate(request, form, context);
    const token = requireParameter(form, 'token');
    const kind =
      ((await revokeRefreshToken(services, token, client, context)) && 'refresh_token') ||
      ((await revokeAccessToken(services, token, client, context)) && 'access_token');
    if (kind && services.events.active) {
      services.events.raise({ type: 'TokenRevoked', clientId: client.clientId, kind, token: lastFour(token) }, context);
    }
    return emptyReply();
  };
}

async function revokeRefreshToken(
  { vault, revocationPolicy }: RevocationEndpointServices,
  token: string,
  client: Client,
  context: RequestContext,
): Promise<boolean> {
  const stored =
    token.includes('.') || token.length > limits.handle.most ? undefined : await vault.find('refresh_token', token);
  if (stored === undefined || stored.content.clientId !== client.clientId) return false;
  const { family, scopes, sessionId, subject } = stored.content;
  const revoked = { kind: 'refresh_token', client, subjectId: subject?.subjectId, sessionId, scopes } as const;
  if ((await revocationPolicy.extentOf(revoked, context)) === 'token') await vault.removeByHash(stored.handleHash);
  else await revokeFamily(vault, family, client, context.now);
  return true;
}

async function revokeAccessToken(
  { vault, tokenValidator, referenceTokenService, revocationPolicy }: RevocationEndpointServices,
  token: string,
  client: Client,
  context: RequestContext,
): Promise<boolean> {
  const accessToken = await tokenValidator.validateAccessToken(token, context);
  if (accessToken === undefined || accessToken.clientId !== client.clientId) return false;
  const { family, scopes, sessionId, subjectId } = accessToken;
  const revoked = { kind: 'access_token', client, subjectId, sessionId, scopes } as const;
  if ((await revocationPolicy.extentOf(revoked, context)) === 'family' && family !== undefined) {
    await revokeFamily(vault, family, client, context.now);
    return true;
  }
  if (accessToken.kind === 'reference') {
    await referenceTokenService.remove(token);
    return true;
  }
  if (accessToken.tokenId === undefined) throw oauthError('token.unsupported-type', { detail: 'a JWT without jti' });
  // The id of a JWT is revoked like a family of one: the validator looks both up.
  await vault.revoke({ family: accessToken.tokenId }, accessToken.expiresAt);
  return true;
}
