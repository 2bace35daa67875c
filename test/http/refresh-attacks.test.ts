import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ServerEvent } from '../../src/operations/events.ts';
import type { TestServer } from '../../src/testing/index.ts';
import { type Answer, postForm } from '../support/connect.ts';
import { type ProofKey, proofKey } from '../support/dpop.ts';
import { asUserGrant, startFixture } from '../support/fixture.ts';

const events: ServerEvent[] = [];
let server: TestServer;
let own: ProofKey;
let thief: ProofKey;
beforeAll(async () => {
  server = await startFixture({ onEvent: (event) => events.push(event) });
  own = await proofKey(server);
  thief = await proofKey(server);
});
afterAll(() => server.close());
beforeEach(() => {
  events.length = 0;
});

const token = async (parameters: Readonly<Record<string, string>>, key?: ProofKey) =>
  postForm(
    `${server.url}/connect/token`,
    { client_id: 'public-application', ...parameters },
    key === undefined ? {} : await key.header(),
  );
const first = async () =>
  (await token({ grant_type: asUserGrant, user: 'subject-of-alice', scope: 'orders.read offline_access' })).json
    .refresh_token as string;
const refresh = (refreshToken: string, key?: ProofKey) =>
  token({ grant_type: 'refresh_token', refresh_token: refreshToken }, key);
const said = ({ status, json }: Answer) => [status, json.error];

// The first token was a bearer token: whoever refreshes it with a proof binds its successor to their key.
describe('a used refresh token within the retry window, whose successor is bound (RFC 9449 §5, RFC 9700 §4.14)', () => {
  it('is answered again to whoever has the key: a lost answer loses no session', async () => {
    const used = await first();
    const answered = await refresh(used, own);
    const again = await refresh(used, own);
    expect(again.status).toBe(200);
    expect(again.json.refresh_token).toBe(answered.json.refresh_token);
  });

  it.each<[string, () => ProofKey | undefined]>([
    ['another key', () => thief],
    ['no proof', () => undefined],
  ])('is theft with %s: no access token, and the family ends', async (_name, key) => {
    const used = await first();
    const successor = (await refresh(used, own)).json.refresh_token;
    expect(said(await refresh(used, key()))).toEqual([400, 'invalid_grant']);
    expect(said(await refresh(successor, own))).toEqual([400, 'invalid_grant']);
    expect(events.map(({ type }) => type)).toContain('ReplayDetected');
  });

  it('tells of a thief who was first: what they got ends as well', async () => {
    const stolen = await first();
    const { refresh_token: bound } = (await refresh(stolen, thief)).json;
    expect(said(await refresh(stolen))).toEqual([400, 'invalid_grant']);
    expect(said(await refresh(bound, thief))).toEqual([400, 'invalid_grant']);
  });
});
