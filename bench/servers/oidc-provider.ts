import { createServer } from 'node:http';
import Provider from 'oidc-provider';
import { algorithmOf, type Flow, type ServerOrder } from '../protocol.ts';
import { around, formRequest, getRequest } from '../requests.ts';
import { answerQuestions, order } from './answer-questions.ts';
import { challenge, verifier } from './code-verifier.ts';
import { newPrivateKey } from './keys.ts';
import { listenLocally } from './listen-locally.ts';
import { MapAdapter } from './map-adapter.ts';

// The peer, set up to do the same work: JWT access tokens of the same algorithm for one API, Basic authentication, rotation.
const { scenario } = order<ServerOrder>();
const algorithm = algorithmOf(scenario);
const api = 'https://api.example.com';
const redirectUri = 'https://client.example.com/callback';
const opaque = scenario === 'reference-tokens' || scenario === 'introspection';
const authentication = { client_secret: 'secret', token_endpoint_auth_method: 'client_secret_basic' } as const;

const configuration = {
  adapter: MapAdapter,
  jwks: { keys: [{ ...newPrivateKey(algorithm).export({ format: 'jwk' }), use: 'sig', alg: algorithm }] },
  clients: [
    {
      client_id: 'client',
      ...authentication,
      grant_types: ['client_credentials', 'authorization_code', 'refresh_token'],
      redirect_uris: [redirectUri],
      id_token_signed_response_alg: algorithm,
    },
  ],
  scopes: ['openid', 'offline_access'],
  rotateRefreshToken: true,
  findAccount: (_: unknown, accountId: string) => ({ accountId, claims: () => ({ sub: accountId }) }),
  ttl: {
    AccessToken: 3600,
    ClientCredentials: 3600,
    AuthorizationCode: 3600,
    RefreshToken: 1_296_000,
    Grant: 1_296_000,
  },
  enabledJWA: { idTokenSigningAlgValues: [algorithm] },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
    userinfo: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => api,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: 'api.read',
        audience: api,
        accessTokenTTL: 3600,
        accessTokenFormat: opaque ? 'opaque' : 'jwt',
        ...(opaque ? {} : { jwt: { sign: { alg: algorithm } } }),
      }),
    },
  },
};

const provider = new Provider('http://localhost:9500', configuration);
const handler = provider.callback();
const server = createServer(handler);
const port = await listenLocally(server);
const client = (await provider.Client.find('client'))!;

async function grantId(scope: string): Promise<string> {
  const grant = new provider.Grant({ accountId: 'alice', clientId: 'client' });
  grant.addOIDCScope('openid offline_access');
  grant.addResourceScope(api, scope);
  return grant.save();
}

async function refreshToken(): Promise<string> {
  const token = new provider.RefreshToken({
    client,
    accountId: 'alice',
    grantId: await grantId('api.read'),
    gty: 'authorization_code',
    scope: 'api.read offline_access',
    resource: api,
    authTime: Math.floor(Date.now() / 1000),
  });
  return token.save();
}

async function code(): Promise<string> {
  const made = new provider.AuthorizationCode({
    client,
    accountId: 'alice',
    grantId: await grantId('api.read'),
    gty: 'authorization_code',
    scope: 'openid api.read',
    resource: api,
    redirectUri,
    nonce: 'n-0S6_WzA2Mj',
    codeChallenge: challenge,
    codeChallengeMethod: 'S256',
    authTime: Math.floor(Date.now() / 1000),
  });
  return made.save();
}

async function many(count: number, make: () => Promise<string>): Promise<string[]> {
  return Promise.all(Array.from({ length: count }, make));
}

async function opaqueToken(): Promise<string> {
  const info = { scope: 'api.read', audience: api, accessTokenTTL: 3600, accessTokenFormat: 'opaque' } as const;
  const token = new provider.AccessToken({
    client,
    accountId: 'alice',
    grantId: await grantId('api.read'),
    gty: 'authorization_code',
    scope: 'api.read',
  });
  token.resourceServer = new provider.ResourceServer(api, info);
  return token.save();
}

answerQuestions(port, {
  async flow({ connections, values }): Promise<Flow> {
    switch (scenario) {
      case 'discovery':
        return { kind: 'fixed', request: getRequest('/.well-known/openid-configuration') };
      case 'jwks':
        return { kind: 'fixed', request: getRequest('/jwks') };
      case 'refresh': {
        const all = await many(connections, refreshToken);
        const parts = around('/token', { grant_type: 'refresh_token' }, 'refresh_token', all[0]!);
        return { kind: 'rotating', ...parts, member: 'refresh_token', values: all };
      }
      case 'code-exchange': {
        const all = await many(values, code);
        const form = { grant_type: 'authorization_code', redirect_uri: redirectUri, code_verifier: verifier };
        return { kind: 'each', ...around('/token', form, 'code', all[0]!), values: all };
      }
      case 'introspection':
        return { kind: 'fixed', request: formRequest('/token/introspection', { token: await opaqueToken() }) };
      default:
        return {
          kind: 'fixed',
          request: formRequest('/token', { grant_type: 'client_credentials', scope: 'api.read' }),
        };
    }
  },
});
