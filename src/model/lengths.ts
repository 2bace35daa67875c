import type { Limit } from './limit.ts';

const tooLong = '400 `request.parameter-too-long`, which names the parameter';

/**
 * How much of one thing is taken: a part of the catalogue of limits (`limits.ts`). Texts are measured in UTF-16 code units, after decoding, and
 * before they are normalised, compiled, parsed or hashed.
 */
export const lengths = {
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
  shownName: {
    of: 'the name of a client, a scope, an API or another provider, as people see it',
    most: 200,
    unit: 'characters',
    why: 'stands in headings and on buttons',
    answer: 'refused at the start',
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

  // What a client says of itself
  metadataList: {
    of: 'each list of client metadata, such as `redirect_uris`',
    most: 50,
    unit: 'entries',
    why: 'each is checked, stored and compared',
    answer: '400 `registration.metadata`, which names the member',
  },
  metadataText: {
    of: 'each text of client metadata that is neither a name nor a URI, such as `software_id`',
    most: 500,
    unit: 'characters',
    why: 'is stored and told again',
    answer: '400 `registration.metadata`, which names the member',
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
  authorizationDetails: {
    of: '`authorization_details`, as they are asked for and as they are granted',
    most: 8000,
    unit: 'characters',
    why: 'is parsed, stored, shown and carried in access tokens, which go into headers',
    answer: '400 `details.malformed`, which says so',
  },
  authorizationDetailEntries: {
    of: 'entries of `authorization_details`',
    most: 20,
    unit: 'entries',
    why: 'a person has to read each',
    answer: '400 `details.malformed`',
  },
  authorizationDetailDepth: {
    of: 'objects and lists in each other in one of these entries, itself included',
    most: 10,
    unit: 'entries',
    why: 'whoever reads them need not count',
    answer: '400 `details.malformed`',
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
  softwareStatement: {
    of: '`software_statement`',
    most: 32_768,
    unit: 'characters',
    why: 'holds the metadata of a client, and is stored',
    answer: '400 `registration.software-statement`',
  },
  jwks: {
    of: 'the answer of a `jwksUri`, and of a `sector_identifier_uri`',
    most: 65_536,
    unit: 'bytes',
    why: 'is parsed here, and comes from elsewhere',
    answer: '401 `client.keys-unavailable`',
  },
  jwksKeys: {
    of: 'keys in it',
    most: 100,
    unit: 'entries',
    why: 'each may be tried',
    answer: '401 `client.keys-unavailable`',
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
