import { expect, it, onTestFinished } from 'vitest';
import { basic, postForm, requestToken } from '../support/connect.ts';
import { startFixture } from '../support/fixture.ts';

it('keeps of a busy server what is refused, in brief, and does not spend time on the rest', async () => {
  const server = await startFixture();
  onTestFinished(() => server.close());
  const { trips } = server.server.services;
  const target = '/connect/token';
  const body = new TextEncoder().encode('grant_type=client_credentials&scope=orders.read');
  const headers: Readonly<Record<string, string>> = {
    authorization: basic('machine'),
    'content-type': 'application/x-www-form-urlencoded',
  };
  const ask = (scope = body) =>
    server.server.handle({ method: 'POST', target, header: (name) => headers[name], body: async () => scope });
  // Far more than are followed in a second, and these take less than one.
  const unsupported = new TextEncoder().encode('grant_type=nothing');
  for (let count = 0; count < 1500; count += 1) expect((await ask(unsupported)).status).toBe(400);
  const flood = trips.list({ limit: 200, outcome: 'refused' }).items;
  expect(flood.length).toBe(200);
  expect(flood.filter(({ isBrief }) => isBrief).length).toBeGreaterThan(0);
  expect(flood.filter(({ refusal }) => refusal?.reason !== 'grant.unsupported')).toEqual([]);
  const refused = await ask(new TextEncoder().encode('grant_type=client_credentials&scope=nothing'));
  const sent = 'client_id=browser-application&response_type=code&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcallback';
  const redirected = await server.server.handle({
    method: 'GET',
    target: `/connect/authorize?${sent}`,
    header: () => undefined,
    body: async () => new Uint8Array(),
  });
  const trip = trips.find(String(refused.headers['x-request-id']));
  expect([trip?.status, trip?.clientId, trip?.refusal?.reason]).toEqual([400, 'machine', 'scope.not-allowed']);
  expect(redirected.status).toBe(303);
  const elsewhere = trips.find(String(redirected.headers['x-request-id']));
  expect([elsewhere?.outcome, elsewhere?.refusal?.reason]).toEqual(['refused', 'authorize.pkce-required']);
});

it('uses a record again only when nobody holds it: what is looked at stays as it was', async () => {
  const server = await startFixture();
  onTestFinished(() => server.close());
  const { trips } = server.server.services;
  const first = await requestToken(server, 'machine', { grant_type: 'client_credentials' });
  const seen = trips.find(first.headers.get('x-request-id')!);
  const before = JSON.stringify(seen);
  for (let count = 0; count < 210; count += 1)
    await postForm(`${server.url}/connect/revocation`, { token: 'x' }, { authorization: basic('machine') });
  expect(trips.find(first.headers.get('x-request-id')!)).toBe(undefined);
  expect(JSON.stringify(seen)).toBe(before);
  const ids = trips.list({ limit: 200 }).items.map(({ requestId }) => requestId);
  expect(new Set(ids).size).toBe(ids.length);
});
