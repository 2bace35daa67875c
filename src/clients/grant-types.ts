import { oauthError } from '../errors/oauth-error.ts';
import type { Client } from '../model/client.ts';

/** @throws {OAuthError} `client.grant-not-allowed` (`unauthorized_client`). */
export function requireGrantType(client: Client, grantType: string): void {
  if (!client.allowedGrantTypes.includes(grantType))
    throw oauthError('client.grant-not-allowed', { fields: { grantType } });
}
