import { createTestServer, type TestServer, type TestServerOptions } from '../../src/testing/create-test-server.ts';
import { formsOf } from '../conformance/support/page-forms.ts';
import { UserAgent } from '../conformance/support/user-agent.ts';
import { authorizeUrl, challenge, verifier } from './authorize.ts';
import { type Answer, answerOf, postForm } from './connect.ts';

export const callback = 'https://app.example.com/callback';

/** What most clients say of themselves: a public one, for codes and refresh tokens. */
export const publicClient = {
  redirect_uris: [callback],
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'refresh_token'],
  client_name: 'Agent',
};

/** A server that lets clients register themselves; Alice is the user of {@link UserAgent}. */
export function registrationServer({ clientRegistration, ...options }: TestServerOptions = {}): Promise<TestServer> {
  return createTestServer({
    apiScopes: [{ name: 'orders.read' }, { name: 'orders.write' }],
    apiResources: [{ name: 'https://orders.example.com', scopes: ['orders.read', 'orders.write'] }],
    users: [{ subject: '1', username: 'alice', password: 'wonderland', claims: { name: 'Alice' } }],
    limits: { signInAttemptsPerAccount: 1000, signInAttemptsPerAddress: 1000 },
    ...options,
    clientRegistration: {
      mode: 'open',
      scopes: ['openid', 'orders.read'],
      perAddressAndHour: 1000,
      ...clientRegistration,
    },
  });
}

type Headers = Readonly<Record<string, string>>;

export async function register(server: TestServer, metadata: unknown, headers: Headers = {}): Promise<Answer> {
  return send('POST', `${server.url}/connect/register`, metadata, headers);
}

/** Reads, changes or deletes a registration. */
export async function manage(
  method: 'GET' | 'PUT' | 'DELETE',
  { registration_client_uri: uri, registration_access_token: token }: Registration,
  metadata?: unknown,
): Promise<Answer> {
  return send(method, uri, metadata, { authorization: `Bearer ${token}` });
}

/** What a client must know to manage its registration. */
export interface Registration {
  readonly registration_client_uri: string;
  readonly registration_access_token: string;
}

async function send(method: string, url: string, body: unknown, headers: Headers): Promise<Answer> {
  const content = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  return answerOf(
    await fetch(url, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: content as BodyInit }),
    }),
  );
}

/**
 * Alice signs in and allows what the client asks for; resolves to where her browser ends up.
 * @param consent further fields of the consent page, which is filled in here then.
 */
export async function allow(
  server: TestServer,
  clientId: string,
  changes: Headers = {},
  agent = new UserAgent(server.url),
  consent?: Headers,
) {
  const request = {
    client_id: clientId,
    redirect_uri: callback,
    response_type: 'code',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    state: 's',
    ...changes,
  };
  const url = authorizeUrl(server, request);
  if (consent === undefined) return agent.visit(url);
  const [form] = formsOf(await agent.signInOnly(url));
  return agent.submit(form!, { decision: 'allow', ...consent });
}

export function redeem(server: TestServer, clientId: string, code: string, changes: Headers = {}): Promise<Answer> {
  return postForm(`${server.url}/connect/token`, {
    grant_type: 'authorization_code',
    client_id: clientId,
    code,
    redirect_uri: callback,
    code_verifier: verifier,
    ...changes,
  });
}

/** A whole flow of a public client. */
export async function tokensFor(server: TestServer, clientId: string, changes: Headers = {}): Promise<Answer> {
  const { arrival } = await allow(server, clientId, changes);
  return redeem(server, clientId, arrival!.url.searchParams.get('code')!);
}
