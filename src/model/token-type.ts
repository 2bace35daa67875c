/** Token type identifiers (RFC 8693 §3; for `idJag` draft-ietf-oauth-identity-assertion-authz-grant §9.2). */
export const tokenTypes = {
  accessToken: 'urn:ietf:params:oauth:token-type:access_token',
  refreshToken: 'urn:ietf:params:oauth:token-type:refresh_token',
  identityToken: 'urn:ietf:params:oauth:token-type:id_token',
  jwt: 'urn:ietf:params:oauth:token-type:jwt',
  idJag: 'urn:ietf:params:oauth:token-type:id-jag',
} as const;

export type TokenType = (typeof tokenTypes)[keyof typeof tokenTypes];

const known: ReadonlySet<string> = new Set(Object.values(tokenTypes));

export function isTokenType(value: string): value is TokenType {
  return known.has(value);
}

/** Whether it can be used as an access token, and not as `N_A` alone (RFC 8693 §2.2.1). */
export function isAccessTokenType(type: TokenType): boolean {
  return type === tokenTypes.accessToken || type === tokenTypes.jwt;
}
