import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createServer, type MintmarkServer } from '../../src/server/server.ts';
import { clients, fixture } from '../support/fixture.ts';
import { startLoad } from '../support/load.ts';
import { nodeClient } from '../support/node-client.ts';
import { issuer, masterSecret, type NodeProcess, startNode, startNodes } from '../support/node-process.ts';
import { type PostgresServer, startPostgresServer } from '../support/postgres-server.ts';
import { codeClients, makeMany, writeCode, writeRefreshToken } from '../support/redeemable.ts';

const http = nodeClient({ connections: 16 });
let postgres: PostgresServer;
let storage: { readonly kind: 'postgres'; readonly url: string };
let nodes: NodeProcess[] = [];
let server: MintmarkServer;
let chains: string[] = [];
let codes: string[] = [];

const makeServer = () =>
  createServer({
    ...fixture,
    clients: [...clients, ...codeClients],
    mode: 'dev',
    issuer,
    secret: masterSecret,
    storage,
  });

beforeAll(async () => {
  // Its own, with fsync: it is going to be killed.
  postgres = await startPostgresServer({ durable: true });
  const client = new pg.Client({ connectionString: `${postgres.url}postgres` });
  await client.connect();
  await client.query('CREATE DATABASE faults');
  await client.end();
  storage = { kind: 'postgres', url: `${postgres.url}faults` };
  server = await makeServer();
  nodes = await startNodes(4, { storage, moreClients: codeClients });
});
beforeEach(async () => {
  chains = await makeMany(12, () => writeRefreshToken(server.services, 'code-retrying'));
  codes = await makeMany(400, () => writeCode(server.services, 'code-retrying'));
});
afterAll(async () => {
  http.close();
  await Promise.all(nodes.map((node) => node.kill()));
  await server.close();
  await postgres.stop();
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 25));
}

const statusesOf = (answers: readonly { readonly status: number }[]) => [
  ...new Set(answers.map(({ status }) => status)),
];

const ready = (node: NodeProcess) => http.get(node.url, '/health/ready').then(({ status }) => status);

/** Every chain goes on, every access token is alive, no code gave tokens twice. */
async function expectNothingLost(load: ReturnType<typeof startLoad>, url: string): Promise<void> {
  expect([...load.codes.values()].filter((count) => count > 1)).toEqual([]);
  for (const token of load.chains) expect((await http.refresh(url, 'code-retrying', token)).status).toBe(200);
  const dead: string[] = [];
  for (let first = 0; first < load.accessTokens.length; first += 50) {
    const some = load.accessTokens.slice(first, first + 50);
    const answers = await Promise.all(some.map((token) => http.introspect(url, token)));
    dead.push(...some.filter((_, index) => answers[index]!.json.active !== true));
  }
  expect(dead).toEqual([]);
}

describe('four nodes on one PostgreSQL under load', { timeout: 120_000 }, () => {
  it('lose nothing and redeem nothing twice when a node is killed, and take a new one in', async () => {
    const urls = nodes.map(({ url }) => url);
    const load = startLoad(http, urls, { chains, codes });
    await until(() => load.successes > 150);
    await nodes[0]!.kill();
    const sofar = load.successes;
    await until(() => load.successes > sofar + 150 && load.broken > 0);
    nodes[0] = await startNode({ storage, moreClients: codeClients });
    urls[0] = nodes[0].url;
    const before = load.successes;
    await until(() => load.successes > before + 100);
    await load.stop();
    // Of each code, the second use is refused; nothing else is.
    expect(statusesOf(load.refusals)).toEqual([400]);
    expect(new Set(load.refusals.map(({ json }) => json.error))).toEqual(new Set(['invalid_grant']));
    await expectNothingLost(load, nodes[0].url);
  });

  it('refuse quickly while PostgreSQL is gone, go on with what needs none, and recover by themselves', async () => {
    const urls = nodes.map(({ url }) => url);
    const load = startLoad(http, urls, { chains, codes });
    await until(() => load.successes > 150);
    await postgres.kill();
    const atKill = load.refusals.length;
    await until(() => load.refusals.length > atKill + 50);

    // Readiness looks once a second.
    for (const node of nodes) await until(async () => (await ready(node)) === 503);
    for (const { url } of nodes) {
      expect((await http.get(url, '/health/live')).status).toBe(200);
      expect((await http.get(url, '/.well-known/openid-configuration/jwks')).status).toBe(200);
      const jwt = await http.token(url, 'machine', { grant_type: 'client_credentials' });
      expect(jwt.status).toBe(200);
      const refused = await http.token(url, 'reference-machine', { grant_type: 'client_credentials' });
      expect([refused.status, refused.json.error, refused.headers['retry-after']]).toEqual([
        503,
        'temporarily_unavailable',
        '2',
      ]);
    }

    await postgres.restart();
    for (const node of nodes) await until(async () => (await ready(node)) === 200);
    const before = load.successes;
    await until(() => load.successes > before + 150);
    await load.stop();
    const unavailable = load.refusals.filter(({ status }) => status === 503);
    expect(unavailable.length).toBeGreaterThan(50);
    expect(unavailable.filter(({ headers }) => headers['retry-after'] === undefined)).toEqual([]);
    expect(statusesOf(load.refusals).filter((status) => status !== 400 && status !== 503)).toEqual([]);
    // Time to connect is three seconds, but nobody listens there: refusals come at once.
    expect(load.slowestRefusalMs).toBeLessThan(7000);
    await expectNothingLost(load, nodes[0]!.url);
  });

  it('redeem nothing twice when their clocks are five minutes apart, and refuse no token that lives', async () => {
    const [behind, exact, ahead] = nodes as [NodeProcess, NodeProcess, NodeProcess];
    await behind.tell('stepClock', -300);
    await ahead.tell('stepClock', 300);
    const urls = [behind.url, exact.url, ahead.url];
    const load = startLoad(http, urls, { chains, codes: codes.slice(0, 60) });
    await until(() => load.successes > 300 && load.codes.size === 60);
    await load.stop();
    expect([...load.codes.values()]).toEqual(Array.from({ length: 60 }, () => 1));
    // The client asks for a window of ten minutes; without one a second use is theft, whatever the clocks say.
    for (const [first, second] of [
      [ahead, behind],
      [behind, ahead],
    ] as const) {
      const token = await writeRefreshToken(server.services, 'code-reference');
      expect((await http.refresh(first.url, 'code-reference', token)).status).toBe(200);
      expect((await http.refresh(second.url, 'code-reference', token)).json.error).toBe('invalid_grant');
    }
    for (const issuing of urls) {
      const forms = [
        await http.token(issuing, 'machine', { grant_type: 'client_credentials' }),
        await http.token(issuing, 'reference-machine', { grant_type: 'client_credentials' }),
      ];
      for (const { json } of forms) {
        for (const asked of urls) {
          expect([issuing, asked, (await http.introspect(asked, json.access_token)).json.active]).toEqual([
            issuing,
            asked,
            true,
          ]);
        }
      }
    }
    await expectNothingLost(load, exact.url);
  });
});
