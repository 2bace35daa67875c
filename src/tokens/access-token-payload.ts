import type { Claims } from '../model/json.ts';

/**
 * Whether a JWT of ours is an access token, where its `typ` does not say so. Nothing else that this server signs has these: they are the protocol's
 * own, so that no profile can put them into an ID token (`protocol-claims.ts`).
 */
export function isAccessTokenPayload({
  client_id: clientId,
  scope,
  nbf,
  authorization_details: details,
}: Claims): boolean {
  return (
    typeof clientId === 'string' && (typeof scope === 'string' || Array.isArray(details)) && typeof nbf === 'number'
  );
}
