import { afterEach, beforeEach, expect, test } from 'vitest';
import { randomHandle } from '../../src/keys/digest.ts';
import type { AuthorizationCode } from '../../src/model/grants.ts';
import { authenticatedSubject } from '../../src/model/subject.ts';
import { withCounting } from '../../src/stores/counting.ts';
import { createMemoryStore } from '../../src/stores/memory/memory-store.ts';
import { createTestServer, type TestServer } from '../../src/testing/index.ts';
import { newFamily } from '../../src/tokens/token-id.ts';

const counting = () => withCounting(createMemoryStore());
let counted: ReturnType<typeof counting>;
let server: TestServer;

beforeEach(async () => {
  counted = counting();
  server = await createTestServer({
    store: counted.store,
    apiScopes: [{ name: 'read', userClaims: ['email'] }],
    users: [{ subject: '1', username: 'alice', password: 'wonderland', claims: { email: 'alice@example.com' } }],
    clients: [
      {
        clientId: 'worker',
        clientSecrets: [{ value: 's' }],
        allowedGrantTypes: ['client_credentials'],
        allowedScopes: ['read'],
      },
      {
        clientId: 'web',
        clientSecrets: [{ value: 's' }],
        allowedGrantTypes: ['authorization_code'],
        redirectUris: ['https://web.example/callback'],
        allowedScopes: ['openid', 'read'],
        allowOfflineAccess: true,
        requirePkce: false,
      },
    ],
  });
});
afterEach(() => server.close());

async function token(clientId: string, form: Record<string, string>): Promise<Record<string, string>> {
  counted.calls.reset();
  const response = await fetch(`${server.url}/connect/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${clientId}:s`)}` },
    body: new URLSearchParams(form),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, string>;
}

async function writeCode(): Promise<string> {
  const { vault, clock } = server.server.services;
  const handle = randomHandle();
  const now = clock.now();
  const code: AuthorizationCode = {
    clientId: 'web',
    family: newFamily(),
    createdAt: now,
    expiresAt: now + 60,
    subject: authenticatedSubject('1', { method: 'pwd', at: now }),
    redirectUri: 'https://web.example/callback',
    redirectUriRequired: true,
    scopes: ['openid', 'read', 'offline_access'],
    resourceIndicators: [],
  };
  const columns = { ...code, subjectId: '1' };
  await vault.insert(vault.record('authorization_code', handle, code, columns));
  return handle;
}

test('a JWT for a client that acts for itself touches no store (DESIGN §6)', async () => {
  await token('worker', { grant_type: 'client_credentials' });
  expect([...counted.calls.byName]).toEqual([]);
});

test('a code is redeemed with one read and one write, user, refresh and ID token included (DESIGN §4)', async () => {
  const code = await writeCode();
  const tokens = await token('web', {
    grant_type: 'authorization_code',
    code,
    redirect_uri: 'https://web.example/callback',
  });
  expect(Object.keys(tokens)).toEqual([
    'id_token',
    'access_token',
    'expires_in',
    'token_type',
    'refresh_token',
    'scope',
  ]);
  expect([...counted.calls.byName]).toEqual([
    ['grants.find', 1],
    ['grants.consume', 1],
  ]);
});

test('a refresh is one read and one write (DESIGN §4)', async () => {
  const code = await writeCode();
  const first = await token('web', {
    grant_type: 'authorization_code',
    code,
    redirect_uri: 'https://web.example/callback',
  });
  const second = await token('web', { grant_type: 'refresh_token', refresh_token: first.refresh_token! });
  expect(second.refresh_token).not.toBe(first.refresh_token);
  expect([...counted.calls.byName]).toEqual([
    ['grants.find', 1],
    ['grants.consume', 1],
  ]);
});
