/** How much of one thing is taken, and what is answered to more. */
export interface Limit {
  /** What is bounded, in words. */
  readonly of: string;
  readonly most: number;
  readonly unit: 'characters' | 'bytes' | 'bits' | 'entries' | 'at once' | 'in the window';
  /** Why not more, or not less. */
  readonly why: string;
  /** What is answered to more: a status, a reason of `docs/errors.md`, or what happens instead. */
  readonly answer: string;
  /** The member of the configuration that changes it; absent: none does. */
  readonly setting?: string;
}

const tooLong = '400 `request.parameter-too-long`, which names the parameter';

/**
 * The only catalogue of what may come from outside and how much of it: configuration, endpoints, stores and commands all read their bounds
 * here, so that what one of them takes none of the others refuses. Documented as `docs/reference/limits.md`.
 *
 * Texts are measured in UTF-16 code units, after decoding. Whatever comes from outside is measured before it is normalised, compiled,
 * parsed or hashed.
 */
export const limits = {
  // A request as a message
  headers: {
    of: 'all header lines of a request, the address among them',
    most: 16_384,
    unit: 'bytes',
    why: 'what proxies pass on; longer requests go into a body or are pushed',
    answer: '431',
  },
  body: {
    of: 'a request body',
    most: 65_536,
    unit: 'bytes',
    why: 'holds every parameter at its own limit that a client sends together',
    answer: '413 `request.too-large`',
  },
  parameters: {
    of: 'parameters of one request',
    most: 100,
    unit: 'entries',
    why: 'no specification has half as many',
    answer: '400 `request.malformed`',
  },

  connections: {
    of: 'connections of a process',
    most: 10_000,
    unit: 'at once',
    why: 'each holds memory and a file of the operating system',
    answer: 'closed at once',
    setting: 'listen.maximumConnections',
  },
  connectionsPerAddress: {
    of: "connections of one address (an IPv6 /64 is one), unless `listen.trustProxy` is set: they are the proxy's then",
    most: 1000,
    unit: 'at once',
    why: 'leaves room for everybody else',
    answer: 'closed at once',
    setting: 'listen.maximumConnectionsPerAddress',
  },
  requestsInFlight: {
    of: 'requests that a process answers; health, discovery and keys are exempt',
    most: 1000,
    unit: 'at once',
    why: 'whoever is served is served in time',
    answer: '503, `Retry-After: 1`',
    setting: 'listen.maximumInFlight',
  },
  requestsPerConnection: {
    of: 'requests of one connection that are worked on (pipelining)',
    most: 8,
    unit: 'at once',
    why: 'the others of a connection are answered after them in any case (RFC 9112 §9.3.2)',
    answer: 'further ones wait',
    setting: 'listen.maximumInFlightPerConnection',
  },
  waitingRequests: {
    of: 'requests of one connection that wait for those before them',
    most: 200,
    unit: 'at once',
    why: 'each holds its headers in memory',
    answer: 'the connection is closed',
  },

  passwordHashes: {
    of: 'passwords that a process hashes',
    most: 2,
    unit: 'at once',
    why: 'the same threads sign tokens',
    answer: 'further ones wait',
  },
  waitingSignIns: {
    of: 'sign-ins that wait for it; a quarter is kept for networks and browsers that signed in before, half of the rest is the most of one network',
    most: 128,
    unit: 'at once',
    why: 'whoever waits longer has gone',
    answer: '503 `server.unavailable`, `Retry-After: 1`',
  },

  // Names
  clientId: {
    of: 'a client id',
    most: 200,
    unit: 'characters',
    why: 'a column that is an index',
    answer: 'no such client',
  },
  apiName: {
    of: 'the name of an API, which is its `resource` and its id at introspection',
    most: 512,
    unit: 'characters',
    why: 'a URI that stands in every token for it (RFC 8707 §2)',
    answer: '400 `resource.malformed`, which says so; refused at the start',
  },
  clientSecret: {
    of: 'a client secret, or the secret of an API',
    most: 512,
    unit: 'characters',
    why: 'a random secret needs 43',
    answer: '401 `invalid_client`',
  },
  username: {
    of: 'a user name',
    most: 256,
    unit: 'characters',
    why: 'is normalised before it is looked up, at a cost that grows faster than the name',
    answer: 'as to a wrong password',
  },
  password: {
    of: 'a password',
    most: 1024,
    unit: 'characters',
    why: 'is normalised and hashed',
    answer: 'as to a wrong password',
  },
  subject: {
    of: 'the `sub` of a user',
    most: 255,
    unit: 'characters',
    why: 'OpenID Connect Core §2',
    answer: 'refused where users are added',
  },

  // Parameters of an authorization, and of what asks for tokens
  redirectUri: {
    of: '`redirect_uri`, `post_logout_redirect_uri` and every other URI of a client',
    most: 2000,
    unit: 'characters',
    why: 'what browsers and proxies take as an address',
    answer: 'refused at the start; not registered',
  },
  scope: {
    of: '`scope`, and all scopes of one client together',
    most: 16_000,
    unit: 'characters',
    why: 'stands in tokens and in what is stored of them',
    answer: '400 `scope.malformed`, which says so; refused at the start',
  },
  state: {
    of: '`state`',
    most: 8000,
    unit: 'characters',
    why: 'is stored while a user signs in; frameworks keep whole sessions in it',
    answer: `${tooLong}, at the redirect URI and with the whole \`state\` (RFC 6749 §4.1.2.1)`,
    setting: 'limits.stateLength',
  },
  nonce: {
    of: '`nonce`',
    most: 512,
    unit: 'characters',
    why: 'stands in the ID token',
    answer: tooLong,
  },
  claims: {
    of: '`claims`',
    most: 4000,
    unit: 'characters',
    why: 'is parsed, stored and carried in access tokens',
    answer: tooLong,
  },
  requestedClaims: {
    of: 'claims asked for at one destination',
    most: 50,
    unit: 'entries',
    why: 'each is looked up',
    answer: '400 `authorize.claims`',
  },
  acrValues: {
    of: '`acr_values`',
    most: 500,
    unit: 'characters',
    why: 'a list of a few names',
    answer: tooLong,
  },
  uiLocales: {
    of: '`ui_locales`',
    most: 500,
    unit: 'characters',
    why: 'a list of a few language tags',
    answer: tooLong,
  },
  customParameter: {
    of: 'a parameter of your own (`customAuthorizeParameters`)',
    most: 2000,
    unit: 'characters',
    why: 'is stored while a user signs in',
    answer: tooLong,
  },
  loginHint: {
    of: '`login_hint`, `login_hint_token` and `logout_hint`',
    most: 4000,
    unit: 'characters',
    why: 'may be a token of a directory',
    answer: `${tooLong}; of a \`logout_hint\` the beginning counts`,
  },
  clientNotificationToken: {
    of: '`client_notification_token`',
    most: 1024,
    unit: 'characters',
    why: 'CIBA Core 1.0 §7.1',
    answer: '400 `ciba.notification-token`',
  },
  bindingMessage: {
    of: '`binding_message`',
    most: 100,
    unit: 'characters',
    why: 'is read on two screens and compared',
    answer: '400 `ciba.binding-message`',
  },
  userCode: {
    of: 'a user code as it is typed, and `user_code` of CIBA',
    most: 100,
    unit: 'characters',
    why: 'has 11, whatever else is typed with it',
    answer: 'no such code',
  },
  grantType: {
    of: '`grant_type`',
    most: 100,
    unit: 'characters',
    why: 'the longest registered one has half as many',
    answer: '400 `grant.unsupported`',
  },

  waitingPerAddress: {
    of: 'authorization, pushed and device requests of one address (an IPv6 /64 is one) that wait for a user before anybody is known',
    most: 1000,
    unit: 'in the window',
    why: 'each is stored for minutes; counted by each process, over `limits.windowSeconds`',
    answer: '429 `request.rate-limited`; at the redirect URI `temporarily_unavailable`',
    setting: 'limits.waitingRequestsPerAddress',
  },

  grantsPerUserAndClient: {
    of: 'live refresh tokens of one user at one client: sign-ins on so many devices; of reference tokens ten times as many',
    most: 100,
    unit: 'at once',
    why: 'is listed, shown and ended together; a process notices after a quarter more',
    answer: 'the oldest end',
    setting: 'limits.grantsPerUserAndClient',
  },

  // Tokens and signed messages
  issuedToken: {
    of: 'a JWT of this server: access token, ID token, and both where they come back',
    most: 48_000,
    unit: 'characters',
    why: 'fits into a request body beside a client assertion, so that whatever was issued can be introspected, revoked and used as a hint',
    answer: 'never issued: 500 `token.too-long`; coming in, no token of ours',
  },
  handle: {
    of: 'a code, refresh token, reference token, device code or `auth_req_id`',
    most: 100,
    unit: 'characters',
    why: 'those of this server have 43 to 87',
    answer: 'no such grant or token',
  },
  clientAssertion: {
    of: '`client_assertion`',
    most: 16_384,
    unit: 'characters',
    why: 'is parsed before anybody is known',
    answer: '401 `client.assertion-invalid`',
  },
  requestObject: {
    of: '`request`',
    most: 32_768,
    unit: 'characters',
    why: 'holds the parameters of an authorization',
    answer: '400 `authorize.request-object`, `ciba.request-object`',
  },
  dpopProof: {
    of: 'a DPoP proof',
    most: 4000,
    unit: 'characters',
    why: 'is parsed before anybody is known; with an RSA key of 4,096 bits it has 2,500',
    answer: '400 `dpop.malformed`',
  },
  rsaModulus: {
    of: 'the modulus of an RSA key of somebody else: in a DPoP proof, a JWKS of a client',
    most: 4096,
    unit: 'bits',
    why: 'whoever brings the key decides what checking a signature costs',
    answer: '400 `dpop.header`; no key of the client; refused at the start',
  },
  rsaExponent: {
    of: 'its exponent',
    most: 32,
    unit: 'bits',
    why: 'usually 65,537; the cost grows with its length',
    answer: 'the same',
  },
} as const satisfies Readonly<Record<string, Limit>>;
