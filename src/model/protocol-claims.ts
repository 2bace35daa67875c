/** Claims that the protocol itself sets: no profile, provider or client may. */
const protocolClaims: ReadonlySet<string> = new Set([
  'acr',
  'act',
  'active',
  'amr',
  'at_hash',
  'aud',
  'auth_time',
  'authorization_details',
  'azp',
  'c_hash',
  'client_id',
  'cnf',
  'events',
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
  'token_type',
  // No name for anything: readers that build objects by assignment would set a prototype.
  '__proto__',
  // What only this server understands in its own tokens (`subject-identifiers.ts`, `token-creation-service.ts`, `exchanged-token-claim.ts`).
  'urn:mintmark:exchanged',
  'urn:mintmark:subject',
  'urn:mintmark:userinfo-claims',
]);

/** What is said of a user (RFC 7662 §2.2, RFC 8693 §4.4): a profile may, a client of itself may not. */
const claimsAboutUsers: ReadonlySet<string> = new Set(['may_act', 'username']);

export function isProtocolClaim(name: string): boolean {
  return protocolClaims.has(name);
}

/** Whether a claim about a client would be taken for one of the protocol, or for one about a user. */
export function isNoClientClaim(name: string): boolean {
  return protocolClaims.has(name) || claimsAboutUsers.has(name);
}
