import { generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClientConfiguration } from '../../src/config/client-configuration.ts';
import { resolveClient } from '../../src/config/resolve-client.ts';
import { createServer, type MintmarkServer } from '../../src/server/server.ts';
import { clients, fixture, secret } from '../support/fixture.ts';
import { nodeClient } from '../support/node-client.ts';
import { issuer, masterSecret, type NodeProcess, startNodes } from '../support/node-process.ts';
import { createTestDatabase } from '../support/postgres-database.ts';
import { codeClients, writeCode, writeRefreshToken } from '../support/redeemable.ts';

const http = nodeClient();
const limits = { clientAuthenticationFailures: 4, signInAttemptsPerAccount: 3, signInAttemptsPerAddress: 1000 };
const signing = {
  algorithms: ['ES256' as const, 'RS256' as const],
  rotationInterval: 1000,
  propagationTime: 100,
  retentionDuration: 4000,
} as const;
let nodes: NodeProcess[] = [];
let server: MintmarkServer;
let a = '';
let b = '';

beforeAll(async () => {
  const storage = { kind: 'postgres', url: await createTestDatabase() } as const;
  const { exportJWK } = await import('jose');
  const pair = await generateKeyPair('ES256', { extractable: true });
  privateKey = pair.privateKey;
  const moreClients = [
    ...codeClients,
    {
      clientId: 'asserting',
      jwks: { keys: [{ ...(await exportJWK(pair.publicKey)), kid: '1', alg: 'ES256', use: 'sig' }] },
      allowedGrantTypes: ['client_credentials'],
      allowedScopes: ['orders.read'],
    },
    {
      clientId: 'television',
      requireClientSecret: false,
      allowedGrantTypes: ['urn:ietf:params:oauth:grant-type:device_code'],
      allowedScopes: ['orders.read'],
    },
  ] satisfies readonly ClientConfiguration[];
  server = await createServer({
    ...fixture,
    clients: [...clients, ...moreClients],
    mode: 'dev',
    issuer,
    secret: masterSecret,
    storage,
    signing,
  });
  nodes = await startNodes(2, { storage, moreClients, limits, signing });
  [a, b] = nodes.map(({ url }) => url) as [string, string];
});
afterAll(async () => {
  http.close();
  await Promise.all(nodes.map((node) => node.kill()));
  await server.close();
});

let privateKey: CryptoKey;

describe('two nodes on one PostgreSQL (CONTRACT §7.4)', () => {
  it('redeem each other’s codes, refresh tokens and reference tokens', async () => {
    const code = await writeCode(server.services, 'code-reference');
    const redeemed = await http.token(a, 'code-reference', { grant_type: 'authorization_code', code });
    expect(redeemed.status).toBe(200);
    expect((await http.introspect(b, redeemed.json.access_token)).json.active).toBe(true);
    const refreshed = await http.refresh(b, 'code-reference', redeemed.json.refresh_token);
    expect(refreshed.status).toBe(200);
    expect((await http.introspect(a, refreshed.json.access_token)).json.active).toBe(true);
  });

  it('refuse a client assertion that the other has seen (RFC 7523 §3)', async () => {
    const assertion = await new SignJWT({})
      .setProtectedHeader({ alg: 'ES256', kid: '1' })
      .setIssuer('asserting')
      .setSubject('asserting')
      .setAudience(issuer)
      .setJti('once')
      .setIssuedAt()
      .setExpirationTime('1m')
      .sign(privateKey);
    const form = {
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    };
    expect((await http.post(a, '/connect/token', form)).status).toBe(200);
    const replayed = await http.post(b, '/connect/token', form);
    expect(replayed.status).toBe(401);
    expect(replayed.json.error).toBe('invalid_client');
  });

  it('count polls of one device together (RFC 8628 §3.5)', async () => {
    const started = await http.post(a, '/connect/deviceauthorization', { client_id: 'television' });
    expect(started.status).toBe(200);
    const form = {
      client_id: 'television',
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: started.json.device_code,
    };
    expect((await http.post(a, '/connect/token', form)).json.error).toBe('authorization_pending');
    expect((await http.post(b, '/connect/token', form)).json.error).toBe('slow_down');
  });

  it('count wrong passwords of one account together', async () => {
    const form = { grant_type: 'password', username: 'bob', password: 'wrong' };
    const statuses: number[] = [];
    for (const url of [a, b, a]) statuses.push((await http.token(url, 'application', form)).status);
    expect(statuses).toEqual([400, 400, 400]);
    const right = { ...form, password: 'the password of bob' };
    expect((await http.token(b, 'application', right)).status).not.toBe(200);
    expect((await http.token(a, 'application', right)).status).not.toBe(200);
  });

  it('count failed client authentications together, once each has seen one', async () => {
    const form = { client_id: 'other-machine', client_secret: 'wrong', grant_type: 'client_credentials' };
    const statuses: number[] = [];
    for (const url of [a, b, a, b, a, b]) statuses.push((await http.post(url, '/connect/token', form)).status);
    expect(statuses).toEqual([401, 401, 401, 401, 429, 429]);
  });

  it('both forget a session that ended on one of them', async () => {
    const now = server.services.clock.now();
    const sessionId = 'session-of-two-nodes';
    const form = {
      grant_type: 'urn:test:grant:as-user',
      user: 'u',
      session: sessionId,
      scope: 'orders.read offline_access',
    };
    const issued = await http.token(a, 'reference-application', form);
    expect(issued.status).toBe(200);
    await server.services.store.grants.revoke({ subjectId: 'u', sessionId }, now + 1000);
    expect((await http.introspect(b, issued.json.access_token)).json.active).toBe(false);
    expect((await http.refresh(a, 'reference-application', issued.json.refresh_token)).json.error).toBe(
      'invalid_grant',
    );
  });

  it('revoke for each other, JWTs included (RFC 7009 §2)', async () => {
    const handle = await writeRefreshToken(server.services, 'code-jwt');
    const { json } = await http.refresh(a, 'code-jwt', handle);
    const revoked = await http.post(b, '/connect/revocation', {
      client_id: 'code-jwt',
      client_secret: secret,
      token: json.refresh_token,
    });
    expect(revoked.status).toBe(200);
    expect((await http.introspect(a, json.access_token)).json.active).toBe(false);
    expect((await http.refresh(a, 'code-jwt', json.refresh_token)).json.error).toBe('invalid_grant');
  });

  it('see a stored client that was disabled within five seconds', async () => {
    const settings = { signingAlgorithms: ['ES256', 'RS256'], retentionDuration: 4000 };
    const input = {
      clientId: 'stored',
      clientSecrets: [{ value: secret }],
      allowedGrantTypes: ['client_credentials'],
      allowedScopes: ['orders.read'],
    };
    const client = resolveClient(input, server.settings.catalogue, settings);
    expect(await server.services.store.clients.insert(client)).toBe(true);
    const ask = (url: string) => http.token(url, 'stored', { grant_type: 'client_credentials' });
    expect([(await ask(a)).status, (await ask(b)).status]).toEqual([200, 200]);
    await server.services.store.clients.update({ ...client, enabled: false });
    for (const node of nodes) await node.tell('stepClock', 5);
    expect([(await ask(a)).status, (await ask(b)).status]).toEqual([401, 401]);
    for (const node of nodes) await node.tell('stepClock', 0);
  });

  it('verify each other’s tokens through a whole rotation of keys, without a failure', async () => {
    const keyIds = new Set<string>();
    async function verifyEverywhere(): Promise<void> {
      const published = await Promise.all([a, b].map((url) => http.get(url, '/.well-known/openid-configuration/jwks')));
      for (const url of [a, b]) {
        const { json } = await http.token(url, 'machine', { grant_type: 'client_credentials' });
        const header = JSON.parse(Buffer.from(json.access_token.split('.')[0], 'base64url').toString());
        keyIds.add(header.kid);
        for (const { json: set } of published) {
          expect(set.keys.map(({ kid }: { kid: string }) => kid)).toContain(header.kid);
        }
        for (const other of [a, b]) expect((await http.introspect(other, json.access_token)).json.active).toBe(true);
      }
    }
    await verifyEverywhere();
    // Announced by one; the other looks at the store once in a quarter of the propagation time.
    await nodes[0]!.tell('rotateKeys');
    for (const seconds of [25, 50, 99, 100, 101, 130]) {
      for (const node of nodes) await node.tell('stepClock', seconds);
      if (seconds === 25) await nodes[1]!.tell('refreshKeys');
      await verifyEverywhere();
    }
    expect(keyIds.size).toBe(2);
    for (const node of nodes) await node.tell('stepClock', 0);
  });
});
