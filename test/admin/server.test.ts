import { afterEach, describe, expect, it } from 'vitest';
import type { ServerEvent } from '../../src/operations/events.ts';
import { type AdminServer, adminToken, askAdmin, startAdmin } from '../support/admin.ts';
import { answerOf } from '../support/connect.ts';
import { secret } from '../support/fixture.ts';

const servers: AdminServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function start(options: Parameters<typeof startAdmin>[0] = {}) {
  const server = await startAdmin(options);
  servers.push(server);
  const token = await adminToken(server);
  const ask = (method: string, path: string, body?: unknown) => askAdmin(server, method, path, { token, body });
  return { server, ask };
}

async function publishedKeys({ url }: AdminServer): Promise<readonly string[]> {
  const { json } = await answerOf(await fetch(`${url}/.well-known/openid-configuration/jwks`));
  return json.keys.map((key: { kid: string }) => key.kid);
}

describe('signing keys, by the admin API', () => {
  it('are listed, announced, and retired at once: what they signed is void', async () => {
    const events: ServerEvent[] = [];
    const { server, ask } = await start({ onEvent: (event) => events.push(event) });
    const first = (await ask('GET', '/keys')).json.items;
    expect(first).toEqual([
      {
        keyId: expect.any(String),
        algorithm: 'ES256',
        state: 'signing',
        createdAt: server.clock.now(),
        activeAt: expect.any(Number),
        retiringAt: expect.any(Number),
        retiredAt: expect.any(Number),
      },
    ]);
    const unknown = await ask('POST', '/keys/rotate', { algorithm: 'RS256' });
    expect(unknown.json.errors).toEqual([{ path: 'algorithm', message: 'must be one of signing.algorithms: ES256' }]);
    const rotated = (await ask('POST', '/keys/rotate')).json.items;
    expect(rotated.map(({ state }: { state: string }) => state)).toEqual(['signing', 'announced']);
    expect(await publishedKeys(server)).toHaveLength(2);
    expect((await ask('POST', '/keys/rotate', {})).json.items).toHaveLength(2);

    const { keyId } = first[0];
    const retired = await ask('POST', `/keys/${keyId}/retire`);
    expect(retired.json).toMatchObject({ keyId, state: 'retired' });
    expect(await publishedKeys(server)).not.toContain(keyId);
    // Among what it signed is the token with which this was done.
    expect((await ask('GET', '/keys')).status).toBe(401);
    const token = await adminToken(server);
    expect((await askAdmin(server, 'GET', '/keys', { token })).status).toBe(200);
    const none = await askAdmin(server, 'POST', '/keys/nothing/retire', { token });
    expect([none.status, none.json.detail]).toEqual([404, 'there is no key nothing']);
    const actions = events.flatMap((event) => (event.type === 'AdminChange' ? [[event.action, event.target.id]] : []));
    expect(actions).toEqual([
      ['key.announce', rotated[1].keyId],
      ['key.retire', keyId],
    ]);
  });
});

describe('initial access tokens, by the admin API', () => {
  it('let so many clients register, and are refused where none is needed', async () => {
    const { server, ask } = await start({ clientRegistration: { mode: 'initialAccessToken' } });
    const made = await ask('POST', '/registration-tokens', { uses: 2, expiresIn: 60 });
    expect(made.status).toBe(201);
    expect(made.json).toEqual({
      initialAccessToken: expect.stringMatching(/^2\.[\w-]{43}$/),
      uses: 2,
      expiresAt: server.clock.now() + 60,
    });
    const register = () =>
      fetch(`${server.url}/connect/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${made.json.initialAccessToken}` },
        body: JSON.stringify({ redirect_uris: ['https://agent.example/cb'], grant_types: ['authorization_code'] }),
      });
    expect([(await register()).status, (await register()).status, (await register()).status]).toEqual([201, 201, 401]);
    const { items } = (await ask('GET', '/clients?from=registered')).json;
    expect(items).toHaveLength(2);
    const path = `/clients/${items[0].clientId}`;
    const renamed = await ask('PATCH', path, { clientName: 'An agent' });
    expect(renamed.json).toMatchObject({ clientName: 'An agent', from: 'registered', requireConsent: true });
    expect((await ask('PATCH', path, { requireConsent: false })).json.detail).toBe(
      'requireConsent: is beyond clientRegistration, which says what such clients may have',
    );
    expect((await ask('DELETE', path)).status).toBe(204);

    const off = await start();
    const refused = await off.ask('POST', '/registration-tokens', {});
    expect([refused.status, refused.json.detail]).toEqual([
      409,
      'clientRegistration.mode is off: no client can register itself',
    ]);
  });
});

describe('the server, by the admin API', () => {
  it('tells its configuration as it was loaded, and nothing that lets anybody in', async () => {
    const canary = (name: string) => `canary-of-${name}-0123456789abcdefghijklmnopqrstuv`;
    const { ask, server } = await start({
      secret: 'canary-Zq3vX0p9Lk2mT7bHs5RwYd8uJfGcNa1eViUA',
      users: [
        { subject: 'a', username: 'ann', password: canary('password') },
        { subject: 'b', username: 'ben', passwordHash: '$argon2id$v=19$m=8,t=1,p=1$Y2FuYXJ5$Y2FuYXJ5Y2FuYXJ5' },
      ],
      clients: [
        {
          clientId: 'app',
          clientSecrets: [{ value: canary('client') }],
          allowedGrantTypes: ['client_credentials'],
          pairwiseSubjectSalt: canary('salt'),
        },
      ],
      apiScopes: [{ name: 'orders.read' }],
      apiResources: [
        { name: 'https://orders.example.com', scopes: ['orders.read'], apiSecrets: [{ value: canary('api') }] },
      ],
      externalProviders: [
        {
          id: 'other',
          displayName: 'Other',
          issuer: 'https://other.example',
          clientId: 'mintmark',
          clientSecret: canary('provider'),
        },
      ],
    });
    const { text, json, status } = await ask('GET', '/configuration');
    expect(status).toBe(200);
    expect(text).not.toMatch(/canary|Y2FuYXJ5/);
    const hashes = server.server.settings.clients.flatMap((client) => client.clientSecrets.map(({ sha256 }) => sha256));
    for (const hash of hashes) expect(text).not.toContain(hash);
    expect(text).not.toContain(secret);
    expect(json.stored).toEqual(['clients', 'users']);
    expect(json.settings).toMatchObject({
      secrets: ['[hidden]'],
      session: { idleLifetime: 36_000 },
      externalProviders: [{ clientId: 'mintmark', clientSecret: '[hidden]' }],
    });
  });

  it('tells which version of what it runs', async () => {
    const { ask, server } = await start();
    const { json } = await ask('GET', '/server');
    expect(json).toEqual({
      version: '0.1.0',
      node: process.version,
      issuer: server.url,
      mode: 'dev',
      store: 'memory',
      processId: process.pid,
      startedAt: expect.any(Number),
      uptimeSeconds: expect.any(Number),
    });
  });

  it('lists scopes and APIs in pages', async () => {
    const { ask } = await start();
    const scopes = await ask('GET', '/scopes?limit=3');
    expect(scopes.json.items.map(({ name }: { name: string }) => name)).toEqual(['openid', 'profile', 'email']);
    const rest = await ask('GET', `/scopes?after=${scopes.json.next}`);
    expect(rest.json.items).toMatchObject([
      { name: 'mintmark.admin', kind: 'api', apis: ['urn:mintmark:admin'] },
      { name: 'mintmark.read', kind: 'api', apis: ['urn:mintmark:admin'] },
    ]);
    expect(rest.json.next).toBe(undefined);
    const apis = await ask('GET', '/resources');
    expect(apis.json.items).toMatchObject([{ name: 'urn:mintmark:admin', apiSecrets: [] }]);
  });
});
