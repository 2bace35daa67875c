import { describe, expect, it, type TestContext } from 'vitest';
import type { ClientConfiguration } from '../../src/config/client-configuration.ts';
import { administered, alice, web } from '../support/administered.ts';
import { answer, redeem, signIn } from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';
import { createReceiver } from '../support/receiver.ts';

const careful = { ...web, clientId: 'careful', requireConsent: true };
const machine = {
  clientId: 'machine',
  clientSecrets: [{ value: 'secret' }],
  allowedGrantTypes: ['client_credentials'],
  allowedScopes: ['api.read'],
  accessTokenType: 'reference',
} as const;

const claimsOf = (jwt: string) => JSON.parse(Buffer.from(jwt.split('.')[1]!, 'base64url').toString());

function browserOf(userAgent: string): Browser {
  return new Browser((url, init) => fetch(url, { ...init, headers: { ...init?.headers, 'user-agent': userAgent } }));
}

/** A server whose client `web` asks for consent. */
async function withConsent(
  kind: 'SQLite' | 'PostgreSQL',
  context: TestContext,
  clients: readonly ClientConfiguration[],
) {
  const test = await administered(kind, context, { clients });
  const { url } = test;
  const scopes = ['openid', 'profile', 'offline_access', 'api.read'];
  const request = { scope: scopes.join(' '), resource: 'https://api.example' };
  const isAsked = (response: Response) => locationOf(response).pathname === '/consent';
  return {
    ...test,
    async consented(browser: Browser): Promise<Readonly<Record<string, string>>> {
      let reply = await signIn({ url }, browser, request, alice);
      if (isAsked(reply)) reply = await answer({ url }, browser, reply, { consent: { scopes, remember: true } });
      const code = locationOf(reply).searchParams.get('code')!;
      return (await (await redeem({ url }, code)).json()) as Record<string, string>;
    },
    asksAgain: async () => isAsked(await signIn({ url }, new Browser(), request, alice)),
  };
}

describe.each(['SQLite', 'PostgreSQL'] as const)('grants, on %s', (kind) => {
  it('of a user are listed with kind, client, scopes and times, never with a token, and one is revoked with its family', async (context) => {
    const { ask, tokensIn, fateOf, clock } = await administered(kind, context);
    const [kept, gone] = [await tokensIn(new Browser()), await tokensIn(new Browser())];
    const listed = await ask('GET', '/grants?subject=1&kind=refresh_token');
    expect(listed.json.items).toHaveLength(2);
    const [family] = claimsOf(gone['access_token']!).jti.match(/^[\w-]{22}/)!;
    const grant = listed.json.items.find((one: { family: string }) => one.family === family);
    expect(grant).toEqual({
      id: expect.stringMatching(/^[\w-]{43,50}$/),
      kind: 'refresh_token',
      subject: '1',
      clientId: 'web',
      family,
      sessionId: expect.stringMatching(/^[\w-]{22}$/),
      scopes: ['openid', 'profile', 'offline_access', 'api.read'],
      resources: ['https://api.example'],
      createdAt: clock.now(),
      expiresAt: clock.now() + 1_296_000,
    });
    for (const token of [kept, gone]) expect(listed.text).not.toContain(token['refresh_token']);
    expect((await ask('DELETE', `/grants/${grant.id}`)).status).toBe(204);
    expect(await fateOf(gone)).toEqual([false, false, 400]);
    expect((await fateOf(kept)).slice(0, 2)).toEqual([true, true]);
    expect((await ask('DELETE', `/grants/${grant.id}`)).status).toBe(404);
    expect((await ask('GET', `/grants?subject=1&family=${family}`)).json.items).toEqual([]);
  });

  it('of one authorization are revoked by their family, which the id of a JWT tells', async (context) => {
    const { ask, tokensIn, fateOf } = await administered(kind, context);
    const tokens = await tokensIn(new Browser());
    expect((await ask('DELETE', `/families/${claimsOf(tokens['access_token']!).jti.slice(0, 22)}`)).status).toBe(204);
    expect(await fateOf(tokens)).toEqual([false, false, 400]);
    expect((await ask('DELETE', '/families/session%3Ax')).status).toBe(400);
  });

  it('of a client are listed and revoked, of one user or all together, while the client stays', async (context) => {
    const { ask, tokensIn, fateOf, server, url, clock } = await administered(kind, context, {
      clients: [web, machine],
    });
    await server.services.users.add({ subjectId: '2', username: 'bob', password: 'builder' });
    const bob = { username: 'bob', password: 'builder' };
    const [ofAlice, ofBob] = [await tokensIn(new Browser()), await tokensIn(new Browser(), {}, bob)];
    const form = { grant_type: 'client_credentials', client_id: 'machine', client_secret: 'secret' };
    await fetch(`${url}/connect/token`, { method: 'POST', body: new URLSearchParams(form) });
    const subjects = async (query: string) =>
      (await ask('GET', `/grants?${query}`)).json.items.map(({ subject, kind: of }: Record<string, string>) => [
        subject,
        of,
      ]);
    expect((await subjects('client=web')).toSorted()).toEqual([
      ['1', 'refresh_token'],
      ['2', 'refresh_token'],
    ]);
    expect(await subjects('client=machine')).toEqual([[undefined, 'reference_token']]);
    const [{ id }] = (await ask('GET', '/grants?client=machine')).json.items;
    expect((await ask('DELETE', `/grants/${id}`)).status).toBe(204);
    expect(await subjects('client=machine')).toEqual([]);
    const one = await ask('POST', '/grants/revoke', { client: 'web', subject: '1' });
    expect([one.status, one.json]).toEqual([200, { ended: 2 }]);
    expect(await fateOf(ofAlice)).toEqual([false, false, 400]);
    expect((await fateOf(ofBob)).slice(0, 2)).toEqual([true, true]);
    expect((await ask('POST', '/grants/revoke', { client: 'web' })).json.ended).toBeGreaterThan(0);
    expect(await fateOf(ofBob)).toEqual([false, false, 400]);
    expect((await ask('POST', '/grants/revoke', { client: 'nobody' })).status).toBe(404);
    clock.advance(2);
    const later = await tokensIn(new Browser());
    expect((await fateOf(later)).slice(0, 2)).toEqual([true, true]);
  });

  it('come in pages of a size that has an end', async (context) => {
    const { ask, tokensIn } = await administered(kind, context);
    for (const _ of [1, 2, 3]) await tokensIn(new Browser());
    const ids: string[] = [];
    for (let next = ''; ; ) {
      const { json } = await ask('GET', `/grants?subject=1&kind=refresh_token&limit=2${next}`);
      ids.push(...json.items.map(({ id }: { id: string }) => id));
      if (json.next === undefined) break;
      next = `&after=${encodeURIComponent(json.next)}`;
    }
    expect(new Set(ids).size).toBe(3);
    expect((await ask('GET', '/grants?subject=1&limit=1000')).json.errors).toMatchObject([{ path: 'limit' }]);
    const nobody = await ask('GET', '/grants');
    expect([nobody.status, nobody.json.errors]).toEqual([
      400,
      [{ path: 'subject', message: 'or client must be given: there is no list of all grants' }],
    ]);
    expect((await ask('GET', `/grants?subject=${encodeURIComponent("1' OR 1=1 --")}`)).json).toEqual({ items: [] });
  });
});

describe.each(['SQLite', 'PostgreSQL'] as const)('sessions, on %s', (kind) => {
  it('show where a user is signed in, and one is ended with its tokens, of which its clients are told', async (context) => {
    const receiver = await createReceiver(200);
    context.onTestFinished(() => receiver.close());
    const told = { ...web, backChannelLogoutUri: `${receiver.url}/logout` };
    const { ask, tokensIn, fateOf, clock, server } = await administered(kind, context, { clients: [told] });
    const firefox = browserOf('Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0');
    const [here, there] = [await tokensIn(firefox), await tokensIn(new Browser())];
    const { sid } = claimsOf(here['id_token']!);
    const sessions = (await ask('GET', '/users/1/sessions')).json.items;
    expect(sessions).toHaveLength(2);
    const session = sessions.find(({ id }: { id: string }) => id === sid);
    expect(session).toEqual({
      id: sid,
      subject: '1',
      signedInAt: clock.now(),
      usedAt: clock.now(),
      expiresAt: clock.now() + 36_000,
      clients: ['web'],
      place: { address: '127.0.0.1', browser: 'Firefox', system: 'Linux' },
      identityProvider: 'local',
    });
    expect((await ask('DELETE', `/users/1/sessions/${sid}`)).status).toBe(204);
    expect(await fateOf(here)).toEqual([false, false, 400]);
    expect((await fateOf(there)).slice(0, 2)).toEqual([true, true]);
    await server.services.background.drain(5000);
    expect(receiver.received.map(({ body }) => claimsOf(new URLSearchParams(body).get('logout_token')!).sid)).toEqual([
      sid,
    ]);
    expect((await ask('DELETE', `/users/1/sessions/${sid}`)).status).toBe(404);
    expect((await ask('DELETE', `/users/2/sessions/${session.id}`)).status).toBe(404);
    expect((await ask('GET', '/users/1/sessions?limit=1')).json).toMatchObject({ items: [{ subject: '1' }] });
  });

  it('all end when a user is signed out everywhere, consents stay, and applications are told', async (context) => {
    const receiver = await createReceiver(200);
    context.onTestFinished(() => receiver.close());
    const told = { ...careful, clientId: 'web', backChannelLogoutUri: `${receiver.url}/logout` };
    const { ask, fateOf, server, consented } = await withConsent(kind, context, [told]);
    const tokens = [await consented(new Browser()), await consented(new Browser())];
    const { json } = await ask('POST', '/users/1/sign-out');
    expect(json.ended).toBeGreaterThanOrEqual(4);
    for (const one of tokens) expect(await fateOf(one)).toEqual([false, false, 400]);
    expect((await ask('GET', '/users/1/sessions')).json).toEqual({ items: [] });
    expect((await ask('GET', '/consents?subject=1')).json.items).toHaveLength(1);
    await server.services.background.drain(5000);
    expect(receiver.received).toHaveLength(2);
    expect((await ask('POST', '/users/1/sign-out')).json).toEqual({ ended: 0 });
  });
});

describe.each(['SQLite', 'PostgreSQL'] as const)('consents, on %s', (kind) => {
  it('are listed by user and by client, and withdrawn, so that the user is asked again', async (context) => {
    const { ask, clock, consented, fateOf, asksAgain } = await withConsent(kind, context, [
      { ...careful, clientId: 'web' },
    ]);
    const tokens = await consented(new Browser());
    const consent = {
      subject: '1',
      clientId: 'web',
      scopes: ['openid', 'profile', 'offline_access', 'api.read'],
      resources: ['https://api.example'],
      createdAt: clock.now(),
      expiresAt: null,
    };
    expect((await ask('GET', '/consents?subject=1')).json).toEqual({ items: [consent] });
    expect((await ask('GET', '/consents?client=web')).json).toEqual({ items: [consent] });
    expect((await ask('GET', '/consents?client=other')).json).toEqual({ items: [] });
    expect((await ask('GET', '/consents')).status).toBe(400);
    expect(await asksAgain()).toBe(false);
    expect((await ask('DELETE', '/users/1/consents/web')).status).toBe(204);
    expect(await asksAgain()).toBe(true);
    expect((await fateOf(tokens)).slice(0, 2)).toEqual([true, true]);
    expect((await ask('DELETE', '/users/1/consents/web')).status).toBe(404);
  });
});
