import { describe, expect, it } from 'vitest';
import { MemoryMarkStore } from '../stores/memory/memory-mark-store.ts';
import { AttemptLimiter } from './attempt-limiter.ts';

const limits = { purpose: 'sign-in', perAccount: 2, perAddress: 3, windowSeconds: 60 };

describe('AttemptLimiter', () => {
  it('locks an account in every spelling of its name until the window from the first failure has passed', async () => {
    const limiter = new AttemptLimiter(new MemoryMarkStore(), limits);
    await limiter.failed('Alice', '192.0.2.1', 1000);
    expect(await limiter.isLocked('alice', 1000)).toBe(false);
    await limiter.failed('ａｌｉｃｅ', '192.0.2.2', 1030);
    expect(await limiter.isLocked('ALICE', 1059)).toBe(true);
    expect(await limiter.isLocked('alice', 1060)).toBe(false);
    expect(await limiter.isLocked('bob', 1030)).toBe(false);
  });

  it('counts for all nodes that share a store, and each purpose for itself', async () => {
    const marks = new MemoryMarkStore();
    await new AttemptLimiter(marks, limits).failed('alice', undefined, 1000);
    await new AttemptLimiter(marks, limits).failed('alice', undefined, 1000);
    expect(await new AttemptLimiter(marks, limits).isLocked('alice', 1000)).toBe(true);
    expect(await new AttemptLimiter(marks, { ...limits, purpose: 'other' }).isLocked('alice', 1000)).toBe(false);
  });

  it('keeps the failures of an address when one account signs in', async () => {
    const limiter = new AttemptLimiter(new MemoryMarkStore(), limits);
    for (const account of ['a', 'b', 'c']) await limiter.failed(account, '192.0.2.1', 1000);
    await limiter.succeeded('a');
    await expect(limiter.refuseAddress('192.0.2.1', 1000)).rejects.toMatchObject({ status: 429 });
    await expect(limiter.refuseAddress('192.0.2.2', 1000)).resolves.toBeUndefined();
    await expect(limiter.refuseAddress(undefined, 1000)).resolves.toBeUndefined();
  });

  it.each([
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8::1', '2001:0db8:0:0:ffff::9'],
    ['fe80::1%eth0', 'fe80::2'],
    ['2001:DB8:1:2:3:4:5:6', '2001:db8:1:2::'],
  ])('takes %s and %s for one address', async (one, other) => {
    const limiter = new AttemptLimiter(new MemoryMarkStore(), { ...limits, perAddress: 1 });
    await limiter.failed('alice', one, 1000);
    await expect(limiter.refuseAddress(other, 1000)).rejects.toMatchObject({ reason: 'request.rate-limited' });
  });
});
