import { type SignedJwt, type SignedJwtRules, verifySignedJwt } from '../keys/signed-jwt.ts';
import type { Client } from '../model/client.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { ClientKeys } from './client-keys.ts';

export type ClientJwtRules = Omit<SignedJwtRules, 'issuer'>;

/**
 * Verifies a JWT that a client signed with its own key, with the client as issuer: signature, type, audience, times.
 *
 * @throws {SignedJwtError} whatever is wrong with it; `cause` is what was found.
 * @throws {OAuthError} `client.keys-unavailable`, when the client's keys cannot be fetched.
 */
export function verifyClientJwt(
  token: string,
  client: Client,
  keys: ClientKeys,
  rules: ClientJwtRules,
  context: RequestContext,
): Promise<SignedJwt> {
  return verifySignedJwt(
    token,
    (keyId) => keys.resolver(client, keyId),
    { ...rules, issuer: client.clientId },
    context.now,
  );
}
