import { beforeEach, describe, expect, it } from 'vitest';
import { Cookies } from '../http/cookies.ts';
import { createSealer } from '../keys/sealer.ts';
import type { HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import { authenticatedSubject } from '../model/subject.ts';
import { Events } from '../operations/events.ts';
import { GrantVault } from '../stores/grant-vault.ts';
import { createMemoryStore } from '../stores/memory/memory-store.ts';
import { BrowserBinding } from './browser-binding.ts';
import { SessionService, sessionParticipants } from './session-service.ts';

const start = 1_700_000_000;
const issuer = 'https://id.example.com';
let sessions: SessionService;
let browsers: BrowserBinding;
let vault: GrantVault;

beforeEach(() => {
  const sealer = createSealer(['MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY']);
  vault = new GrantVault(createMemoryStore().grants, sealer);
  const cookies = new Cookies(issuer);
  browsers = new BrowserBinding({ cookies, sealer });
  const lifetimes = { idleLifetime: 600, absoluteLifetime: 3600 };
  sessions = new SessionService({ vault, cookies, browsers, events: new Events(() => {}), lifetimes });
});

function at(seconds: number): RequestContext {
  return { requestId: 'r', now: start + seconds, issuer };
}

function withCookies(...lines: readonly string[]): HttpRequest {
  const cookie = lines.map((line) => line.split(';')[0]).join('; ');
  return {
    method: 'GET',
    target: '/',
    header: (name) => (name === 'cookie' ? cookie : undefined),
    body: async () => new Uint8Array(),
  };
}

const alice = authenticatedSubject('1', { method: 'pwd', at: start });
const bob = authenticatedSubject('2', { method: 'pwd', at: start });
const nobody = () => withCookies();

describe('sessions', () => {
  it('live in a cookie that only this host and no script can have (RFC 6265bis §4.1.3.2)', async () => {
    const { cookies } = await sessions.signIn(nobody(), alice, at(0));
    expect(cookies).toHaveLength(1);
    expect(cookies[0]).toMatch(/^__Host-mintmark-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
    expect((await sessions.current(withCookies(...cookies), at(0)))?.subject.subjectId).toBe('1');
  });

  it('end when they are idle, move their end at most once a minute, and end at last whatever happens', async () => {
    const { cookies, session } = await sessions.signIn(nobody(), alice, at(0));
    const seen = async (seconds: number) => sessions.current(withCookies(...cookies), at(seconds));
    expect(session.expiresAt).toBe(start + 600);
    expect((await seen(59))?.expiresAt).toBe(start + 600);
    expect((await seen(60))?.expiresAt).toBe(start + 660);
    for (let seconds = 600; seconds < 3600; seconds += 500) expect(await seen(seconds)).toBeDefined();
    expect((await seen(3590))?.expiresAt).toBe(start + 3600);
    expect(await seen(3600)).toBeUndefined();
  });

  it('end when nobody uses them', async () => {
    const { cookies } = await sessions.signIn(nobody(), alice, at(0));
    expect(await sessions.current(withCookies(...cookies), at(600))).toBeUndefined();
  });

  it('begin anew at every sign-in, under another id, and the one before is gone (RFC 9700 §4.7)', async () => {
    const first = await sessions.signIn(nobody(), alice, at(0));
    await sessions.rememberClient(first.session, 'web', at(1));
    const second = await sessions.signIn(withCookies(...first.cookies), alice, at(5));
    expect(second.session.sessionId).not.toBe(first.session.sessionId);
    expect(second.cookies[0]).not.toBe(first.cookies[0]);
    expect(await sessions.current(withCookies(...first.cookies), at(6))).toBeUndefined();
    expect(sessionParticipants(second.session)).toEqual([
      { sessionId: second.session.sessionId, clientIds: [] },
      { sessionId: first.session.sessionId, clientIds: ['web'] },
    ]);
  });

  it('tell nothing of another user who signed in before', async () => {
    const first = await sessions.signIn(nobody(), alice, at(0));
    await sessions.rememberClient(first.session, 'web', at(1));
    const second = await sessions.signIn(withCookies(...first.cookies), bob, at(5));
    expect(sessionParticipants(second.session)).toEqual([{ sessionId: second.session.sessionId, clientIds: [] }]);
  });

  it('remember their clients, each once, however many come at a time', async () => {
    const { cookies, session } = await sessions.signIn(nobody(), alice, at(0));
    await Promise.all(['a', 'b', 'a'].map((clientId) => sessions.rememberClient(session, clientId, at(1))));
    const current = await sessions.current(withCookies(...cookies), at(2));
    expect([...(current?.clientIds ?? [])].sort()).toEqual(['a', 'b']);
  });

  it('are revoked by their id', async () => {
    const { cookies, session } = await sessions.signIn(nobody(), alice, at(0));
    await vault.revoke({ sessionId: session.sessionId, kinds: ['session'] }, start + 3600);
    expect(await sessions.current(withCookies(...cookies), at(1))).toBeUndefined();
  });

  it('end at sign-out, and everywhere when asked', async () => {
    const here = await sessions.signIn(nobody(), alice, at(0));
    const there = await sessions.signIn(nobody(), alice, at(0));
    const others = await sessions.signIn(nobody(), bob, at(0));
    const out = await sessions.signOut(withCookies(...here.cookies), at(1));
    expect(out.session?.sessionId).toBe(here.session.sessionId);
    expect(out.cookies).toEqual(['__Host-mintmark-session=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0']);
    expect(await sessions.current(withCookies(...here.cookies), at(1))).toBeUndefined();
    expect(await sessions.current(withCookies(...there.cookies), at(1))).toBeDefined();
    expect((await sessions.signOutEverywhere('1', at(2))).map(({ sessionId }) => sessionId)).toEqual([
      there.session.sessionId,
    ]);
    expect(await sessions.current(withCookies(...there.cookies), at(2))).toBeUndefined();
    expect(await sessions.current(withCookies(...others.cookies), at(2))).toBeDefined();
  });

  it('take no cookie that came twice or is no handle', async () => {
    const { cookies } = await sessions.signIn(nobody(), alice, at(0));
    const planted = `__Host-mintmark-session=${'A'.repeat(43)}`;
    expect(await sessions.current(withCookies(...cookies, planted), at(1))).toBeUndefined();
    expect(await sessions.current(withCookies('__Host-mintmark-session=x'), at(1))).toBeUndefined();
  });
});

describe('form tokens (RFC 9700 §4.7)', () => {
  it('are good for one browser, one session and one purpose', async () => {
    const { value, cookies } = sessions.csrfToken(nobody(), 'login:1');
    const browser = withCookies(...cookies);
    expect(() => sessions.verifyCsrfToken(browser, 'login:1', value)).not.toThrow();
    expect(() => sessions.verifyCsrfToken(browser, 'login:2', value)).toThrow('form.forged');
    expect(() => sessions.verifyCsrfToken(browser, 'login:1', undefined)).toThrow('form.forged');
    expect(() => sessions.verifyCsrfToken(nobody(), 'login:1', value)).toThrow('form.forged');
    const signedIn = await sessions.signIn(browser, alice, at(0));
    expect(() => sessions.verifyCsrfToken(withCookies(...cookies, ...signedIn.cookies), 'login:1', value)).toThrow(
      'form.forged',
    );
  });

  it('set the browser’s cookie once, the same for all forms of a page', () => {
    const request = nobody();
    const first = sessions.csrfToken(request, 'a');
    expect(sessions.csrfToken(request, 'b').cookies).toEqual(first.cookies);
    expect(sessions.csrfToken(withCookies(...first.cookies), 'a')).toEqual({ value: first.value, cookies: [] });
  });
});

describe('cookie names', () => {
  it.each([
    ['https://id.example.com', '__Host-mintmark-session'],
    ['https://id.example.com:8443', '__Host-mintmark-8443-session'],
    ['https://example.com/id/one', '__Host-mintmark-id-one-session'],
    ['http://localhost:9400', 'mintmark-9400-session'],
  ])('keep issuers of one host apart: %s', (url, name) => {
    expect(new Cookies(url).name('session')).toBe(name);
  });
});
