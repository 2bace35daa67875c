import { describe, expect, it } from 'vitest';
import type { RequestContext } from '../model/request-context.ts';
import { Events, type ServerEvent } from '../operations/events.ts';
import { MemoryMarkStore } from '../stores/memory/memory-mark-store.ts';
import { SignInAttempts } from './sign-in-attempts.ts';

const limits = { perAccount: 2, perAddress: 3, windowSeconds: 60 };

function at(now: number, remoteAddress?: string): RequestContext {
  return { requestId: 'r', now, issuer: 'https://id.example.com', remoteAddress };
}

function setUp(changes: Partial<typeof limits> = {}) {
  const raised: ServerEvent[] = [];
  const events = new Events(() => {});
  events.listen((event) => raised.push(event));
  const attempts = new SignInAttempts({ marks: new MemoryMarkStore(), events }, { ...limits, ...changes });
  const begin = (username: string, context: RequestContext, knownBrowser?: string) =>
    attempts.begin({ username, knownBrowser, context });
  const fail = async (username: string, context: RequestContext, knownBrowser?: string) =>
    (await begin(username, context, knownBrowser)).failed();
  return { attempts, raised, begin, fail };
}

const locked = (seconds: number) => ({
  reason: 'password.locked',
  status: 429,
  description: `Too many wrong passwords for this user name. Try again in ${seconds} seconds.`,
  headers: { 'retry-after': String(seconds) },
});

describe('SignInAttempts', () => {
  it('locks a user name in every spelling, and says for how long: to the end of the window', async () => {
    const { begin, fail } = setUp();
    await fail('Alice', at(1200));
    await expect(begin('alice', at(1200))).resolves.toBeDefined();
    await fail('ａｌｉｃｅ', at(1230));
    await expect(begin('ALICE', at(1231))).rejects.toMatchObject(locked(29));
    await expect(begin('bob', at(1231))).resolves.toBeDefined();
    await expect(begin('alice', at(1260))).resolves.toBeDefined();
  });

  it('tells of a lock once, and of its end by an operator', async () => {
    const { attempts, raised, begin, fail } = setUp();
    await fail('alice', at(1200));
    const late = await begin('alice', at(1200));
    await fail('alice', at(1210));
    await late.failed();
    await expect(begin('alice', at(1211))).rejects.toMatchObject(locked(49));
    await attempts.unlock('ALICE', 1212);
    await expect(begin('alice', at(1212))).resolves.toBeDefined();
    expect(raised).toEqual([
      { type: 'AccountLocked', username: 'alice', until: 1260 },
      { type: 'AccountUnlocked', username: 'ALICE' },
    ]);
  });

  it('lets a browser that is known go on while strangers, or their address, are locked out', async () => {
    const { begin, fail } = setUp();
    for (const username of ['alice', 'alice', 'bob']) await fail(username, at(1200, '192.0.2.1'));
    await expect(begin('alice', at(1200, '192.0.2.2'))).rejects.toMatchObject(locked(60));
    const attempt = await begin('alice', at(1200, '192.0.2.1'), 'browser 1');
    await attempt.succeeded();
    await expect(begin('alice', at(1200, '192.0.2.2'))).rejects.toMatchObject(locked(60));
  });

  it('counts what a known browser guesses apart; after too much of it the browser is a stranger', async () => {
    const { attempts, begin, fail } = setUp();
    for (const _ of [1, 2]) await fail('alice', at(1200), 'browser 1');
    for (const _ of [1, 2]) await fail('alice', at(1200), 'browser 1');
    await expect(begin('alice', at(1200), 'browser 1')).rejects.toMatchObject(locked(60));
    await expect(begin('alice', at(1200), 'browser 2')).resolves.toBeDefined();
    await attempts.unlock('alice', 1200);
    await expect(begin('alice', at(1200), 'browser 1')).resolves.toBeDefined();
  });

  it('begins anew after a right password, but keeps the failures of the address', async () => {
    const { begin, fail } = setUp();
    await fail('alice', at(1200, '192.0.2.1'));
    await (await begin('alice', at(1200, '192.0.2.1'))).succeeded();
    await fail('alice', at(1200, '192.0.2.1'));
    await (await begin('alice', at(1200, '192.0.2.1'))).succeeded();
    await fail('alice', at(1200, '192.0.2.1'));
    await expect(begin('carol', at(1210, '192.0.2.1'))).rejects.toMatchObject({
      reason: 'request.rate-limited',
      headers: { 'retry-after': '50' },
    });
    await expect(begin('carol', at(1210, '192.0.2.2'))).resolves.toBeDefined();
  });

  it('counts guesses at what is locked against their address', async () => {
    const { begin, fail } = setUp({ perAccount: 1 });
    await fail('alice', at(1200, '192.0.2.1'));
    for (const _ of [1, 2]) {
      await expect(begin('alice', at(1200, '192.0.2.1'))).rejects.toMatchObject(locked(60));
    }
    await expect(begin('alice', at(1200, '192.0.2.1'))).rejects.toMatchObject({ reason: 'request.rate-limited' });
  });

  it.each([
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8::1', '2001:0db8:0:0:ffff::9'],
    ['fe80::1%eth0', 'fe80::2'],
    ['2001:DB8:1:2:3:4:5:6', '2001:db8:1:2::'],
  ])('takes %s and %s for one address', async (one, other) => {
    const { begin, fail } = setUp({ perAddress: 1 });
    await fail('alice', at(1200, one));
    await expect(begin('bob', at(1200, other))).rejects.toMatchObject({ reason: 'request.rate-limited' });
  });
});
