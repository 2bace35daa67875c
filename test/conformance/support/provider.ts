import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { createTestServer, type TestServer, type TestServerOptions } from '../../../src/testing/create-test-server.ts';
import { UserAgent } from './user-agent.ts';

/** Discovery metadata, as read from the wire. */
export interface Metadata {
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly userinfo_endpoint: string;
  readonly jwks_uri: string;
  readonly end_session_endpoint: string;
  readonly backchannel_authentication_endpoint: string;
  readonly [name: string]: unknown;
}

/** The server under test, and what a client learns of it by discovery. */
export interface Provider {
  readonly server: TestServer;
  readonly metadata: Metadata;
  readonly keys: JSONWebKeySet;
  readonly findKey: JWTVerifyGetKey;
  /** A new browser. */
  browser(): UserAgent;
}

export const redirectUri = 'https://client.example/callback';
export const postLogoutRedirectUri = 'https://client.example/post_logout_redirect';
export const clientSecret = 'the secret of a conformance client';

export const client = {
  clientSecrets: [{ value: clientSecret }],
  allowedGrantTypes: ['authorization_code', 'implicit', 'refresh_token'],
  allowedResponseTypes: ['id_token', 'id_token token', 'code id_token', 'code token', 'code id_token token'],
  allowedScopes: ['openid', 'profile', 'email', 'address', 'phone'],
  allowOfflineAccess: true,
  requirePkce: false,
  redirectUris: [redirectUri],
  postLogoutRedirectUris: [postLogoutRedirectUri],
} satisfies Omit<NonNullable<TestServerOptions['clients']>[number], 'clientId'>;

/** Claims of Alice, one of every kind. */
export const alice = {
  name: 'Alice Smith',
  given_name: 'Alice',
  family_name: 'Smith',
  preferred_username: 'alice',
  birthdate: '1990-01-31',
  locale: 'en-GB',
  updated_at: 1_700_000_000,
  email: 'alice@example.com',
  email_verified: true,
  address: { street_address: '1 High Street', country: 'GB' },
  phone_number: '+44 20 7946 0000',
  phone_number_verified: false,
};

export async function startProvider(options: TestServerOptions = {}): Promise<Provider> {
  const server = await createTestServer({
    identityResources: ['openid', 'profile', 'email', 'address', 'phone'],
    users: [
      { subject: 'subject-of-alice', username: 'alice', password: 'wonderland', claims: alice },
      { subject: 'subject-of-bob', username: 'bob', password: 'builder', claims: { name: 'Bob' } },
    ],
    limits: { signInAttemptsPerAccount: 1000, signInAttemptsPerAddress: 1000, clientAuthenticationFailures: 1000 },
    locales: ['en', 'de'],
    passwordAcr: 'urn:conformance:acr:password',
    clientRegistration: {
      mode: 'open',
      scopes: client.allowedScopes,
      grantTypes: ['authorization_code', 'implicit', 'refresh_token'],
      perAddressAndHour: 1000,
    },
    ...options,
    clients: [
      { ...client, clientId: 'first' },
      { ...client, clientId: 'second', redirectUris: ['https://second.example/callback'] },
      ...(options.clients ?? []),
    ],
  });
  const metadata = await readJson<Metadata>(`${server.url}/.well-known/openid-configuration`);
  const keys = await readJson<JSONWebKeySet>(metadata.jwks_uri);
  return { server, metadata, keys, findKey: createLocalJWKSet(keys), browser: () => new UserAgent(server.url) };
}

async function readJson<Body>(url: string): Promise<Body> {
  const response = await fetch(url);
  return (await response.json()) as Body;
}
