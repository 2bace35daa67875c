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
  cibaPage: '/ciba',
  registration: '/connect/register',
  endSession: '/connect/endsession',
  /** Logos of clients that nobody configured. */
  logos: '/logos',
  live: '/health/live',
  ready: '/health/ready',
  /** On the admin port only. */
  metrics: '/metrics',
} as const;

/** Endpoints that a configuration may switch off, and what goes with each. */
const switchable = {
  authorize: [paths.authorize, paths.authorizeResume, paths.pushedAuthorization],
  pushedAuthorization: [paths.pushedAuthorization],
  deviceAuthorization: [paths.deviceAuthorization, paths.device],
  ciba: [paths.ciba, paths.cibaPage],
  userInfo: [paths.userInfo],
  introspection: [paths.introspection],
  revocation: [paths.revocation],
  endSession: [paths.endSession],
} as const;

export type SwitchableEndpoint = keyof typeof switchable;

/** `false`: it is switched off. */
export type EndpointSwitches = Readonly<Record<SwitchableEndpoint, boolean>>;

/** The paths at which nothing is. */
export function closedPaths(endpoints: EndpointSwitches | undefined): ReadonlySet<string> {
  const names = Object.keys(switchable) as readonly SwitchableEndpoint[];
  return new Set(names.flatMap((name) => (endpoints?.[name] === false ? switchable[name] : [])));
}
