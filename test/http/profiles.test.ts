import { type ClientConfiguration, ConfigurationError, createServer, type ServerOptions } from 'mintmark';
import { describe, expect, it } from 'vitest';
import { publicJwk } from '../support/profile-client.ts';

const bank: ClientConfiguration = {
  clientId: 'bank-app',
  jwks: { keys: [publicJwk] },
  allowedGrantTypes: ['authorization_code', 'refresh_token'],
  allowOfflineAccess: true,
  allowedScopes: ['openid', 'orders.read'],
  redirectUris: ['https://app.example.com/callback'],
};

async function started(client: Partial<ClientConfiguration>, options: Partial<ServerOptions> = {}) {
  const server = await createServer({
    mode: 'dev',
    issuer: 'http://localhost:9400',
    storage: { kind: 'memory' },
    apiScopes: [{ name: 'orders.read' }],
    ...options,
    clients: [{ ...bank, ...client }],
  });
  await server.close();
  return server.services.clients.configured[0]!;
}

async function problems(client: Partial<ClientConfiguration>, options: Partial<ServerOptions> = {}) {
  try {
    await started(client, options);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
}

describe('profile: fapi2Security (FAPI 2.0 Security Profile §5.3.2)', () => {
  it('makes every setting fit that the client does not mention', async () => {
    expect(await started({ profile: 'fapi2Security' })).toMatchObject({
      requireClientSecret: true,
      requirePkce: true,
      allowPlainTextPkce: false,
      requirePushedAuthorization: true,
      requireDPoP: true,
      refreshTokenUsage: 'reUse',
      assertionAudience: 'issuer',
      allowedAssertionAlgorithms: ['PS256', 'ES256', 'EdDSA', 'Ed25519'],
      allowedRequestObjectAlgorithms: ['PS256', 'ES256', 'EdDSA', 'Ed25519'],
      allowedIdentityTokenSigningAlgorithms: ['ES256'],
      authorizationCodeLifetime: 60,
      requireRequestObject: false,
    });
  });

  it('binds to certificates instead of DPoP keys where the client says so', async () => {
    const client = await started({ profile: 'fapi2Security', requireMutualTls: true });
    expect([client.requireMutualTls, client.requireDPoP]).toEqual([true, false]);
  });

  it('holds all clients where the server has it, but those that name another one', async () => {
    expect((await started({}, { profile: 'fapi2Security' })).profile).toBe('fapi2Security');
    const ciba = { profile: 'fapiCiba', allowedGrantTypes: ['urn:openid:params:grant-type:ciba'], redirectUris: [] };
    expect((await started({ ...ciba, allowOfflineAccess: false } as never, { profile: 'fapi2Security' })).profile).toBe(
      'fapiCiba',
    );
  });

  it.each<[Partial<ClientConfiguration>, string]>([
    [
      { requirePkce: false },
      'requirePkce: must be true (profile fapi2Security, FAPI 2.0 Security Profile §5.3.2.2, item 5)',
    ],
    [
      { requirePushedAuthorization: false },
      'requirePushedAuthorization: must be true (profile fapi2Security, FAPI 2.0 Security Profile §5.3.2.2, items 2 to 4, 12 and 13)',
    ],
    [
      { requireDPoP: false },
      'requireDPoP: must be true, or requireMutualTls (profile fapi2Security, FAPI 2.0 Security Profile §5.3.2.1, items 4 and 5)',
    ],
    [
      { clientSecrets: [{ value: 'a secret that is long enough' }] },
      'clientSecrets: must be empty: use jwks, jwksUri or a certificate (profile fapi2Security, FAPI 2.0 Security Profile §5.3.2.1, items 3 and 6)',
    ],
    [
      { assertionAudience: 'issuerOrEndpoint' },
      'assertionAudience: must be "issuer" (profile fapi2Security, FAPI 2.0 Security Profile §5.3.2.1, item 8)',
    ],
    [
      { refreshTokenUsage: 'oneTimeOnly' },
      'refreshTokenUsage: must be "reUse" (profile fapi2Security, FAPI 2.0 Security Profile §5.3.2.1, item 9)',
    ],
    [
      { authorizationCodeLifetime: 61 },
      'authorizationCodeLifetime: must be 60 or less (profile fapi2Security, FAPI 2.0 Security Profile §5.3.2.1, item 11)',
    ],
    [
      { redirectUris: ['http://app.example.com/callback'] },
      'redirectUris[0]: must be https (profile fapi2Security, FAPI 2.0 Security Profile §5.3.2.2, item 8)',
    ],
    [
      { allowedAssertionAlgorithms: ['PS256', 'RS256'] },
      'allowedAssertionAlgorithms[1]: must be one of PS256, ES256, EdDSA, Ed25519 (profile fapi2Security, FAPI 2.0 Security Profile §5.4.1)',
    ],
    [
      { allowedGrantTypes: ['authorization_code', 'refresh_token', 'password'] },
      'allowedGrantTypes[2]: must not be there (profile fapi2Security, FAPI 2.0 Security Profile §5.3.2.1, item 2, and 5.3.2.2, item 1)',
    ],
  ])('refuses at the start what contradicts it, with the section: %o', async (client, problem) => {
    expect(await problems({ profile: 'fapi2Security', ...client })).toContain(`clients[0].${problem}`);
  });

  it('refuses access tokens signed with RS256', async () => {
    expect(await problems({ profile: 'fapi2Security' }, { signing: { algorithms: ['RS256', 'ES256'] } })).toEqual([
      'clients[0].profile: needs one of PS256, ES256, EdDSA, Ed25519 first in signing.algorithms: it signs access tokens (profile fapi2Security, FAPI 2.0 Security Profile §5.4.1)',
    ]);
  });

  it('lets redirect URIs stay on the device', async () => {
    const redirectUris = ['http://127.0.0.1/cb', 'http://[::1]:9/cb', 'com.example.app:/cb'];
    expect(await problems({ profile: 'fapi2Security', redirectUris })).toEqual([]);
  });
});

describe('profile: fapi2MessageSigning', () => {
  it('signs requests, answers and introspection, each of which can be left out', async () => {
    const whole = await started({ profile: 'fapi2MessageSigning' });
    expect(whole).toMatchObject({
      requireRequestObject: true,
      requestObjectLifetime: 3600,
      requireSignedAuthorizationResponse: true,
      requireSignedIntrospection: true,
      requireDPoP: true,
    });
    const part = await started({ profile: 'fapi2MessageSigning', requireSignedAuthorizationResponse: false });
    expect([part.requireRequestObject, part.requireSignedAuthorizationResponse]).toEqual([true, false]);
  });

  it('refuses request objects that may last for more than an hour', async () => {
    expect(await problems({ profile: 'fapi2MessageSigning', requestObjectLifetime: 3601 })).toEqual([
      'clients[0].requestObjectLifetime: must be 3600 or less (profile fapi2MessageSigning, FAPI 2.0 Message Signing §5.3.1)',
    ]);
  });
});

describe('profile: fapiCiba', () => {
  it('wants signed requests, bound tokens and the grant', async () => {
    expect(await problems({ profile: 'fapiCiba' })).toContain(
      'clients[0].allowedGrantTypes: must have urn:openid:params:grant-type:ciba (profile fapiCiba, CIBA Core 1.0 §4)',
    );
    const grant = {
      allowedGrantTypes: ['urn:openid:params:grant-type:ciba'],
      redirectUris: [],
      allowOfflineAccess: false,
    };
    expect(await started({ profile: 'fapiCiba', ...grant })).toMatchObject({
      requireMutualTls: true,
      requireRequestObject: true,
      allowedAssertionAlgorithms: ['PS256', 'ES256'],
    });
  });
});
