import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServerEvent } from '../../src/operations/events.ts';
import type { TestServer } from '../../src/testing/index.ts';
import { basic, introspect, postForm, refresh, requestToken, revoke, signIn } from '../support/connect.ts';
import { ordersApi, startFixture } from '../support/fixture.ts';

const events: ServerEvent[] = [];
let server: TestServer;
beforeAll(async () => {
  server = await startFixture({ onEvent: (event) => events.push(event) });
});
afterAll(() => server.close());

const tokens = async (clientId = 'application', parameters = {}) =>
  (await signIn(server, clientId, parameters)).json as {
    readonly access_token: string;
    readonly refresh_token: string;
  };
const isActive = async (token: string) => (await introspect(server, ordersApi, token)).json.active;

describe('revocation (RFC 7009)', () => {
  it.each([
    undefined,
    'access_token',
    'refresh_token',
    'unheard_of',
  ])('ends an access token and leaves its refresh token alone, with the hint %s (§2.1)', async (hint) => {
    for (const clientId of ['application', 'reference-application']) {
      const { access_token, refresh_token } = await tokens(clientId);
      const answer = await revoke(server, clientId, access_token, { token_type_hint: hint });
      expect(answer.status).toBe(200);
      expect([answer.text, answer.headers.get('content-type')]).toEqual(['{}', 'application/json']);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(await isActive(access_token)).toBe(false);
      expect((await refresh(server, clientId, refresh_token)).status).toBe(200);
    }
  });

  it.each([
    undefined,
    'access_token',
    'refresh_token',
    'unheard_of',
  ])('of a refresh token ends its whole family, with the hint %s (§2.1)', async (hint) => {
    for (const clientId of ['application', 'reference-application']) {
      const first = await tokens(clientId);
      const second = (await refresh(server, clientId, first.refresh_token)).json;
      const spared = await tokens(clientId);
      expect(await isActive(second.access_token)).toBe(true);
      const answer = await revoke(server, clientId, second.refresh_token, { token_type_hint: hint });
      expect(answer.status).toBe(200);
      expect(await isActive(first.access_token)).toBe(false);
      expect(await isActive(second.access_token)).toBe(false);
      expect((await refresh(server, clientId, second.refresh_token)).json.error).toBe('invalid_grant');
      expect(await isActive(spared.access_token)).toBe(true);
      expect((await refresh(server, clientId, spared.refresh_token)).status).toBe(200);
    }
  });

  it('ends the tokens of one session of a user, not of the other', async () => {
    const one = await tokens('application', { session: 'one' });
    const two = await tokens('application', { session: 'two' });
    await revoke(server, 'application', one.refresh_token);
    expect(await isActive(one.access_token)).toBe(false);
    expect(await isActive(two.access_token)).toBe(true);
  });

  it("answers 200 to another client's tokens, which live on (§2.1)", async () => {
    for (const clientId of ['application', 'reference-application', 'public-application']) {
      const { access_token, refresh_token } = await tokens(clientId);
      for (const stranger of ['other-application', 'machine']) {
        expect((await revoke(server, stranger, access_token)).status).toBe(200);
        expect((await revoke(server, stranger, refresh_token)).status).toBe(200);
      }
      expect(await isActive(access_token)).toBe(true);
      expect((await refresh(server, clientId, refresh_token)).status).toBe(200);
    }
  });

  it('lets a public client revoke what it was given (§2.1)', async () => {
    const { access_token, refresh_token } = await tokens('public-application');
    expect((await revoke(server, 'public-application', refresh_token)).status).toBe(200);
    expect(await isActive(access_token)).toBe(false);
  });

  it.each([
    'garbage',
    'a.b.c',
    'A'.repeat(43),
    '💥',
    'x'.repeat(50_000),
  ])('answers 200 to the unknown token %.20s (§2.2)', async (token) => {
    const answer = await revoke(server, 'application', token);
    expect(answer.status).toBe(200);
    expect([answer.text, answer.headers.get('content-type')]).toEqual(['{}', 'application/json']);
  });

  it('answers 200 when a token is revoked again (§2.2)', async () => {
    const { access_token, refresh_token } = await tokens();
    for (const token of [access_token, access_token, refresh_token, refresh_token]) {
      expect((await revoke(server, 'application', token)).status).toBe(200);
    }
  });

  it('says so where a token cannot be revoked: a JWT without an id (§2.2.1)', async () => {
    const { json } = await requestToken(server, 'anonymous-token-machine', { grant_type: 'client_credentials' });
    const answer = await revoke(server, 'anonymous-token-machine', json.access_token);
    expect(answer.status).toBe(400);
    expect(answer.json.error).toBe('unsupported_token_type');
    expect(await isActive(json.access_token)).toBe(true);
  });

  it('wants a token (§2.1)', async () => {
    const answer = await revoke(server, 'application', '');
    expect([answer.status, answer.json.error]).toEqual([400, 'invalid_request']);
  });

  it.each([
    ['nobody', {}, {}],
    ['an unknown client', {}, { authorization: basic('unheard-of') }],
    ['a wrong secret', {}, { authorization: basic('application', 'wrong') }],
    ['a confidential client without its secret', { client_id: 'application' }, {}],
    ['an API', {}, { authorization: basic(ordersApi) }],
  ])('is refused to %s with 401, and the token lives (§2.1)', async (_, parameters, headers) => {
    const { access_token, refresh_token } = await tokens();
    for (const token of [access_token, refresh_token]) {
      const answer = await postForm(
        `${server.url}/connect/revocation`,
        { token, ...parameters },
        headers as Record<string, string>,
      );
      expect(answer.status).toBe(401);
      expect(answer.json.error).toBe('invalid_client');
    }
    expect(await isActive(access_token)).toBe(true);
    expect((await refresh(server, 'application', refresh_token)).status).toBe(200);
  });

  it('is by POST of a form only (§2.1)', async () => {
    const url = `${server.url}/connect/revocation`;
    expect((await fetch(`${url}?token=x`)).status).toBe(405);
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(url, { method: 'POST', body: '{}', headers })).status).toBe(415);
  });

  it('is told to listeners by the last four characters only', async () => {
    const { access_token } = await tokens();
    events.length = 0;
    await revoke(server, 'application', access_token);
    expect(events).toContainEqual({
      type: 'TokenRevoked',
      clientId: 'application',
      kind: 'access_token',
      token: `…${access_token.slice(-4)}`,
    });
  });
});
