import { createServer, type MintmarkServer } from 'mintmark';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const document = {
  issuer: 'https://id.example.com',
  jwks_uri: 'https://id.example.com/.well-known/openid-configuration/jwks',
  authorization_endpoint: 'https://id.example.com/connect/authorize',
  token_endpoint: 'https://id.example.com/connect/token',
  userinfo_endpoint: 'https://id.example.com/connect/userinfo',
  end_session_endpoint: 'https://id.example.com/connect/endsession',
  revocation_endpoint: 'https://id.example.com/connect/revocation',
  introspection_endpoint: 'https://id.example.com/connect/introspect',
  device_authorization_endpoint: 'https://id.example.com/connect/deviceauthorization',
  backchannel_authentication_endpoint: 'https://id.example.com/connect/ciba',
  pushed_authorization_request_endpoint: 'https://id.example.com/connect/par',
  require_pushed_authorization_requests: false,
  scopes_supported: ['openid', 'profile', 'orders.read', 'offline_access'],
  claims_supported: [
    'sub',
    'name',
    'family_name',
    'given_name',
    'middle_name',
    'nickname',
    'preferred_username',
    'profile',
    'picture',
    'website',
    'gender',
    'birthdate',
    'zoneinfo',
    'locale',
    'updated_at',
  ],
  grant_types_supported: [
    'authorization_code',
    'client_credentials',
    'refresh_token',
    'password',
    'urn:ietf:params:oauth:grant-type:device_code',
    'urn:openid:params:grant-type:ciba',
    'urn:ietf:params:oauth:grant-type:token-exchange',
  ],
  subject_types_supported: ['public', 'pairwise'],
  id_token_signing_alg_values_supported: ['ES256', 'RS256'],
  userinfo_signing_alg_values_supported: ['ES256', 'RS256'],
  introspection_signing_alg_values_supported: ['ES256', 'RS256'],
  dpop_signing_alg_values_supported: [
    'ES256',
    'RS256',
    'PS256',
    'EdDSA',
    'Ed25519',
    'ES384',
    'ES512',
    'RS384',
    'RS512',
    'PS384',
    'PS512',
  ],
  response_types_supported: ['code'],
  response_modes_supported: ['query', 'fragment', 'form_post', 'jwt', 'query.jwt', 'fragment.jwt', 'form_post.jwt'],
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: true,
  authorization_signing_alg_values_supported: ['ES256', 'RS256'],
  claims_parameter_supported: true,
  request_parameter_supported: true,
  request_uri_parameter_supported: false,
  request_object_signing_alg_values_supported: [
    'ES256',
    'RS256',
    'PS256',
    'EdDSA',
    'Ed25519',
    'ES384',
    'ES512',
    'RS384',
    'RS512',
    'PS384',
    'PS512',
  ],
  prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
  ui_locales_supported: ['en'],
  frontchannel_logout_supported: true,
  frontchannel_logout_session_supported: true,
  backchannel_logout_supported: true,
  backchannel_logout_session_supported: true,
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
  token_endpoint_auth_signing_alg_values_supported: [
    'ES256',
    'RS256',
    'PS256',
    'EdDSA',
    'Ed25519',
    'ES384',
    'ES512',
    'RS384',
    'RS512',
    'PS384',
    'PS512',
  ],
  revocation_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
  revocation_endpoint_auth_signing_alg_values_supported: [
    'ES256',
    'RS256',
    'PS256',
    'EdDSA',
    'Ed25519',
    'ES384',
    'ES512',
    'RS384',
    'RS512',
    'PS384',
    'PS512',
  ],
  introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
  introspection_endpoint_auth_signing_alg_values_supported: [
    'ES256',
    'RS256',
    'PS256',
    'EdDSA',
    'Ed25519',
    'ES384',
    'ES512',
    'RS384',
    'RS512',
    'PS384',
    'PS512',
  ],
  backchannel_token_delivery_modes_supported: ['poll', 'ping'],
  backchannel_user_code_parameter_supported: false,
  backchannel_authentication_request_signing_alg_values_supported: [
    'ES256',
    'PS256',
    'EdDSA',
    'Ed25519',
    'ES384',
    'ES512',
    'PS384',
    'PS512',
  ],
};

let server: MintmarkServer;
beforeAll(async () => {
  server = await createServer({
    mode: 'dev',
    issuer: 'https://id.example.com',
    storage: { kind: 'memory' },
    identityResources: ['openid', 'profile'],
    apiScopes: [{ name: 'orders.read' }],
    clients: [
      {
        clientId: 'worker',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['client_credentials'],
        allowedScopes: ['orders.read'],
      },
    ],
  });
});
afterAll(() => server.close());

describe('the discovery document', () => {
  it('has these members (OpenID Connect Discovery 1.0 §3, RFC 8414 §2)', async () => {
    const response = await server.fetch(new Request('https://id.example.com/.well-known/openid-configuration'));
    expect(await response.json()).toEqual(document);
  });

  it('is the same at the location of RFC 8414 §3', async () => {
    const response = await server.fetch(new Request('https://id.example.com/.well-known/oauth-authorization-server'));
    expect(await response.json()).toEqual(document);
  });
});
