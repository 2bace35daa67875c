import { describe, expect, it } from 'vitest';
import { takesLessThan } from '../../test/support/processor-time.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { silentLog } from '../operations/log.ts';
import { quickstartConfiguration } from '../server/quickstart.ts';
import { resolveClient } from './resolve-client.ts';
import { resolveConfiguration } from './resolve-configuration.ts';

const secret = 'q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k';
const confidential = { clientId: 'a', clientSecrets: [{ value: 'correct horse battery staple' }] };
const base = { issuer: 'https://id.example.com', secret };

function resolve(input: object, mode: 'dev' | 'production' = 'production', environment = {}) {
  return resolveConfiguration({ ...base, ...input }, { mode, environment });
}

function problemsOf(input: object, mode: 'dev' | 'production' = 'production', environment = {}): readonly string[] {
  try {
    resolve(input, mode, environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}

const client = (more: object) => ({ clients: [{ ...confidential, ...more }] });

describe('defaults', () => {
  it('gives a client the defaults of the contract', () => {
    const [resolved] = resolve({ clients: [{ clientId: 'a', clientSecrets: [{ value: 'secret' }] }] }).clients;
    expect(resolved).toEqual({
      clientId: 'a',
      enabled: true,
      clientSecrets: [{ sha256: 'K7gNU3sdo-OL0wNhqoVWhr3g6s1xYv72ol_pe_Unols' }],
      requireClientSecret: true,
      allowedGrantTypes: [],
      allowedScopes: [],
      allowedAuthorizationDetailTypes: [],
      allowOfflineAccess: false,
      redirectUris: [],
      privateUseSchemes: [],
      postLogoutRedirectUris: [],
      allowedCorsOrigins: [],
      allowedResponseTypes: [],
      requirePkce: true,
      allowPlainTextPkce: false,
      requireConsent: false,
      allowRememberConsent: true,
      consentLifetime: null,
      accessTokenType: 'jwt',
      accessTokenLifetime: 3600,
      identityTokenLifetime: 300,
      authorizationCodeLifetime: 60,
      deviceCodeLifetime: 300,
      cibaLifetime: 300,
      pollingInterval: 5,
      refreshTokenUsage: 'oneTimeOnly',
      refreshTokenExpiration: 'sliding',
      absoluteRefreshTokenLifetime: 2592000,
      slidingRefreshTokenLifetime: 1296000,
      refreshTokenRetryWindow: 10,
      updateAccessTokenClaimsOnRefresh: true,
      includeJwtId: true,
      includeRefreshTokenLifetime: false,
      coordinateLifetimeWithUserSession: false,
      defaultAcrValues: [],
      claims: [],
      alwaysSendClientClaims: false,
      clientClaimsPrefix: 'client_',
      alwaysIncludeUserClaimsInIdToken: false,
      allowedIdentityTokenSigningAlgorithms: [],
      allowedAssertionAlgorithms: [],
      allowedRequestObjectAlgorithms: [],
      assertionAudience: 'issuerOrEndpoint',
      requireMutualTls: false,
      selfSignedTlsClientAuth: false,
      requireDPoP: false,
      requireDPoPNonce: false,
      requirePushedAuthorization: false,
      requireSignedAuthorizationResponse: false,
      requireSignedIntrospection: false,
      requireRequestObject: false,
      tokenExchange: { subjectTokens: [], audiences: [], actors: [], impersonation: false, apis: [] },
      userCodeType: 'alphabetic',
      properties: {},
    });
  });

  it('signs as the contract says', () => {
    expect(resolve({}).signing).toEqual({
      algorithms: ['ES256', 'RS256'],
      rotationInterval: 7776000,
      propagationTime: 1209600,
      retentionDuration: 1209600,
    });
  });

  it('gives the standard identity resources their claims (OpenID Connect Core 1.0 §5.4)', () => {
    const { identityResources } = resolve({ identityResources: ['email', 'phone'] }).catalogue;
    expect(identityResources.map(({ name, userClaims }) => [name, userClaims])).toEqual([
      ['email', ['email', 'email_verified']],
      ['phone', ['phone_number', 'phone_number_verified']],
    ]);
  });

  it('accepts the quickstart', () => {
    const quickstart = quickstartConfiguration({
      issuer: 'http://localhost:9400',
      port: 9400,
      databasePath: 'x',
      secret,
    });
    const { clients } = resolveConfiguration(quickstart, { mode: 'dev', environment: {} });
    expect(clients.map(({ clientId }) => clientId)).toEqual([
      'm2m',
      'web',
      'spa',
      'legacy',
      'tv',
      'call-center',
      'exchange',
    ]);
  });
});

describe('problems', () => {
  it('tells all of them at once, each with its path', () => {
    expect(
      problemsOf({
        lisen: {},
        identityResources: ['opnid'],
        clients: [
          { ...confidential, allowedGrantType: [], accessTokenLifetime: 0 },
          { ...confidential, clientId: 'b', allowedGrantTypes: ['client_credentials', 'authorisation_code'] },
        ],
      }),
    ).toEqual([
      'identityResources[0]: must be one of "openid", "profile", "email", "address", "phone" (did you mean "openid"?)',
      'clients[0].accessTokenLifetime: must be 1 or more',
      'clients[0].allowedGrantType: is not known (did you mean "allowedGrantTypes"?)',
      'lisen: is not known (did you mean "listen"?)',
      'clients[1].allowedGrantTypes[1]: is not a known grant type (did you mean "authorization_code"?)',
    ]);
  });

  it.each([
    ['client ids', { clients: [confidential, confidential] }, 'clients[1].clientId: "a" stands at clients[0] already'],
    ['scopes', { apiScopes: [{ name: 's' }, { name: 's' }] }, 'apiScopes[1].name: "s" stands at apiScopes[0] already'],
    [
      'APIs',
      { apiResources: [{ name: 'r' }, { name: 'r' }] },
      'apiResources[1].name: "r" stands at apiResources[0] already',
    ],
    [
      'user names in another letter case',
      {
        users: [
          { subject: '1', username: 'Bob' },
          { subject: '2', username: 'bob' },
        ],
      },
      'users[1].username: "bob" stands at users[0] already',
    ],
    [
      'identity and API scopes of one name',
      { apiScopes: [{ name: 'email' }] },
      'apiScopes[0].name: "email" is the name of an identity resource too',
    ],
    [
      'unknown scopes of an API',
      { apiScopes: [{ name: 'read' }], apiResources: [{ name: 'r', scopes: ['raed'] }] },
      'apiResources[0].scopes[0]: "raed" is not one of apiScopes (did you mean "read"?)',
    ],
    [
      'unknown scopes of a client',
      { ...client({ allowedScopes: ['profil'] }) },
      'clients[0].allowedScopes[0]: "profil" is not a known scope (did you mean "profile"?)',
    ],
    [
      'an authorization code grant without redirect URIs',
      client({ allowedGrantTypes: ['authorization_code'] }),
      'clients[0].redirectUris: the grant authorization_code needs at least one redirect URI',
    ],
    [
      'client credentials of a public client',
      { clients: [{ clientId: 'a', requireClientSecret: false, allowedGrantTypes: ['client_credentials'] }] },
      'clients[0].requireClientSecret: must be true for the grant client_credentials: a public client proves nothing',
    ],
    [
      'CIBA of a public client',
      {
        clients: [
          { clientId: 'a', requireClientSecret: false, allowedGrantTypes: ['urn:openid:params:grant-type:ciba'] },
        ],
      },
      'clients[0].requireClientSecret: must be true for the grant urn:openid:params:grant-type:ciba: a public client proves nothing',
    ],
    [
      'a confidential client without any credentials',
      { clients: [{ clientId: 'a' }] },
      'clients[0].clientSecrets: a confidential client needs a secret, jwks, jwksUri, tlsClientAuth or clientAssertion (or requireClientSecret: false for a public one)',
    ],
    [
      'a response type without its grant',
      client({ allowedResponseTypes: ['id_token'] }),
      'clients[0].allowedResponseTypes[0]: needs the grant implicit in allowedGrantTypes',
    ],
    [
      'a token that outlives its key',
      client({ accessTokenLifetime: 1209601 }),
      'clients[0].accessTokenLifetime: must not be longer than signing.retentionDuration (1209600): the key would be gone before the token',
    ],
    [
      'rotation before propagation',
      { signing: { rotationInterval: 10, propagationTime: 10 } },
      'signing.rotationInterval: must be longer than signing.propagationTime',
    ],
    [
      'an algorithm without a key',
      client({ allowedIdentityTokenSigningAlgorithms: ['PS256'] }),
      'clients[0].allowedIdentityTokenSigningAlgorithms[0]: PS256 is not one of signing.algorithms: there is no key for it',
    ],
    [
      'an extension grant that nobody validates',
      client({ allowedGrantTypes: ['urn:example:grant'] }),
      'clients[0].allowedGrantTypes[0]: no validator is registered in extensionGrantValidators for "urn:example:grant"',
    ],
    [
      'a CORS origin with a path',
      client({ allowedCorsOrigins: ['https://app.example.com/'] }),
      'clients[0].allowedCorsOrigins[0]: must be an origin, scheme and host alone in lower case, such as https://app.example.com',
    ],
    [
      'a private key among the public ones',
      { clients: [{ clientId: 'a', jwks: { keys: [{ kty: 'EC', d: 'x' }] } }] },
      'clients[0].jwks.keys[0].d: is a private key: list the public part only',
    ],
    [
      'an RSA key that costs too much to check signatures with',
      {
        clients: [{ clientId: 'a', jwks: { keys: [{ kty: 'RSA', n: 'A'.repeat(342), e: `AQAB${'A'.repeat(400)}` }] } }],
      },
      'clients[0].jwks.keys[0]: must not be larger than 4096 bits, and its exponent than 32: checking signatures would cost too much',
    ],
    ['an issuer with a trailing slash', { issuer: 'https://id.example.com/' }, 'issuer: must not end with a slash'],
    ['an issuer with a query', { issuer: 'https://id.example.com/?a' }, 'issuer: must not have a query'],
    ['a plain http issuer', { issuer: 'http://id.example.com' }, 'issuer: must use https: unless the host is loopback'],
  ])('refuses %s', (_, input, expected) => {
    expect(problemsOf(input)).toEqual([expected]);
  });

  it.each([
    ['/callback', 'must be an absolute URI'],
    ['https:app.example.com', 'must be an absolute URI'],
    ['https://app.example.com/#x', 'must not have a fragment'],
    ['https://app.example.com/#', 'must not have a fragment'],
    ['https://u:p@app.example.com/', 'must not carry a user name or password'],
    ['https://*.example.com/', 'must not have a wildcard: redirect URIs are compared exactly (RFC 9700 §4.1.3)'],
    ['javascript:alert(1)', 'must not use the scheme javascript:'],
    ['data:text/html,x', 'must not use the scheme data:'],
    ['file:///etc/passwd', 'must not use the scheme file:'],
    ['http://app.example.com/', 'must use https: unless the host is loopback'],
    [
      'myapp:/callback',
      'a private-use scheme must be based on a domain name, with a dot, such as com.example.app: (RFC 8252 §7.1), or stand in privateUseSchemes',
    ],
  ])('refuses the redirect URI %s', (uri, message) => {
    expect(problemsOf(client({ redirectUris: [uri] }))).toEqual([`clients[0].redirectUris[0]: ${message}`]);
  });

  it('takes no refresh token without any end, and says how else', () => {
    const endless = { allowOfflineAccess: true, absoluteRefreshTokenLifetime: 0 };
    expect(problemsOf(client({ ...endless, allowedGrantTypes: [] }))).toEqual([]);
    expect(problemsOf(client({ ...endless, refreshTokenExpiration: 'absolute' }))).toEqual([
      "clients[0].absoluteRefreshTokenLifetime: must be 1 or more for refreshTokenExpiration: 'absolute'; 0 (no end) needs 'sliding', where slidingRefreshTokenLifetime bounds a token that is not used",
    ]);
  });

  it('accepts https, loopback and private-use redirect URIs (RFC 8252 §7)', () => {
    const redirectUris = [
      'https://a.example/cb',
      'http://127.0.0.1/cb',
      'http://localhost:1/cb',
      'com.example.app:/cb',
    ];
    expect(problemsOf(client({ redirectUris }))).toEqual([]);
  });

  it('never shows the value of a secret', () => {
    const told = problemsOf({
      secret: 'hunter2hunter2',
      storage: { kind: 'postgres', url: 'mysql://root:hunter2@db' },
      clients: [{ clientId: 'a', clientSecrets: [{ sha256: 'hunter2' }], jwksUri: 'https://u:hunter2@x.example' }],
      users: [{ subject: '1', username: 'a', passwordHash: 'hunter2' }],
    });
    expect(told.map((text) => text.split(':')[0])).toEqual([
      'storage.url',
      'clients[0].clientSecrets[0].sha256',
      'clients[0].jwksUri',
      'users[0].passwordHash',
      'secret',
    ]);
    expect(told.join('\n')).not.toContain('hunter2');
  });
});

describe('the master secret', () => {
  it('is required in production and not in dev', () => {
    expect(problemsOf({ secret: undefined })).toHaveLength(1);
    expect(problemsOf({ secret: undefined }, 'dev')).toEqual([]);
  });

  it('is warned about when it stands in the file, not when it comes from the environment', () => {
    expect(resolve({}).warnings).toEqual([
      'secret: the master secret stands in the configuration itself; use "env:MINTMARK_SECRET" instead',
    ]);
    expect(resolve({ secret: 'env:S' }, 'production', { S: secret }).warnings).toEqual([]);
  });
});

describe('environment references', () => {
  it('are read wherever a string stands', () => {
    const { clients, issuer } = resolve(
      { issuer: 'env:ISSUER', ...client({ redirectUris: ['env:CALLBACK'] }) },
      'production',
      { ISSUER: 'https://other.example.com', CALLBACK: 'https://app.example.com/cb' },
    );
    expect(issuer).toBe('https://other.example.com');
    expect(clients[0]?.redirectUris).toEqual(['https://app.example.com/cb']);
  });

  it('are a problem, and the only one at their path, when the variable is missing or empty', () => {
    expect(problemsOf({ issuer: 'env:NOPE', secret: 'env:EMPTY' }, 'production', { EMPTY: '' })).toEqual([
      'issuer: the environment variable NOPE is not set',
      'secret: the environment variable EMPTY is empty',
    ]);
  });
});

it('lets code-only members through', () => {
  const validator = { grantType: 'urn:example:grant', validate: async () => ({}) };
  expect(
    problemsOf({
      ...client({ allowedGrantTypes: ['urn:example:grant'] }),
      extensionGrantValidators: [validator],
      log: silentLog,
    }),
  ).toEqual([]);
});

it('checks a client that is to be stored, with paths of its own', () => {
  const { catalogue } = resolve({ apiScopes: [{ name: 'read' }] });
  expect(resolveClient({ ...confidential, allowedScopes: ['read'] }, catalogue).allowedScopes).toEqual(['read']);
  expect(() => resolveClient({ ...confidential, allowedScopes: ['write'] }, catalogue)).toThrow(
    'allowedScopes[0]: "write" is not a known scope',
  );
});

it('checks a hundred clients in well under 200 ms', async () => {
  const clients = Array.from({ length: 100 }, (_, index) => ({ ...confidential, clientId: `c${index}` }));
  expect(await takesLessThan(200, () => resolve({ clients }))).toBe(true);
});
