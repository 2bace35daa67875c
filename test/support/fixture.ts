import type { ClientConfiguration } from '../../src/config/client-configuration.ts';
import type { Configuration } from '../../src/config/configuration.ts';
import { authenticatedSubject } from '../../src/model/subject.ts';
import { createTestServer, type TestServer, type TestServerOptions } from '../../src/testing/index.ts';
import type { IExtensionGrantValidator } from '../../src/token-endpoint/grants/extension-grant-validator.ts';

/** The secret of every confidential client and of every API. */
export const secret = 'a secret of 32 characters, or so';
/** An extension grant that accepts any `user`: tokens about a user without the cost of a password hash. */
export const asUserGrant = 'urn:test:grant:as-user';
export const ordersApi = 'https://orders.example.com';

const clientSecrets = [{ value: secret }];
const orders = ['orders.read', 'orders.write'];
const everything = ['openid', 'profile', 'email', ...orders];
const numbered = ['scope1', 'scope2', 'scope3', 'scope4'];

const machine = {
  clientSecrets,
  allowedGrantTypes: ['client_credentials'],
  allowedScopes: orders,
} satisfies Partial<ClientConfiguration>;

/** Users' tokens by name and password, or by {@link asUserGrant}. */
const application = {
  clientSecrets,
  allowedGrantTypes: ['password', asUserGrant],
  allowedScopes: everything,
  allowOfflineAccess: true,
} satisfies Partial<ClientConfiguration>;

export const clients = [
  { ...machine, clientId: 'machine' },
  { ...machine, clientId: 'other-machine' },
  { ...machine, clientId: 'reference-machine', accessTokenType: 'reference' },
  { ...machine, clientId: 'anonymous-token-machine', includeJwtId: false },
  { ...machine, clientId: 'short-lived-machine', accessTokenLifetime: 60 },
  { ...machine, clientId: 'disabled', enabled: false },
  { ...machine, clientId: 'grantless', allowedGrantTypes: [] },
  { ...machine, clientId: 'scopeless', allowedScopes: [] },
  { ...machine, clientId: 'identity-machine', allowedScopes: everything, allowOfflineAccess: true },
  { ...machine, clientId: 'odd id:~%+', clientSecrets: [{ value: 'pä:ss w%rd+&=' }] },
  {
    ...machine,
    clientId: 'rotating-secret',
    clientSecrets: [
      { value: 'the old secret', expiresAt: 1_000_000_000 },
      { value: 'the new secret' },
      { value: 'a third secret', expiresAt: 4_000_000_000 },
    ],
  },
  {
    ...machine,
    clientId: 'claims-machine',
    claims: [
      { type: 'tenant', value: 'acme' },
      { type: 'role', value: 'reader' },
      { type: 'role', value: 'writer' },
      { type: 'limits', value: { perDay: 5, nested: [true, null, 1.5] } },
    ],
  },
  {
    ...machine,
    clientId: 'plain-claims-machine',
    clientClaimsPrefix: '',
    claims: [
      { type: 'sub', value: 'forged' },
      { type: 'scope', value: 'forged' },
      { type: 'iss', value: 'forged' },
      { type: 'tenant', value: 'acme' },
    ],
  },
  { ...machine, clientId: 'numbered-machine', allowedScopes: numbered },
  { ...machine, clientId: 'signing-machine', allowedScopes: ['sign.es256', 'sign.rs256', 'sign.either'] },

  { ...application, clientId: 'application' },
  { ...application, clientId: 'other-application' },
  { ...application, clientId: 'public-application', clientSecrets: [], requireClientSecret: false },
  { ...application, clientId: 'strict-application', refreshTokenRetryWindow: 0 },
  { ...application, clientId: 'reusing-application', refreshTokenUsage: 'reUse' },
  { ...application, clientId: 'reference-application', accessTokenType: 'reference' },
  {
    ...application,
    clientId: 'strict-reference-application',
    accessTokenType: 'reference',
    refreshTokenRetryWindow: 0,
  },
  {
    ...application,
    clientId: 'patient-reference-application',
    accessTokenType: 'reference',
    refreshTokenRetryWindow: 600,
  },
  { ...application, clientId: 'numbered-application', allowedScopes: numbered },
  { ...application, clientId: 'online-application', allowOfflineAccess: false },
  { ...application, clientId: 'frozen-claims-application', updateAccessTokenClaimsOnRefresh: false },
  {
    ...application,
    clientId: 'frozen-everything-application',
    allowedScopes: [...everything, ...numbered],
    updateAccessTokenClaimsOnRefresh: false,
  },
  { ...application, clientId: 'pairwise-application', pairwiseSubjectSalt: 'salt of the sector' },
  { ...application, clientId: 'other-pairwise-application', pairwiseSubjectSalt: 'another salt' },
  {
    ...application,
    clientId: 'es256-application',
    allowedIdentityTokenSigningAlgorithms: ['ES256'],
    alwaysIncludeUserClaimsInIdToken: true,
  },
  {
    ...application,
    clientId: 'claims-application',
    claims: [{ type: 'tenant', value: 'acme' }],
    alwaysSendClientClaims: true,
  },
  { ...application, clientId: 'quiet-claims-application', claims: [{ type: 'tenant', value: 'acme' }] },
  {
    ...application,
    clientId: 'sliding-application',
    slidingRefreshTokenLifetime: 1000,
    absoluteRefreshTokenLifetime: 2500,
    refreshTokenRetryWindow: 0,
  },
  {
    ...application,
    clientId: 'sliding-reusing-application',
    refreshTokenUsage: 'reUse',
    slidingRefreshTokenLifetime: 1000,
    absoluteRefreshTokenLifetime: 2500,
  },
  {
    ...application,
    clientId: 'absolute-application',
    refreshTokenExpiration: 'absolute',
    absoluteRefreshTokenLifetime: 2500,
  },
  {
    ...application,
    clientId: 'capped-application',
    slidingRefreshTokenLifetime: 9000,
    absoluteRefreshTokenLifetime: 2500,
  },
  {
    ...application,
    clientId: 'browser-application',
    requireClientSecret: false,
    clientSecrets: [],
    allowedGrantTypes: ['authorization_code', asUserGrant],
    redirectUris: ['https://app.example.com/callback'],
    allowedCorsOrigins: ['https://app.example.com'],
  },
] satisfies readonly ClientConfiguration[];

const asUser: IExtensionGrantValidator = {
  grantType: asUserGrant,
  async validate({ parameters, context }) {
    const user = parameters.get('user');
    if (user === undefined) {
      return { error: 'invalid_grant', errorDescription: 'user is missing', customResponse: { hint: 'send a user' } };
    }
    if (user === 'nobody') return {};
    const sessionId = parameters.get('session');
    return {
      subject: authenticatedSubject(user, { method: 'custom', at: context.now, claims: { department: 'sales' } }),
      customResponse: { greeting: { hello: user } },
      ...(sessionId === undefined ? {} : { sessionId }),
    };
  },
};

/** One configuration for all tests that speak HTTP: APIs, scopes, clients of every kind, two users. */
export const fixture = {
  storage: { kind: 'memory' },
  apiScopes: [
    { name: 'orders.read', userClaims: ['email'] },
    { name: 'orders.write' },
    { name: 'unused' },
    { name: 'withdrawn', enabled: false },
    ...numbered.map((name) => ({ name })),
    { name: 'sign.es256' },
    { name: 'sign.rs256' },
    { name: 'sign.either' },
  ],
  apiResources: [
    { name: ordersApi, scopes: orders, userClaims: ['name'], apiSecrets: [{ value: secret }] },
    { name: 'urn:reader', scopes: ['orders.read'], requireResourceIndicator: true, apiSecrets: [{ value: secret }] },
    { name: 'urn:secretless', scopes: ['unused'] },
    { name: 'urn:api1', scopes: ['scope1', 'scope3'], apiSecrets: [{ value: secret }] },
    { name: 'urn:api2', scopes: ['scope2'], apiSecrets: [{ value: secret }] },
    { name: 'urn:api3', scopes: ['scope1', 'scope3'], requireResourceIndicator: true },
    { name: 'urn:api4', scopes: ['unused'], requireResourceIndicator: true },
    { name: 'urn:es256', scopes: ['sign.es256'], allowedAccessTokenSigningAlgorithms: ['ES256'] },
    { name: 'urn:rs256', scopes: ['sign.rs256'], allowedAccessTokenSigningAlgorithms: ['RS256'] },
    { name: 'urn:either', scopes: ['sign.either'], allowedAccessTokenSigningAlgorithms: ['RS256', 'ES256'] },
  ],
  identityResources: ['openid', 'profile', 'email'],
  clients,
  users: [
    {
      subject: 'subject-of-alice',
      username: 'alice',
      password: 'the password of alice',
      claims: { name: 'Alice Smith', email: 'alice@example.com', email_verified: true, address: { country: 'DE' } },
    },
    { subject: 'subject-of-bob', username: 'bob', password: 'the password of bob', claims: { name: 'Bob' } },
  ],
  limits: {
    clientAuthenticationFailures: 1_000_000,
    signInAttemptsPerAccount: 1000,
    signInAttemptsPerAddress: 1000,
    // Alice does what thousands of users do.
    grantsPerUserAndClient: 100_000,
  },
  extensionGrantValidators: [asUser],
} satisfies Omit<Configuration, 'issuer'> & TestServerOptions;

/** A real server with the {@link fixture}; options given replace those of the fixture, further clients are added. */
export function startFixture(
  options: TestServerOptions & { readonly moreClients?: readonly ClientConfiguration[] } = {},
): Promise<TestServer> {
  const { moreClients = [], ...rest } = options;
  return createTestServer({ ...fixture, ...rest, clients: [...clients, ...moreClients] });
}
