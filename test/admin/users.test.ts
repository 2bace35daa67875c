import { describe, expect, it } from 'vitest';
import { adminToken, askAdmin } from '../support/admin.ts';
import { administered, alice } from '../support/administered.ts';
import { Browser } from '../support/browser.ts';

const odd = 'a/b ?#%25~&="\\é'.replace('é', 'e');
const path = (subject: string) => `/users/${encodeURIComponent(subject)}`;

describe.each(['SQLite', 'PostgreSQL'] as const)('users, on %s', (kind) => {
  it('are added, shown, listed and searched, page by page', async (context) => {
    const { ask } = await administered(kind, context);
    const claims = { email: 'd@example.com', address: { locality: 'Köln' } };
    const created = await ask('POST', '/users', {
      subject: odd,
      username: 'Dave',
      password: 'a long password',
      claims,
      enabled: false,
    });
    const dave = {
      subject: odd,
      username: 'Dave',
      enabled: false,
      hasPassword: true,
      claims,
      createdAt: created.json.createdAt,
      from: 'store',
    };
    expect([created.status, created.json]).toEqual([201, dave]);
    const shown = await ask('GET', path(odd));
    expect([shown.status, shown.json, shown.headers.get('etag')]).toEqual([200, dave, created.headers.get('etag')]);
    const first = await ask('GET', '/users?limit=2');
    expect(first.json.items.map(({ username }: { username: string }) => username)).toEqual(['alice', 'carol']);
    const second = await ask('GET', `/users?limit=2&after=${encodeURIComponent(first.json.next)}`);
    expect(second.json).toEqual({ items: [dave] });
    expect((await ask('GET', '/users?search=AV')).json.items).toEqual([dave]);
    expect((await ask('GET', `/users?search=${encodeURIComponent(odd)}`)).json.items).toEqual([dave]);
    expect((await ask('GET', '/users?search=nobody')).json).toEqual({ items: [] });
    expect((await ask('GET', '/users/nobody')).status).toBe(404);
  });

  it('are added once, however often and from however many sides the same is sent', async (context) => {
    const { ask } = await administered(kind, context);
    const input = { subject: '7', username: 'dave', password: 'a long password', claims: { a: 1, b: [null] } };
    const sent = await Promise.all([1, 2, 3, 4].map(() => ask('POST', '/users', input)));
    const statuses = sent.map(({ status }) => status).sort();
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    for (const status of statuses) expect([200, 201, 409]).toContain(status);
    const again = await ask('POST', '/users', { ...input, claims: { b: [null], a: 1 } });
    expect([again.status, again.json.subject]).toEqual([200, '7']);
    const { subject: _, ...nameless } = input;
    expect((await ask('POST', '/users', nameless)).json.subject).toBe('7');
    for (const other of [
      { username: 'erin' },
      { password: 'another password' },
      { claims: {} },
      { enabled: false },
      { subject: '8' },
    ]) {
      const refused = await ask('POST', '/users', { ...input, ...other });
      expect([refused.status, refused.json.type]).toEqual([409, 'urn:mintmark:problem:exists']);
    }
  });

  it('lose no change that is made at once with another, and none that was made after reading', async (context) => {
    const { ask } = await administered(kind, context);
    const names = ['a', 'b', 'c', 'd', 'e'];
    const changes = names.map((name) => ask('PATCH', '/users/1', { claims: { [name]: { in: name } } }));
    expect((await Promise.all(changes)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const read = await ask('GET', '/users/1');
    expect(Object.keys(read.json.claims).sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'name']);
    const ifMatch = { 'if-match': read.headers.get('etag')! };
    const done = await ask('PATCH', '/users/1', { claims: { a: null, b: { also: 1 } }, username: 'Alicia' }, ifMatch);
    expect(done.json).toMatchObject({ username: 'Alicia', claims: { b: { in: 'b', also: 1 }, name: 'Alice' } });
    expect(done.json.claims).not.toHaveProperty('a');
    const stale = await ask('PATCH', '/users/1', { enabled: false }, ifMatch);
    expect([stale.status, stale.json.type]).toEqual([412, 'urn:mintmark:problem:changed-meanwhile']);
    expect((await ask('DELETE', '/users/1', undefined, ifMatch)).status).toBe(412);
    expect((await ask('GET', '/users/1')).json).toEqual(done.json);
    const fresh = { 'if-match': done.headers.get('etag')! };
    expect((await ask('DELETE', '/users/1', undefined, fresh)).status).toBe(204);
    expect((await ask('GET', '/users/1')).status).toBe(404);
  });

  it('are signed out with all that was issued when they are disabled or get a password, and may come back', async (context) => {
    const { ask, tokensIn, fateOf } = await administered(kind, context);
    const before = await tokensIn(new Browser());
    expect(await fateOf(before)).toEqual([true, true, 200]);
    const tokens = await tokensIn(new Browser());
    expect((await ask('PATCH', '/users/1', { enabled: false })).json.enabled).toBe(false);
    expect(await fateOf(tokens)).toEqual([false, false, 400]);
    await expect(tokensIn(new Browser())).rejects.toThrow();
    expect((await ask('PATCH', '/users/1', { enabled: true })).json.enabled).toBe(true);
    expect(await fateOf(tokens)).toEqual([false, false, 400]);
    expect((await ask('PUT', '/users/1/password', { password: 'looking-glass' })).status).toBe(204);
    await expect(tokensIn(new Browser())).rejects.toThrow();
  });

  it('are deleted with all that was issued to them, also while they sign in', async (context) => {
    const { ask, tokensIn, fateOf, clock, server } = await administered(kind, context);
    const tokens = await tokensIn(new Browser());
    const signIns = [1, 2, 3].map(() =>
      tokensIn(new Browser()).then(
        (late) => fateOf(late),
        () => 'refused',
      ),
    );
    const deleted = await ask('DELETE', '/users/1');
    expect(deleted.status).toBe(204);
    for (const fate of await Promise.all(signIns)) {
      if (fate !== 'refused') expect(fate).toEqual([false, false, 400]);
    }
    expect(await fateOf(tokens)).toEqual([false, false, 400]);
    const { sessions } = server.services;
    const at = { requestId: 'test', now: clock.now(), issuer: 'http://localhost' };
    expect(await sessions.sessionsOf('1', at)).toEqual([]);
    const again = await ask('DELETE', '/users/1');
    expect([again.status, again.json.detail]).toEqual([
      404,
      'the directory knows no subject 1; whatever it was issued is ended',
    ]);
  });
});

describe('users', () => {
  it('of the configuration are shown as that: name and claims are changed there, and they are not deleted', async (context) => {
    const { ask } = await administered('memory', context);
    expect((await ask('GET', '/users/carol')).json).toMatchObject({ from: 'configuration', claims: { name: 'Carol' } });
    for (const change of [{ username: 'x' }, { claims: { a: 1 } }]) {
      const refused = await ask('PATCH', '/users/carol', change);
      expect([refused.status, refused.json.type]).toEqual([409, 'urn:mintmark:problem:configured']);
    }
    expect((await ask('DELETE', '/users/carol')).status).toBe(409);
    expect((await ask('PATCH', '/users/carol', { enabled: false })).json.enabled).toBe(false);
    expect((await ask('GET', '/users/carol')).json).toMatchObject({ username: 'carol', enabled: false });
  });

  it('are told every mistake with its path', async (context) => {
    const { ask } = await administered('memory', context);
    const refused = await ask('POST', '/users', {
      subject: 'é',
      username: ' ',
      password: 'short',
      passwordHash: 'x',
      admin: true,
    });
    expect([refused.status, refused.json.type]).toEqual([400, 'urn:mintmark:problem:invalid']);
    expect(refused.json.errors).toEqual(
      expect.arrayContaining([
        { path: 'subject', message: 'must be printable ASCII (OpenID Connect Core 1.0 §2)' },
        { path: 'username', message: 'must be characters that can be seen' },
        { path: 'password', message: 'must have at least 8 characters' },
        { path: 'passwordHash', message: 'must be an argon2id hash in PHC form' },
        { path: 'admin', message: 'is not known' },
      ]),
    );
    expect(refused.json.errors).toHaveLength(5);
    expect((await ask('PUT', '/users/1/password', { password: 'x'.repeat(1025) })).json.errors).toEqual([
      { path: 'password', message: 'must not be longer than 1024 characters' },
    ]);
    expect((await ask('GET', '/users?limit=201')).json.errors).toMatchObject([{ path: 'limit' }]);
    expect((await ask('GET', '/users?limit=1000000')).status).toBe(400);
    const taken = await ask('POST', '/users', { subject: 'web', username: 'dave' });
    expect([taken.status, taken.json.detail]).toEqual([
      409,
      'web is the id of a client: an API could take the client for the user',
    ]);
    expect((await ask('PATCH', '/users/1', { username: 'CAROL' })).status).toBe(409);
    for (const strange of ['%00', 'a%00b', '%C3%A9', 'x'.repeat(256)]) {
      for (const below of ['', '/sessions']) {
        const answer = await ask('GET', `/users/${strange}${below}`);
        expect([strange, answer.status, answer.json.errors?.[0]?.path]).toEqual([strange, 400, 'subject']);
      }
    }
    expect((await ask('GET', `/users/${encodeURIComponent(odd)}/sessions`)).json).toEqual({ items: [] });
    for (const [method, at, body] of [
      ['PATCH', '/users/nobody', { enabled: true }],
      ['PUT', '/users/nobody/password', { password: 'a long password' }],
      ['POST', '/users/nobody/unlock', undefined],
    ] as const) {
      expect((await ask(method, at, body)).status).toBe(404);
    }
  });

  it('can be unlocked after too many wrong passwords', async (context) => {
    const { ask, tokensIn, clock } = await administered('memory', context, { limits: { signInAttemptsPerAccount: 2 } });
    const wrong = { ...alice, password: 'wrong' };
    for (const _ of [1, 2]) await expect(tokensIn(new Browser(), {}, wrong)).rejects.toThrow();
    await expect(tokensIn(new Browser())).rejects.toThrow('429');
    const { lockedUntil } = (await ask('GET', '/users/1')).json;
    expect(lockedUntil).toBe((Math.floor(clock.now() / 300) + 1) * 300);
    expect((await ask('POST', '/users/1/unlock')).status).toBe(204);
    expect((await ask('GET', '/users/1')).json).not.toHaveProperty('lockedUntil');
    expect((await tokensIn(new Browser())).access_token).toBeDefined();
  });

  it('are read by those who may read, and changed by those who may change', async (context) => {
    const test = await administered('memory', context);
    const token = await adminToken(test, { clientId: 'reader', scope: 'mintmark.read' });
    expect((await askAdmin(test, 'GET', '/users/1', { token })).status).toBe(200);
    for (const [method, at, body] of [
      ['POST', '/users', { username: 'x' }],
      ['PATCH', '/users/1', { enabled: false }],
      ['PUT', '/users/1/password', { password: 'a long password' }],
      ['POST', '/users/1/unlock', undefined],
      ['POST', '/users/1/sign-out', undefined],
      ['DELETE', '/users/1', undefined],
    ] as const) {
      expect((await askAdmin(test, method, at, { token, body })).status).toBe(403);
    }
    expect((await askAdmin(test, 'GET', '/users/1', { token })).json.enabled).toBe(true);
  });
});
