import { describe, expect, it } from 'vitest';
import { importHydra } from '../../src/importers/hydra.ts';
import { importIdentityServer } from '../../src/importers/identityserver/import.ts';
import type { Imported } from '../../src/importers/imported.ts';
import { importKeycloak } from '../../src/importers/keycloak/import.ts';
import { importOidcProvider } from '../../src/importers/oidc-provider.ts';
import { makeCertificate } from '../support/certificate.ts';

const key = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
};
const withPrivatePart = { ...key, d: 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI' };

function settingsOf({ clients: [client] }: Imported) {
  return client?.settings;
}

function linesOf({ report }: Imported): readonly string[] {
  return report.lines.map(({ kind, path, message }) => `${kind} ${path}: ${message}`);
}

describe('IdentityServer', () => {
  const client = (members: object) =>
    importIdentityServer(JSON.stringify({ Clients: [{ ClientId: 'c', ...members }] }));

  it('has keys and certificates among the secrets', () => {
    const certificate = makeCertificate({ subject: [['CN', 'worker']] }).der.toString('base64');
    const imported = client({
      ClientSecrets: [
        { Type: 'JWK', Value: JSON.stringify(withPrivatePart) },
        { Type: 'X509CertificateBase64', Value: certificate },
        { Type: 'X509Name', Value: 'CN=worker, O=Example' },
        { Type: 'JWK', Value: 'nonsense' },
        { Type: 'X509CertificateBase64', Value: 'AAAA' },
        { Value: 'in plain text' },
      ],
    });
    expect(settingsOf(imported)).toMatchObject({
      jwks: { keys: [key, { kty: 'EC', x5c: [certificate] }] },
      tlsClientAuth: { subjectDn: 'CN=worker, O=Example' },
    });
    expect(settingsOf(imported)?.clientSecrets).toBeUndefined();
    expect(JSON.stringify(settingsOf(imported))).not.toContain(withPrivatePart.d);
    expect(linesOf(imported)).toEqual([
      'changed Clients[0].ClientSecrets[1].Value: is a key of jwks: its end is not looked at',
      'changed Clients[0].ClientSecrets[2].Value: is tlsClientAuth.subjectDn: clientCertificateAuthorities says who may issue the certificate',
      'left Clients[0].ClientSecrets[3].Value: is no JWK',
      'left Clients[0].ClientSecrets[4].Value: is no certificate in base64',
      'left Clients[0].ClientSecrets[5].Value: is no SHA-256 or SHA-512 in base64',
    ]);
  });

  it('gives secrets an end, and claims their types', () => {
    const imported = client({
      ClientSecrets: [{ Value: 'K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unols=', Expiration: '2030-01-01T00:00:00' }],
      Claims: [
        { Type: 'admin', Value: 'True', ValueType: 'http://www.w3.org/2001/XMLSchema#boolean' },
        { Type: 'big', Value: '12345678901234567890', ValueType: 'http://www.w3.org/2001/XMLSchema#integer' },
        { Type: 'sub', Value: 'forged' },
      ],
      ClientClaimsPrefix: null,
      ConsentLifetime: null,
      AccessTokenLifetime: 9_999_999_999,
      UserCodeType: 'words',
    });
    expect(settingsOf(imported)).toMatchObject({
      clientSecrets: [{ sha256: 'K7gNU3sdo-OL0wNhqoVWhr3g6s1xYv72ol_pe_Unols', expiresAt: 1_893_456_000 }],
      claims: [
        { type: 'admin', value: true },
        { type: 'big', value: '12345678901234567890' },
      ],
      clientClaimsPrefix: '',
      accessTokenLifetime: 3_155_760_000,
    });
    expect(linesOf(imported)).toEqual([
      'changed Clients[0].AccessTokenLifetime: is 3155760000, the most there is',
      'left Clients[0].Claims[2]: is a claim that only the server itself may set',
      'left Clients[0].UserCodeType: is a user code type of your own',
    ]);
  });

  it('has grants and clients that no public client has here', () => {
    const imported = client({ RequireClientSecret: false, AllowedGrantTypes: ['client_credentials', 'implicit'] });
    expect(settingsOf(imported)).toMatchObject({ allowedGrantTypes: ['implicit'], allowedResponseTypes: ['id_token'] });
    expect(linesOf(imported)).toContain(
      'left Clients[0].AllowedGrantTypes: a public client has no grant client_credentials',
    );
  });
});

describe('oidc-provider', () => {
  const client = (members: object) => importOidcProvider(JSON.stringify([{ client_id: 'c', ...members }]));

  it('has certificates and keys', () => {
    const byName = client({
      token_endpoint_auth_method: 'tls_client_auth',
      tls_client_auth_san_dns: 'worker.example.com',
      tls_client_certificate_bound_access_tokens: true,
      scope: '',
    });
    expect(settingsOf(byName)).toMatchObject({
      tlsClientAuth: { sanDns: 'worker.example.com' },
      requireMutualTls: true,
    });
    const bySelf = client({
      token_endpoint_auth_method: 'self_signed_tls_client_auth',
      jwks: { keys: [withPrivatePart] },
    });
    expect(settingsOf(bySelf)).toMatchObject({ selfSignedTlsClientAuth: true, jwks: { keys: [key] } });
    expect(linesOf(bySelf)).toContain('changed [0].jwks.keys[0]: is a private key: its public part comes over');
  });

  it('has secrets with an end, and CIBA', () => {
    const imported = client({
      client_secret: 'a secret',
      client_secret_expires_at: 1_893_456_000,
      grant_types: ['urn:openid:params:grant-type:ciba'],
      backchannel_token_delivery_mode: 'ping',
      backchannel_client_notification_endpoint: 'https://app.example.com/ping',
      scope: 'openid',
    });
    expect(settingsOf(imported)).toMatchObject({
      clientSecrets: [{ value: 'a secret', expiresAt: 1_893_456_000 }],
      allowedGrantTypes: ['urn:openid:params:grant-type:ciba'],
      backChannelClientNotificationUri: 'https://app.example.com/ping',
    });
  });

  it('has scopes for all clients in its configuration', () => {
    const { clients, resources } = importOidcProvider(
      JSON.stringify({
        scopes: ['openid', 'offline_access', 'api'],
        clients: [{ client_id: 'c' }],
        jwks: { keys: [key] },
      }),
    );
    expect(clients[0]?.settings).toMatchObject({ allowedScopes: ['openid', 'api'], allowOfflineAccess: true });
    expect(resources).toEqual({ identityResources: ['openid'], apiScopes: [{ name: 'api' }], apiResources: [] });
  });
});

describe('Hydra', () => {
  const client = (members: object) => importHydra(JSON.stringify([{ client_id: 'c', ...members }]));

  it.each([
    ['1h0m0s', 3600],
    ['90s', 90],
    ['1.5h', 5400],
    ['2h3m4.5s', 7384],
    [3_600_000_000_000, 3600],
  ])('writes durations such as %s', (written, seconds) => {
    expect(settingsOf(client({ client_credentials_grant_access_token_lifespan: written }))).toMatchObject({
      accessTokenLifetime: seconds,
    });
  });

  it.each(['1 hour', '1h!', '', 'h'])('and %j is none', (written) => {
    const members = { client_credentials_grant_access_token_lifespan: written };
    if (written === '') expect(settingsOf(client(members))?.accessTokenLifetime).toBeUndefined();
    else expect(() => client(members)).toThrow('must be a duration such as 1h0m0s');
  });

  it('may answer a page of many', () => {
    expect(linesOf(importHydra('{"items":[],"next_page_token":"x"}'))).toEqual([
      'left next_page_token: there are more pages: import them too',
    ]);
  });
});

describe('Keycloak', () => {
  const client = (members: object, more: object = {}) =>
    importKeycloak(JSON.stringify({ clients: [{ clientId: 'c', ...members }], ...more }));

  it('has clients with keys, certificates and levels of their own', () => {
    const byKeys = client({
      clientAuthenticatorType: 'client-jwt',
      attributes: { 'use.jwks.string': 'true', 'jwks.string': JSON.stringify({ keys: [withPrivatePart] }) },
    });
    expect(settingsOf(byKeys)?.jwks).toEqual({ keys: [key] });
    const byName = client({
      clientAuthenticatorType: 'client-x509',
      attributes: { 'x509.subjectdn': 'CN=c', 'tls.client.certificate.bound.access.tokens': 'true' },
    });
    expect(settingsOf(byName)).toMatchObject({ tlsClientAuth: { subjectDn: 'CN=c' }, requireMutualTls: true });
    const byPattern = client({
      clientAuthenticatorType: 'client-x509',
      attributes: { 'x509.subjectdn': '(.*)CN=c', 'x509.allow.regex.pattern.comparison': 'true' },
    });
    expect(linesOf(byPattern)).toContain(
      'left clients[0].attributes["x509.subjectdn"]: is a pattern: a certificate is compared exactly here',
    );
    expect(settingsOf(byPattern)?.clientSecrets).toEqual([
      { sha256: 'A'.repeat(43), description: 'none came over with the import' },
    ]);
  });

  it('has lifetimes of the realm and of the client', () => {
    const realm = {
      accessTokenLifespan: 300,
      accessCodeLifespan: 30,
      ssoSessionIdleTimeout: 1800,
      ssoSessionMaxLifespan: 36_000,
    };
    const attributes = { 'access.token.lifespan': '600', 'client.session.idle.timeout': '-1' };
    expect(settingsOf(client({ attributes }, realm))).toMatchObject({
      accessTokenLifetime: 600,
      authorizationCodeLifetime: 30,
      absoluteRefreshTokenLifetime: 36_000,
    });
  });

  it('has flows by the browser, and addresses relative to the root', () => {
    const imported = client({
      publicClient: true,
      implicitFlowEnabled: true,
      rootUrl: 'https://app.example.com/',
      redirectUris: ['/callback', '/*'],
      webOrigins: ['+'],
      attributes: { 'post.logout.redirect.uris': '-' },
    });
    expect(settingsOf(imported)).toMatchObject({
      allowedGrantTypes: ['authorization_code', 'implicit'],
      allowedResponseTypes: ['id_token', 'id_token token', 'code id_token', 'code token', 'code id_token token'],
      redirectUris: ['https://app.example.com/callback'],
      allowedCorsOrigins: ['https://app.example.com'],
    });
    expect(settingsOf(imported)?.postLogoutRedirectUris).toBeUndefined();
  });

  it('makes claims as its mappers do, and none of those of the protocol', () => {
    const mapper = (attribute: string, claim: string, type = 'String') => ({
      protocolMapper: 'oidc-usermodel-attribute-mapper',
      config: { 'user.attribute': attribute, 'claim.name': claim, 'jsonType.label': type, 'id.token.claim': 'true' },
    });
    const { users, resources, report } = importKeycloak(
      JSON.stringify({
        clientScopes: [
          {
            name: 'more',
            protocolMappers: [
              mapper('json', 'settings', 'JSON'),
              mapper('age', 'age', 'int'),
              mapper('dotted', 'a\\.b'),
              mapper('evil', '__proto__.polluted'),
              mapper('sub', 'sub'),
              mapper('inner', 'age.inner'),
            ],
          },
        ],
        users: [
          {
            id: '1',
            username: 'alice',
            attributes: {
              json: ['{"dark":true}'],
              age: ['unknown'],
              dotted: ['x'],
              evil: ['1'],
              sub: ['2'],
              inner: ['3'],
            },
          },
        ],
      }),
    );
    expect(users[0]?.claims).toEqual({ settings: { dark: true }, 'a.b': 'x', age: { inner: '3' } });
    expect(users[0]?.enabled).toBe(false);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(resources.identityResources).toMatchObject([{ name: 'more' }]);
    expect(report.lines).toContainEqual({ kind: 'left', path: 'users[0].attributes.age', message: 'is no int' });
  });
});
