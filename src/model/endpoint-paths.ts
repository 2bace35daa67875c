/** Where the endpoints are, relative to the issuer. */
export const paths = {
  discovery: '/.well-known/openid-configuration',
  oauthMetadata: '/.well-known/oauth-authorization-server',
  jwks: '/.well-known/openid-configuration/jwks',
  token: '/connect/token',
  introspection: '/connect/introspect',
  revocation: '/connect/revocation',
  authorize: '/connect/authorize',
  authorizeResume: '/connect/authorize/resume',
  pushedAuthorization: '/connect/par',
  userInfo: '/connect/userinfo',
  deviceAuthorization: '/connect/deviceauthorization',
  device: '/device',
  ciba: '/connect/ciba',
  endSession: '/connect/endsession',
  live: '/health/live',
  ready: '/health/ready',
  /** On the admin port only. */
  metrics: '/metrics',
} as const;
