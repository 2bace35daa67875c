import { afterEach, expect, it } from 'vitest';
import type { ServerEvent } from '../../src/operations/events.ts';
import type { TestServer } from '../../src/testing/index.ts';
import { introspect, refresh, signIn } from '../support/connect.ts';
import { startFixture } from '../support/fixture.ts';

let server: TestServer;
const events: ServerEvent[] = [];
afterEach(() => server.close());

async function start(grantsPerUserAndClient: number): Promise<void> {
  events.length = 0;
  server = await startFixture({ limits: { grantsPerUserAndClient }, onEvent: (event) => events.push(event) });
}

/** What goes on after the answers has been done. */
const settled = () => server.server.services.background.drain(10_000);

/** Refresh tokens of so many sign-ins, one a second. */
async function signIns(count: number, clientId = 'application', user = 'subject-of-alice') {
  const tokens: string[] = [];
  for (let one = 0; one < count; one += 1) {
    server.clock.advance(1);
    tokens.push((await signIn(server, clientId, { user })).json.refresh_token);
  }
  return tokens;
}

async function statuses(tokens: readonly string[], clientId = 'application'): Promise<readonly number[]> {
  return Promise.all(tokens.map(async (token) => (await refresh(server, clientId, token)).status));
}

it('of too many refresh tokens of a user at a client the oldest end, with all of their families', async () => {
  await start(4);
  const tokens = await signIns(6);
  await settled();
  expect(await statuses(tokens)).toEqual([400, 400, 200, 200, 200, 200]);
  expect(events.filter(({ type }) => type === 'GrantsRevoked')).toContainEqual({
    type: 'GrantsRevoked',
    subjectId: 'subject-of-alice',
    clientId: 'application',
    by: 'limit',
  });
});

it('those that were used last stay: a refresh makes a grant young', async () => {
  await start(4);
  const [first] = await signIns(4);
  server.clock.advance(1);
  const { json } = await refresh(server, 'application', first!);
  await signIns(2);
  await settled();
  expect(await statuses([json.refresh_token])).toEqual([200]);
});

it('other users and other clients are not concerned', async () => {
  await start(2);
  const ofBob = await signIns(2, 'application', 'subject-of-bob');
  const elsewhere = await signIns(2, 'other-application');
  await signIns(4);
  await settled();
  expect(await statuses(ofBob)).toEqual([200, 200]);
  expect(await statuses(elsewhere, 'other-application')).toEqual([200, 200]);
});

it('of reference tokens there may be ten times as many', async () => {
  await start(1);
  const tokens: string[] = [];
  for (let one = 0; one < 13; one += 1) {
    server.clock.advance(1);
    const { json } = await signIn(server, 'reference-application', { scope: 'orders.read' });
    tokens.push(json.access_token);
  }
  await settled();
  const active = await Promise.all(
    tokens.map(async (token) => (await introspect(server, 'https://orders.example.com', token)).json.active),
  );
  expect(active.lastIndexOf(false)).toBeGreaterThanOrEqual(0);
  expect(active.filter(Boolean).length).toBeLessThanOrEqual(12);
  expect(active.slice(3)).toEqual(Array(10).fill(true));
});

it('asks the store once for a quarter of the bound, not with every sign-in', async () => {
  await start(40);
  const { grants } = server.server.services.store;
  const list = grants.list.bind(grants);
  let asked = 0;
  grants.list = (...filter) => {
    asked += 1;
    return list(...filter);
  };
  await signIns(40);
  await settled();
  expect(asked).toBe(4);
});
