import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServer, type MintmarkServer } from '../../src/server/server.ts';
import { clients, fixture } from '../support/fixture.ts';
import { type Answer, nodeClient } from '../support/node-client.ts';
import { issuer, masterSecret, type NodeProcess, startNodes } from '../support/node-process.ts';
import { createTestDatabase } from '../support/postgres-database.ts';
import { codeClients, makeMany, writeCode, writeRefreshToken } from '../support/redeemable.ts';

const http = nodeClient({ connections: 64 });
let nodes: NodeProcess[] = [];
let server: MintmarkServer;

beforeAll(async () => {
  const storage = { kind: 'postgres', url: await createTestDatabase() } as const;
  // The first makes the schema and the keys; the test itself writes codes through it.
  server = await createServer({
    ...fixture,
    clients: [...clients, ...codeClients],
    mode: 'dev',
    issuer,
    secret: masterSecret,
    storage,
  });
  nodes = await startNodes(4, { storage, moreClients: codeClients });
});
afterAll(async () => {
  http.close();
  await Promise.all(nodes.map((node) => node.kill()));
  await server.close();
});

const clientOf = (index: number) => (index % 2 === 0 ? 'code-jwt' : 'code-reference');
const nodeOf = (index: number) => nodes[index % nodes.length]!.url;

interface Redeemable {
  readonly clientId: string;
  readonly form: Readonly<Record<string, string>>;
}

async function redeemables(count: number): Promise<Redeemable[]> {
  const pairs = await makeMany(count, async (index) => {
    const clientId = clientOf(index);
    const [code, token] = await Promise.all([
      writeCode(server.services, clientId),
      writeRefreshToken(server.services, clientId),
    ]);
    return [
      { clientId, form: { grant_type: 'authorization_code', code } },
      { clientId, form: { grant_type: 'refresh_token', refresh_token: token } },
    ];
  });
  return pairs.flat();
}

/** A node that is too busy says so before it touches anything (503, Retry-After): then a client asks again. */
async function patiently(request: Redeemable, use: number): Promise<Answer> {
  let answer = await http.token(nodeOf(use), request.clientId, request.form);
  for (let again = 1; answer.status === 503 && again < 50; again += 1) {
    answer = await http.token(nodeOf(use + again), request.clientId, request.form);
  }
  return answer;
}

/** Redeems each so often, all at once, the uses of one spread over all nodes; resolves to the answers by redeemable. */
function redeemAll(all: readonly Redeemable[], times: number): Promise<Answer[][]> {
  return Promise.all(
    all.map((one, index) => Promise.all(Array.from({ length: times }, (_, use) => patiently(one, index + use)))),
  );
}

/** What of a family is alive, asked on some node. */
async function alive(clientId: string, success: Answer, index: number): Promise<string[]> {
  const { access_token: accessToken, refresh_token: refreshToken } = success.json;
  const [refreshed, introspected] = await Promise.all([
    http.refresh(nodeOf(index), clientId, refreshToken),
    http.introspect(nodeOf(index + 1), accessToken),
  ]);
  const found: string[] = [];
  if (refreshed.status !== 400 || refreshed.json.error !== 'invalid_grant') found.push('refresh token');
  if (introspected.status !== 200 || introspected.json.active !== false) found.push('access token');
  return found;
}

it('redeems 1,000 codes and 1,000 refresh tokens once each, of 10,000 requests over four processes, and revokes every family (RFC 6749 §4.1.2, RFC 9700 §4.14.2)', {
  timeout: 120_000,
}, async () => {
  const all = await redeemables(1000);
  const answers = await redeemAll(all, 5);
  const outcomes = new Map<string, number>();
  for (const { status, json } of answers.flat()) {
    const outcome = `${status} ${json.error ?? 'tokens'}`;
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  expect(Object.fromEntries(outcomes)).toEqual({ '200 tokens': 2000, '400 invalid_grant': 8000 });
  const successes = answers.map((own) => own.filter(({ status }) => status === 200));
  expect(successes.every((own) => own.length === 1)).toBe(true);
  const survivors = await Promise.all(all.map(({ clientId }, index) => alive(clientId, successes[index]![0]!, index)));
  expect(survivors.flat()).toEqual([]);
});

it('gives tokens to one of 100 requests with the same code, and takes them back because of the others (RFC 6749 §4.1.2)', async () => {
  for (const clientId of ['code-jwt', 'code-reference']) {
    const code = await writeCode(server.services, clientId);
    const [answers] = await redeemAll([{ clientId, form: { grant_type: 'authorization_code', code } }], 100);
    const successes = answers!.filter(({ status }) => status === 200);
    expect(successes.length).toBe(1);
    expect(answers!.filter(({ json }) => json.error === 'invalid_grant').length).toBe(99);
    expect(await alive(clientId, successes[0]!, 0)).toEqual([]);
  }
});

it('leaves a family alone whose code and refresh token were used once each', async () => {
  const [code] = await redeemables(1);
  const first = await http.token(nodeOf(0), code!.clientId, code!.form);
  const { json } = await http.introspect(nodeOf(1), first.json.access_token);
  expect(json.active).toBe(true);
  const second = await http.refresh(nodeOf(2), code!.clientId, first.json.refresh_token);
  expect(second.status).toBe(200);
  expect((await http.introspect(nodeOf(3), second.json.access_token)).json.active).toBe(true);
});
