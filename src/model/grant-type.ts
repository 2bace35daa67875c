/** The grant types that the server itself knows, as they stand in `grant_type`. */
export const grantTypes = {
  clientCredentials: 'client_credentials',
  password: 'password',
  authorizationCode: 'authorization_code',
  refreshToken: 'refresh_token',
  deviceCode: 'urn:ietf:params:oauth:grant-type:device_code',
  ciba: 'urn:openid:params:grant-type:ciba',
  tokenExchange: 'urn:ietf:params:oauth:grant-type:token-exchange',
  jwtBearer: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
} as const;

export type BuiltInGrantType = (typeof grantTypes)[keyof typeof grantTypes];

const builtIn: ReadonlySet<string> = new Set(Object.values(grantTypes));

/** Every other grant type is an extension grant (RFC 6749 §4.5). */
export function isBuiltInGrantType(value: string): value is BuiltInGrantType {
  return builtIn.has(value);
}

/** Built-in grants whose place a validator of one's own may take: they were extension grants before they were built in. */
export function isReplaceableGrantType(value: string): boolean {
  return value === grantTypes.tokenExchange || value === grantTypes.jwtBearer;
}
