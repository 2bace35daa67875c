import { describe, expect, it } from 'vitest';
import { MemoryUserStore } from '../stores/memory/memory-user-store.ts';
import { PasswordHasher } from './password-hasher.ts';
import { UserDirectory } from './user-directory.ts';

function directory() {
  const users = new MemoryUserStore();
  return { users, directory: new UserDirectory({ users, hasher: new PasswordHasher(), clock: { now: () => 1000 } }) };
}

const alice = { subject: '1', username: 'Alice', password: 'correct horse', claims: { name: 'Alice' } };

describe('UserDirectory', () => {
  it('stores passwords as argon2id with the parameters OWASP recommends', async () => {
    const { users, directory: it } = directory();
    await it.seed([alice]);
    const stored = await users.findBySubject('1');
    expect(stored?.passwordHash?.slice(0, 31)).toBe('$argon2id$v=19$m=19456,t=2,p=1$');
    expect(stored).toMatchObject({ subjectId: '1', username: 'Alice', enabled: true, createdAt: 1000 });
  });

  it('finds a user name in any letter case and compatibility form', async () => {
    const { directory: it } = directory();
    await it.seed([alice]);
    expect((await it.verify('ALICE', 'correct horse'))?.subjectId).toBe('1');
    expect((await it.verify('ａｌｉｃｅ', 'correct horse'))?.subjectId).toBe('1');
  });

  it('finds nobody for a wrong password, an unknown name, a disabled user and one without a password', async () => {
    const { directory: it } = directory();
    await it.seed([alice, { subject: '2', username: 'bob', claims: {} }]);
    expect(await it.verify('alice', 'Correct horse')).toBeUndefined();
    expect(await it.verify('mallory', 'correct horse')).toBeUndefined();
    expect(await it.verify('', 'correct horse')).toBeUndefined();
    expect(await it.verify('bob', '')).toBeUndefined();
    await it.setEnabled('1', false);
    expect(await it.verify('alice', 'correct horse')).toBeUndefined();
  });

  it('keeps a changed password when the configured users are seeded again', async () => {
    const { directory: it } = directory();
    expect(await it.seed([alice])).toBe(1);
    expect(await it.setPassword('1', 'battery staple')).toBe(true);
    expect(await it.seed([alice])).toBe(0);
    expect(await it.verify('alice', 'correct horse')).toBeUndefined();
    expect((await it.verify('alice', 'battery staple'))?.subjectId).toBe('1');
  });

  it('takes a password in any Unicode composition (RFC 8265 §4.2)', async () => {
    const { directory: it } = directory();
    await it.add({ subjectId: '3', username: 'zoe', password: 'Zoe\u0308' });
    expect((await it.verify('zoe', 'Zo\u00eb'))?.subjectId).toBe('3');
  });

  it('refuses a second user of the same name', async () => {
    const { directory: it } = directory();
    await it.seed([alice]);
    expect(await it.add({ username: 'aLICE', password: 'x' })).toBeUndefined();
  });
});

describe('PasswordHasher', () => {
  it('refuses a flood instead of queueing it without end', async () => {
    const hasher = new PasswordHasher({ atOnce: 1, waiting: 1 });
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => hasher.verifyDummy('x')));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(outcomes[2]).toMatchObject({ reason: { reason: 'server.unavailable', headers: { 'retry-after': '1' } } });
    expect(await hasher.verifyDummy('x')).toBe(false);
  });

  it('takes a stored hash that cannot be read for a wrong password', async () => {
    expect(await new PasswordHasher().verify('x', 'plain')).toBe(false);
  });

  it('verifies no password longer than it would hash', async () => {
    const hasher = new PasswordHasher();
    const empty = await hasher.hash('');
    expect(await hasher.verify('a'.repeat(1025), empty)).toBe(false);
    expect(() => hasher.hash('a'.repeat(1025))).toThrow(RangeError);
  });
});
