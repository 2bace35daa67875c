import type { Claims, JsonValue } from '../model/json.ts';

/** Claims that the protocol itself sets: nobody's profile may. */
const protocolClaims: ReadonlySet<string> = new Set([
  'acr',
  'aud',
  'at_hash',
  'auth_time',
  'authorization_details',
  'azp',
  'amr',
  'c_hash',
  'client_id',
  'cnf',
  'exp',
  'iat',
  'idp',
  'iss',
  'jti',
  'nbf',
  'nonce',
  's_hash',
  'scope',
  'sid',
  'sub',
  // What only this server understands in its own tokens (`subject-identifiers.ts`, `token-creation-service.ts`, `exchanged-token-claim.ts`).
  'urn:mintmark:exchanged',
  'urn:mintmark:subject',
  'urn:mintmark:userinfo-claims',
]);

export function withoutProtocolClaims(claims: Claims): Record<string, JsonValue> {
  const kept: Record<string, JsonValue> = {};
  for (const name in claims) {
    const value = claims[name];
    if (value !== undefined && !protocolClaims.has(name)) kept[name] = value;
  }
  return kept;
}
