import { describe, expect, it } from 'vitest';
import { resolveConfiguration } from '../../config/resolve-configuration.ts';
import { OAuthError } from '../../errors/oauth-error.ts';
import { clientFromMetadata } from './client-from-metadata.ts';
import type { ClientMetadataRules } from './policy.ts';
import { readClientMetadata } from './read-metadata.ts';
import { writeClientMetadata } from './write-metadata.ts';

const settings = resolveConfiguration(
  {
    issuer: 'https://id.example.com',
    apiScopes: [{ name: 'orders.read' }, { name: 'orders.write' }],
    apiResources: [{ name: 'https://orders.example.com', scopes: ['orders.read', 'orders.write'] }],
  },
  { mode: 'dev', environment: {} },
);

const rules: ClientMetadataRules = {
  policy: {
    scopes: ['openid', 'orders.read'],
    grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
    privateUseSchemes: ['cursor'],
  },
  authenticationMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
  settings: { ...settings, allowPrivateAddresses: false },
  pairwiseSubjectSalt: (sector) => `salt of ${sector}`,
};
const web = { redirect_uris: ['https://app.example.com/cb'], token_endpoint_auth_method: 'none' };
const ecKey = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
};

function made(json: unknown, more: Partial<ClientMetadataRules> = {}) {
  const secrets = () => [{ sha256: `${'S'.repeat(42)}A` }];
  return clientFromMetadata(
    readClientMetadata(json),
    { clientId: 'c1', origin: 'registered', secrets },
    { ...rules, ...more },
  );
}

function refusal(json: unknown, more: Partial<ClientMetadataRules> = {}): string {
  try {
    made(json, more);
  } catch (error) {
    if (error instanceof OAuthError) return `${error.error} ${error.description}`;
    throw error;
  }
  return 'not refused';
}

const allowing = (policy: Partial<ClientMetadataRules['policy']>) => ({ policy: { ...rules.policy, ...policy } });

describe('client metadata', () => {
  it('say what a sign-in must be that nothing else is asked of (OpenID Connect Registration 1.0 §2)', () => {
    const asked = { default_max_age: 3600, default_acr_values: ['gold', 'silver'], require_auth_time: true };
    const { client, metadata } = made({ ...web, ...asked });
    expect(client).toMatchObject({ defaultMaxAge: 3600, defaultAcrValues: ['gold', 'silver'] });
    expect(writeClientMetadata(metadata)).toMatchObject(asked);
    expect(made(web).client).toMatchObject({ defaultAcrValues: [] });
  });

  it.each([
    [{ default_max_age: -1 }, 'default_max_age: must be whole seconds, 0 or more'],
    [{ default_max_age: '60' }, 'default_max_age: must be whole seconds, 0 or more'],
    [{ default_max_age: 1e300 }, 'default_max_age: must be whole seconds, 0 or more'],
    [{ default_max_age: 4_000_000_000 }, 'default_max_age: must be 3155760000 or less'],
    [{ default_acr_values: ['two words'] }, 'default_acr_values: must be printable ASCII without spaces'],
    [{ require_auth_time: 'yes' }, 'require_auth_time: must be true or false'],
  ])('with %j are refused (RFC 7591 §3.2.2)', (member, message) => {
    expect(refusal({ ...web, ...member })).toContain(`invalid_client_metadata ${message}`);
  });

  it('make a client that always uses PKCE, asks for consent and rotates its refresh tokens', () => {
    const { client } = made({ ...web, grant_types: ['authorization_code', 'refresh_token'] });
    expect(client).toMatchObject({
      clientId: 'c1',
      origin: 'registered',
      requireClientSecret: false,
      requirePkce: true,
      allowPlainTextPkce: false,
      requireConsent: true,
      refreshTokenUsage: 'oneTimeOnly',
      allowOfflineAccess: true,
      allowedGrantTypes: ['authorization_code', 'refresh_token'],
      redirectUris: ['https://app.example.com/cb'],
    });
  });

  it.each([
    ['a public client on the web', web, true],
    ['a public client on a device', { ...web, redirect_uris: ['http://127.0.0.1/cb'] }, false],
    ['a public app', { ...web, redirect_uris: ['https://app.example.com/cb', 'com.example.app:/cb'] }, false],
    ['an app with a secret', { redirect_uris: ['http://127.0.0.1/cb'] }, true],
  ])('let consent be remembered for %s: %s, %s (RFC 8252 §8.6)', (_, json, remembered) => {
    expect(made(json).client.allowRememberConsent).toBe(remembered);
  });

  it('are held to the profile of the server (FAPI 2.0)', () => {
    const held = { ...rules.settings, profile: 'fapi2Security' as const };
    expect(refusal({ ...web }, { settings: held, authenticationMethods: ['private_key_jwt'] })).toContain(
      'token_endpoint_auth_method: must be one of private_key_jwt',
    );
    const asked = { ...web, token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [ecKey] } };
    const { client } = made({ ...asked, dpop_bound_access_tokens: true }, { settings: held });
    expect(client).toMatchObject({ profile: 'fapi2Security', requirePushedAuthorization: true, requireDPoP: true });
  });

  it('have the defaults of RFC 7591 §2 and the scopes of the policy where they name none', () => {
    const { client, metadata } = made({ redirect_uris: ['https://app.example.com/cb'] });
    expect(metadata).toMatchObject({
      grantTypes: ['authorization_code'],
      responseTypes: ['code'],
      tokenEndpointAuthMethod: 'client_secret_basic',
      scope: 'openid orders.read',
    });
    expect(client.allowedScopes).toEqual(['openid', 'orders.read']);
    expect(client.allowOfflineAccess).toBe(false);
    expect(client.clientSecrets).toHaveLength(1);
  });

  it('take offline_access as a wish for refresh tokens, where the policy gives them', () => {
    const asked = { ...web, scope: 'offline_access openid' };
    expect(made(asked).metadata).toMatchObject({
      grantTypes: ['authorization_code', 'refresh_token'],
      scope: 'openid offline_access',
    });
    expect(refusal(asked, allowing({ grantTypes: ['authorization_code'] }))).toBe(
      'invalid_client_metadata scope: offline_access is not allowed here',
    );
  });

  it('have the types of authorization details that they name, of those of the policy (RFC 9396 §10)', () => {
    const policy = allowing({ authorizationDetailTypes: ['payment', 'accounts'] });
    const { client, metadata } = made({ ...web, authorization_details_types: ['payment'] }, policy);
    expect(client.allowedAuthorizationDetailTypes).toEqual(['payment']);
    expect(metadata.authorizationDetailsTypes).toEqual(['payment']);
    expect(made(web, policy).client.allowedAuthorizationDetailTypes).toEqual([]);
  });

  it.each([
    ['https://app.example.com/cb?x=1'],
    ['http://127.0.0.1/cb'],
    ['http://127.0.0.1:5173/cb'],
    ['http://[::1]:1/cb'],
    ['http://localhost:6274/oauth/callback'],
    ['com.example.app:/cb'],
    ['cursor://anysphere.cursor-retrieval/oauth/callback'],
  ])('may have the redirect URI %s', (uri) => {
    expect(made({ ...web, redirect_uris: [uri] }).client.redirectUris).toEqual([uri]);
  });

  it.each([
    ['https://app.example.com/cb#', 'must not have a fragment'],
    ['https://app.example.com/#x', 'must not have a fragment'],
    ['https://user@app.example.com/', 'must not carry a user name or password'],
    ['https://*.example.com/', 'must not have a wildcard: redirect URIs are compared exactly (RFC 9700 section 4.1.3)'],
    ['javascript:alert(1)', 'must not use the scheme javascript:'],
    ['JavaScript:alert(1)', 'must not use the scheme javascript:'],
    ['data:text/html,hi', 'must not use the scheme data:'],
    ['http://app.example.com/cb', 'must use https: unless the host is 127.0.0.1, [::1] or localhost'],
    ['http://127.0.0.1.example.com/cb', 'must use https: unless the host is 127.0.0.1, [::1] or localhost'],
    ['http://localhost.example.com/cb', 'must use https: unless the host is 127.0.0.1, [::1] or localhost'],
    ['http://localhost@evil.example/cb', 'must not carry a user name or password'],
    ['http://127.1/cb', 'must name loopback as 127.0.0.1, [::1] or localhost'],
    ['http://2130706433/cb', 'must name loopback as 127.0.0.1, [::1] or localhost'],
    ['http://127.0.0.2/cb', 'must name loopback as 127.0.0.1, [::1] or localhost'],
    ['http://evil.localhost/cb', 'must name loopback as 127.0.0.1, [::1] or localhost'],
    ['http://0.0.0.0/cb', 'must use https: unless the host is 127.0.0.1, [::1] or localhost'],
    ['http://[::ffff:127.0.0.1]/cb', 'must name loopback as 127.0.0.1, [::1] or localhost'],
    ['https:\\\\app.example.com', 'must not contain spaces, backslashes or control characters'],
    [' https://app.example.com/', 'must not contain spaces, backslashes or control characters'],
    ['/cb', 'must be an absolute URI'],
    [
      'vscode://example.tool/cb',
      'a private-use scheme must be based on a domain name, with a dot, such as com.example.app: (RFC 8252 section 7.1)',
    ],
  ])('may not have the redirect URI %s', (uri, problem) => {
    const redirect_uris = ['https://app.example.com/cb', uri];
    expect(refusal({ ...web, redirect_uris })).toBe(`invalid_redirect_uri redirect_uris[1]: ${problem}`);
  });

  it.each([
    ['no JSON object', [], 'A JSON object is required.'],
    [
      'details of a type beyond it',
      { ...web, authorization_details_types: ['payment'] },
      'authorization_details_types: payment is not allowed here',
    ],
    [
      'a list that is none',
      { redirect_uris: 'https://a.example/' },
      'invalid_redirect_uri redirect_uris: must be a list',
    ],
    [
      'no redirect URI',
      { token_endpoint_auth_method: 'none' },
      'redirect_uris: the grant authorization_code needs at least one redirect URI',
    ],
    [
      'a scope beyond the policy',
      { ...web, scope: 'openid orders.write' },
      'scope: the scope orders.write is not allowed here',
    ],
    [
      'a grant type beyond it',
      { ...web, grant_types: ['authorization_code', 'password'] },
      'grant_types: the grant type password is not allowed here',
    ],
    [
      'tokens from the authorization endpoint',
      { ...web, response_types: ['code id_token'] },
      'response_types: the grant type implicit is not allowed here',
    ],
    [
      'a response type without its grant type',
      { ...web, grant_types: ['refresh_token'], response_types: ['code'] },
      'grant_types: must have authorization_code for these response_types',
    ],
    ['the response type token', { ...web, response_types: ['token'] }, 'response_types[0]: is not supported'],
    [
      'an unknown way to authenticate',
      { ...web, token_endpoint_auth_method: 'client_secret_jwt' },
      'token_endpoint_auth_method: must be one of client_secret_basic, client_secret_post, private_key_jwt, none',
    ],
    [
      'a public client that acts for itself',
      { ...web, grant_types: ['client_credentials'] },
      'token_endpoint_auth_method: must be true for the grant client_credentials: a public client proves nothing',
    ],
    [
      'private_key_jwt without keys',
      { ...web, token_endpoint_auth_method: 'private_key_jwt' },
      'jwks: or jwks_uri is required for private_key_jwt',
    ],
    [
      'keys and their address',
      { ...web, jwks: { keys: [ecKey] }, jwks_uri: 'https://app.example.com/jwks' },
      'jwks: cannot stand beside jwks_uri',
    ],
    [
      'a private key',
      { ...web, jwks: { keys: [{ ...ecKey, d: 'x' }] } },
      'jwks: must hold public keys only: a private or shared one is known to others now',
    ],
    [
      'a shared key',
      { ...web, jwks: { keys: [{ kty: 'oct', k: 'x' }] } },
      'jwks: must hold public keys only: a private or shared one is known to others now',
    ],
    [
      'a key with a huge exponent',
      { ...web, jwks: { keys: [{ kty: 'RSA', n: 'A'.repeat(342), e: `AQAB${'A'.repeat(400)}` }] } },
      'jwks: must not be larger than 4096 bits, and its exponent than 32: checking signatures would cost too much',
    ],
    [
      'keys on an address that is not secure',
      { ...web, jwks_uri: 'http://app.example.com/jwks' },
      'jwks_uri: must use https:',
    ],
    ['keys on this machine', { ...web, jwks_uri: 'http://127.0.0.1/jwks' }, 'jwks_uri: must use https:'],
    [
      'ID tokens that nobody signed',
      { ...web, id_token_signed_response_alg: 'none' },
      'id_token_signed_response_alg: must be one of',
    ],
    [
      'ID tokens of an algorithm without a key',
      { ...web, id_token_signed_response_alg: 'PS512' },
      'id_token_signed_response_alg: PS512 is not one of signing.algorithms',
    ],
    [
      'a name that turns text around',
      { ...web, client_name: 'Bank\u202Eknab' },
      'client_name: must be characters that can be seen',
    ],
    [
      'a login address without TLS',
      { ...web, initiate_login_uri: 'http://app.example.com/login' },
      'initiate_login_uri: must use https:',
    ],
    [
      'a frame of somebody else',
      { ...web, frontchannel_logout_uri: 'https://other.example/out' },
      'frontchannel_logout_uri: must have scheme, host and port of a redirect URI',
    ],
    [
      'an app that says it is a web site',
      { ...web, application_type: 'web', redirect_uris: ['com.example.app:/cb'] },
      'redirect_uris[0]: must use https:, as application_type is web',
    ],
    [
      'a page to return to of a script',
      { ...web, post_logout_redirect_uris: ['javascript:x'] },
      'post_logout_redirect_uris[0]: must not use the scheme javascript:',
    ],
    [
      'one subject for many sectors',
      { ...web, subject_type: 'pairwise', redirect_uris: ['https://a.example/', 'https://b.example/'] },
      'sector_identifier_uri: is required, as the redirect URIs do not all have one host',
    ],
    [
      'more entries than anybody needs',
      { ...web, contacts: Array.from({ length: 51 }, (_, index) => `c${index}`) },
      'contacts: must not have more than 50 entries',
    ],
  ])('are refused with %s', (_, json, told) => {
    expect(refusal(json)).toContain(told);
  });

  it('may not bring tokens from the authorization endpoint to this machine, unless the app is native (Registration 1.0 §2)', () => {
    const asked = { ...web, redirect_uris: ['http://localhost/cb'], response_types: ['id_token'] };
    const more = allowing({ grantTypes: ['authorization_code', 'implicit'] });
    expect(refusal(asked, more)).toContain('must use https: and not localhost');
    expect(made({ ...asked, application_type: 'native' }, more).client.allowedResponseTypes).toEqual(['id_token']);
  });

  it('give all clients of a sector one salt (OpenID Connect Core §8.1)', () => {
    const redirect_uris = ['https://a.example/', 'https://b.example/'];
    const sector = { sector_identifier_uri: 'https://sector.example/list', subject_type: 'pairwise' };
    expect(made({ ...web, ...sector, redirect_uris }).client.pairwiseSubjectSalt).toBe('salt of sector.example');
    expect(made({ ...web, subject_type: 'pairwise' }).client.pairwiseSubjectSalt).toBe('salt of app.example.com');
    expect(refusal({ ...web, subject_type: 'pairwise' }, { pairwiseSubjectSalt: undefined })).toBe(
      'invalid_client_metadata subject_type: must be public',
    );
  });

  it('leave out what is not understood and what is null, and mean once what they name twice', () => {
    const { metadata } = made(
      JSON.parse(
        `{"redirect_uris":["https://app.example.com/cb","https://app.example.com/cb"],"client_uri":null,
          "token_endpoint_auth_method":"none","id_token_encrypted_response_alg":"RSA-OAEP","__proto__":{"contacts":["x"]}}`,
      ),
    );
    expect(metadata.redirectUris).toEqual(['https://app.example.com/cb']);
    expect(
      Object.keys(metadata)
        .filter((name) => metadata[name as 'scope'] !== undefined)
        .sort(),
    ).toEqual(['grantTypes', 'redirectUris', 'responseTypes', 'scope', 'tokenEndpointAuthMethod']);
  });

  it('may call this machine in development', () => {
    const jwks_uri = 'http://127.0.0.1:8080/jwks';
    const asked = { ...web, token_endpoint_auth_method: 'private_key_jwt', jwks_uri };
    const { client } = made(asked, { settings: { ...settings, allowPrivateAddresses: true } });
    expect(client).toMatchObject({ jwksUri: jwks_uri, requireClientSecret: true, clientSecrets: [] });
  });
});
