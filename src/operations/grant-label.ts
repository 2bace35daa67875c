const knownGrants: ReadonlySet<string> = new Set([
  'client_credentials',
  'password',
  'authorization_code',
  'refresh_token',
  'urn:ietf:params:oauth:grant-type:device_code',
  'urn:openid:params:grant-type:ciba',
  'urn:ietf:params:oauth:grant-type:token-exchange',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
]);

/** A grant type as metrics name it: of extension grants there may be any number. */
export function grantLabel(grantType: string): string {
  return knownGrants.has(grantType) ? grantType : 'extension';
}
