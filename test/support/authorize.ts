import { createTestServer, type TestServer, type TestServerOptions } from '../../src/testing/create-test-server.ts';
import { type Browser, locationOf } from './browser.ts';

export const redirectUri = 'https://web.example/callback';
export const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
/** S256 of {@link verifier} (RFC 7636 App. B). */
export const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

const client = { allowedGrantTypes: ['authorization_code'], allowedScopes: ['openid', 'profile', 'email', 'api.read'] };

/** A server with one client a story; sign-in goes through `/interaction/<id>`. */
export function authorizeServer(options: TestServerOptions = {}): Promise<TestServer> {
  return createTestServer({
    apiScopes: [{ name: 'api.read' }, { name: 'api.write' }],
    apiResources: [
      { name: 'https://api.example', scopes: ['api.read', 'api.write'] },
      { name: 'https://other.example', scopes: ['api.read'] },
    ],
    identityResources: ['openid', 'profile', 'email'],
    users: [
      {
        subject: '1',
        username: 'alice',
        password: 'wonderland',
        claims: { name: 'Alice', email: 'alice@example.com' },
      },
      { subject: '2', username: 'bob', password: 'builder', claims: { name: 'Bob' } },
    ],
    locales: ['en', 'de'],
    interactionUrl: () => undefined,
    ...options,
    clients: [
      {
        ...client,
        clientId: 'web',
        clientSecrets: [{ value: 'secret' }],
        redirectUris: [redirectUri],
        allowOfflineAccess: true,
        allowedGrantTypes: ['authorization_code', 'refresh_token'],
      },
      {
        ...client,
        clientId: 'other',
        clientSecrets: [{ value: 'secret' }],
        redirectUris: ['https://other.example/cb'],
      },
      {
        ...client,
        clientId: 'old',
        clientSecrets: [{ value: 'secret' }],
        redirectUris: ['https://old.example/cb'],
        requirePkce: false,
        allowedGrantTypes: ['authorization_code', 'implicit'],
        allowedResponseTypes: ['code id_token', 'id_token', 'id_token token', 'code token', 'code id_token token'],
      },
      {
        ...client,
        clientId: 'careful',
        clientSecrets: [{ value: 'secret' }],
        redirectUris: ['https://careful.example/cb'],
        requireConsent: true,
        allowedScopes: ['openid', 'profile', 'email', 'api.read', 'api.write'],
      },
      { ...client, clientId: 'native', requireClientSecret: false, redirectUris: ['http://127.0.0.1/cb'] },
      ...(options.clients ?? []),
    ],
  });
}

export type Parameters = Readonly<Record<string, string | undefined>>;

/** Parameters of a plain code request of `web`; `undefined` leaves one out. */
export function codeRequest(changes: Parameters = {}): Record<string, string> {
  const parameters: Parameters = {
    client_id: 'web',
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile',
    state: 'state-1',
    nonce: 'nonce-1',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...changes,
  };
  return Object.fromEntries(
    Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

export function authorizeUrl(server: Pick<TestServer, 'url'>, parameters: Readonly<Record<string, string>>): string {
  return `${server.url}/connect/authorize?${new URLSearchParams(parameters)}`;
}

export function authorize(
  server: Pick<TestServer, 'url'>,
  browser: Browser,
  changes: Parameters = {},
): Promise<Response> {
  return browser.get(authorizeUrl(server, codeRequest(changes)));
}

/** The interaction that a redirection to a page is about. */
export function interactionOf(response: Response): string {
  const id = locationOf(response).searchParams.get('interaction');
  if (id === null) throw new Error(`no interaction in ${response.headers.get('location')}`);
  return id;
}

/** Answers what is asked in an interaction and goes on; resolves to what comes next. */
export async function answer(
  server: Pick<TestServer, 'url'>,
  browser: Browser,
  asked: Response,
  result: unknown,
): Promise<Response> {
  const reply = await browser.postJson(`${server.url}/interaction/${interactionOf(asked)}`, result);
  if (reply.status !== 200) throw new Error(`${reply.status} ${await reply.text()}`);
  const { location } = (await reply.json()) as { location: string };
  return browser.get(location);
}

/** Signs alice in, through an authorization request or the one given; resolves to the response that follows. */
export async function signIn(
  server: Pick<TestServer, 'url'>,
  browser: Browser,
  changes: Parameters = {},
  login = { username: 'alice', password: 'wonderland' },
): Promise<Response> {
  return answer(server, browser, await authorize(server, browser, changes), { login });
}

/** Redeems a code as a client with the secret `secret`. */
export async function redeem(
  server: Pick<TestServer, 'url'>,
  code: string,
  changes: Parameters = {},
): Promise<Response> {
  const parameters: Parameters = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    client_id: 'web',
    client_secret: 'secret',
    code_verifier: verifier,
    ...changes,
  };
  const sent = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return fetch(`${server.url}/connect/token`, { method: 'POST', body: new URLSearchParams(sent) });
}
