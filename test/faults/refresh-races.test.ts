import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withLatency } from '../../src/stores/latency.ts';
import { createSqliteStore } from '../../src/stores/sql/sqlite-store.ts';
import type { TestServer } from '../../src/testing/index.ts';
import { introspect, refresh, revoke, signIn } from '../support/connect.ts';
import { ordersApi, startFixture } from '../support/fixture.ts';

const directory = mkdtempSync(join(tmpdir(), 'mintmark-races-'));
let server: TestServer;
/** The same server on a store whose every call takes a while. */
let slow: TestServer;
beforeAll(async () => {
  server = await startFixture({ storage: { kind: 'sqlite', path: join(directory, 'races.db') } });
  slow = await startFixture({
    store: withLatency(createSqliteStore({ path: join(directory, 'slow.db') }), 6, { jitter: 0.9 }),
  });
});
afterAll(async () => {
  await Promise.all([server.close(), slow.close()]);
  await slow.server.services.store.close();
  rmSync(directory, { recursive: true, force: true });
});

const atOnce = <Result>(count: number, run: (index: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: count }, (_, index) => run(index)));

describe.each([
  ['SQLite', () => server],
  ['a slow SQLite', () => slow],
])('parallel uses of one refresh token on %s (CONTRACT §7)', (_, of) => {
  it('200 uses within the retry window all get the same, one live successor and tokens of their own', async () => {
    const { json } = await signIn(of(), 'application');
    const answers = await atOnce(200, () => refresh(of(), 'application', json.refresh_token));
    expect(answers.map(({ status }) => status)).toEqual(Array(200).fill(200));
    const successors = new Set(answers.map((answer) => answer.json.refresh_token));
    expect(successors.size).toBe(1);
    expect(successors.has(json.refresh_token)).toBe(false);
    expect(new Set(answers.map((answer) => answer.json.access_token)).size).toBe(200);
    const live = await of().server.services.vault.list(
      'refresh_token',
      { clientId: 'application' },
      of().clock.now(),
      10,
    );
    expect(live).toHaveLength(1);
    const [successor] = successors;
    expect((await refresh(of(), 'application', successor)).status).toBe(200);
    await revoke(of(), 'application', successor);
  });

  it('of 200 uses with a window of 0 exactly one succeeds, and then nothing of the family lives', async () => {
    const { json } = await signIn(of(), 'strict-reference-application');
    const answers = await atOnce(200, () => refresh(of(), 'strict-reference-application', json.refresh_token));
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    for (const { status, json: body } of answers.filter((answer) => answer !== winners[0])) {
      expect(status).toBe(400);
      expect(body.error).toBe('invalid_grant');
    }
    const won = winners[0]!.json;
    expect((await refresh(of(), 'strict-reference-application', won.refresh_token)).json.error).toBe('invalid_grant');
    for (const token of [json.access_token, won.access_token]) {
      expect((await introspect(of(), ordersApi, token)).json.active).toBe(false);
    }
  });

  it('parallel tabs that each go on with what they got never lose the session', async () => {
    const { json } = await signIn(of(), 'application');
    const last = await atOnce(8, async () => {
      let token = json.refresh_token;
      for (let round = 0; round < 6; round += 1) {
        const answer = await refresh(of(), 'application', token);
        expect(answer.status).toBe(200);
        token = answer.json.refresh_token;
      }
      return token as string;
    });
    const live = await of().server.services.vault.list(
      'refresh_token',
      { clientId: 'application' },
      of().clock.now(),
      10,
    );
    expect(live).toHaveLength(1);
    for (const token of last) expect((await refresh(of(), 'application', token)).status).toBe(200);
    await revoke(of(), 'application', json.refresh_token);
  });

  it('a revocation among parallel refreshes leaves nothing alive', async () => {
    const { json } = await signIn(of(), 'reference-application');
    const answers = await atOnce(40, (index) =>
      index === 20
        ? revoke(of(), 'reference-application', json.refresh_token)
        : refresh(of(), 'reference-application', json.refresh_token),
    );
    for (const { status, json: body } of answers) {
      expect([200, 400]).toContain(status);
      if (status === 400) expect(body.error).toBe('invalid_grant');
    }
    const tokens = answers.flatMap(({ json: body }) => (body?.access_token === undefined ? [] : [body]));
    for (const { access_token, refresh_token } of [json, ...tokens]) {
      expect((await introspect(of(), ordersApi, access_token)).json.active).toBe(false);
      expect((await refresh(of(), 'reference-application', refresh_token)).json.error).toBe('invalid_grant');
    }
  });
});

it('a lost answer loses no session: the retry gets the successor that the lost one carried (CONTRACT §7.2)', async () => {
  const { json } = await signIn(server, 'application');
  // The client hangs up as soon as it has asked.
  const controller = new AbortController();
  const lost = fetch(`${server.url}/connect/token`, {
    method: 'POST',
    signal: controller.signal,
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: json.refresh_token,
      client_id: 'application',
      client_secret: 'a secret of 32 characters, or so',
    }),
  }).then(async (response) => {
    controller.abort();
    await response.text();
  });
  await expect(lost).rejects.toThrow();
  server.clock.advance(5);
  const retried = await refresh(server, 'application', json.refresh_token);
  expect(retried.status).toBe(200);
  server.clock.advance(3600);
  expect((await refresh(server, 'application', retried.json.refresh_token)).status).toBe(200);
});

it('the successor stands sealed in the database: neither handle nor token can be read there (CONTRACT §7.5)', async () => {
  const { json } = await signIn(server, 'reference-application');
  const next = (await refresh(server, 'reference-application', json.refresh_token)).json;
  const { readFileSync, readdirSync } = await import('node:fs');
  const bytes = readdirSync(directory)
    .filter((name) => name.startsWith('races.db'))
    .map((name) => readFileSync(join(directory, name), 'latin1'))
    .join('');
  expect(bytes.length).toBeGreaterThan(10_000);
  for (const token of [json.refresh_token, json.access_token, next.refresh_token, next.access_token]) {
    expect(bytes.includes(token)).toBe(false);
  }
  expect(bytes.includes('alice@example.com')).toBe(true);
  expect(bytes.includes('orders.read')).toBe(false);
});
