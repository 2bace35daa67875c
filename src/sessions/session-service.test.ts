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
  sessions = sessionsWhere('off');
});

function sessionsWhere(staySignedIn: 'off' | 'offered'): SessionService {
  const settings = { idleLifetime: 600, absoluteLifetime: 3600, staySignedIn };
  return new SessionService({ vault, cookies: new Cookies(issuer), browsers, events: new Events(() => {}), settings });
}

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

describe('staying signed in', () => {
  it('outlives the browser and being idle, up to the greatest lifetime', async () => {
    const offering = sessionsWhere('offered');
    const { cookies } = await offering.signIn(nobody(), alice, at(0), { staySignedIn: true });
    expect(cookies[0]).toMatch(/; Max-Age=3600$/);
    expect(await offering.current(withCookies(...cookies), at(3599))).toMatchObject({ expiresAt: start + 3600 });
    expect(await offering.current(withCookies(...cookies), at(3600))).toBeUndefined();
  });

  it('is for those who want it, and where it is offered', async () => {
    const unwanted = await sessionsWhere('offered').signIn(nobody(), alice, at(0));
    const notOffered = await sessions.signIn(nobody(), alice, at(0), { staySignedIn: true });
    for (const { cookies, session } of [unwanted, notOffered]) {
      expect(cookies[0]).not.toContain('Max-Age');
      expect(session.expiresAt).toBe(start + 600);
    }
  });
});

describe('form tokens (RFC 9700 §4.7)', () => {
  it('are good for one browser and one purpose', async () => {
    const { value, cookies } = await sessions.csrfToken(nobody(), 'login:1', at(0));
    const verify = (request: HttpRequest, purpose: string, token: string | undefined) =>
      sessions.verifyCsrfToken(request, purpose, token, at(1));
    const browser = () => withCookies(...cookies);
    expect(await verify(browser(), 'login:1', value)).toBe(true);
    const another = (await sessions.csrfToken(nobody(), 'login:1', at(0))).cookies;
    const [owner, code] = value.split('.');
    for (const [request, purpose, token] of [
      [browser(), 'login:2', value],
      [browser(), 'login:1', undefined],
      [browser(), 'login:1', code],
      [browser(), 'login:1', `${owner!.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))}.${code}`],
      [nobody(), 'login:1', value],
      [withCookies(...another), 'login:1', value],
    ] as const) {
      await expect(verify(request, purpose, token)).rejects.toThrow('form.forged');
    }
  });

  it('are not acted upon once somebody else signs in or out, and go on when the same user signs in anew', async () => {
    const { value, cookies } = await sessions.csrfToken(nobody(), 'grants', at(0));
    const verify = (token: string, session: readonly string[]) =>
      sessions.verifyCsrfToken(withCookies(...cookies, ...session), 'grants', token, at(1));
    const first = await sessions.signIn(withCookies(...cookies), alice, at(0));
    expect(await verify(value, first.cookies)).toBe(false);
    const asAlice = await sessions.csrfToken(withCookies(...cookies, ...first.cookies), 'grants', at(0));
    const again = await sessions.signIn(withCookies(...cookies, ...first.cookies), alice, at(0));
    expect(await verify(asAlice.value, again.cookies)).toBe(true);
    const asBob = await sessions.signIn(withCookies(...cookies, ...again.cookies), bob, at(0));
    expect(await verify(asAlice.value, asBob.cookies)).toBe(false);
    expect(await verify(asAlice.value, [])).toBe(false);
  });

  it('set the browser’s cookie once, the same for all forms of a page', async () => {
    const request = nobody();
    const first = await sessions.csrfToken(request, 'a', at(0));
    expect((await sessions.csrfToken(request, 'b', at(0))).cookies).toEqual(first.cookies);
    const known = withCookies(...first.cookies);
    expect(await sessions.csrfToken(known, 'a', at(0))).toEqual({ value: first.value, cookies: [] });
  });
});

describe('cookie names', () => {
  it.each([
    ['https://id.example.com', '__Host-mintmark-session'],
    ['https://id.example.com:8443', '__Host-mintmark-8443-session'],
    ['https://example.com/id/one', '__Host-mintmark.id.one-session'],
    ['https://example.com/id-one', '__Host-mintmark.id-one-session'],
    ['https://example.com/id_one', '__Host-mintmark.id_5fone-session'],
    ['https://example.com/id.one', '__Host-mintmark.id_2eone-session'],
    ['https://example.com/%C3%A9', '__Host-mintmark._25C3_25A9-session'],
    ['https://example.com/8443', '__Host-mintmark.8443-session'],
    ['https://example.com:8443/id/one/', '__Host-mintmark-8443.id.one-session'],
    ['http://localhost:9400', 'mintmark-9400-session'],
  ])('keep issuers of one host apart: %s', (url, name) => {
    expect(new Cookies(url).name('session')).toBe(name);
  });
});
