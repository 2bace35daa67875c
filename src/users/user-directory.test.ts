import { describe, expect, it } from 'vitest';
import type { UserRecord } from '../stores/contracts.ts';
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

// PBKDF2-SHA-256 of "correct horse", made with Python's hashlib.
const importedHash = '$pbkdf2-sha256$i=27500,l=32$MDEyMzQ1Njc4OWFiY2RlZg$H5R9LZ0QvKxHLm1Lg0IeQXdtUAa+9gf2NeOZns+WHBQ';
/** The same with a cost that can be measured. */
const slowHash = importedHash.replace('i=27500', 'i=400000');

describe('users who were imported', () => {
  async function imported(passwordHash: string, more: Partial<UserRecord> = {}) {
    const { users, directory: it } = directory();
    const record = {
      subjectId: '7',
      username: 'grace',
      enabled: true,
      claims: {},
      createdAt: 1,
      passwordHash,
      ...more,
    };
    await users.insert(record);
    return { users, it };
  }

  it('sign in with their old password, which is hashed as ours at the first time', async () => {
    const { users, it } = await imported(importedHash);
    expect(await it.verify('grace', 'wrong')).toBeUndefined();
    expect((await users.findBySubject('7'))?.passwordHash).toBe(importedHash);
    expect((await it.verify('grace', 'correct horse'))?.subjectId).toBe('7');
    expect((await users.findBySubject('7'))?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect((await it.verify('grace', 'correct horse'))?.subjectId).toBe('7');
    expect(await it.verify('grace', 'wrong')).toBeUndefined();
  });

  it('keep a password that is set while the old one is being verified', async () => {
    const { it } = await imported(importedHash);
    const signingIn = it.verify('grace', 'correct horse');
    expect(await it.setPassword('7', 'battery staple')).toBe(true);
    await signingIn;
    expect((await it.verify('grace', 'battery staple'))?.subjectId).toBe('7');
    expect(await it.verify('grace', 'correct horse')).toBeUndefined();
  });

  it('keep their old hash while they are disabled', async () => {
    const { users, it } = await imported(importedHash, { enabled: false });
    expect(await it.verify('grace', 'correct horse')).toBeUndefined();
    expect((await users.findBySubject('7'))?.passwordHash).toBe(importedHash);
  });

  it('are not told from others by the time that a wrong password takes, the first one already', async () => {
    const { it } = await imported(slowHash);
    await it.add({ subjectId: '8', username: 'heidi', password: 'correct horse' });
    const costOf = async (username: string) => {
      const before = process.cpuUsage();
      await it.verify(username, 'wrong');
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    const [nobody, ours, theirs] = [await costOf('nobody'), await costOf('heidi'), await costOf('grace')];
    // Without the dummy a foreign hash of this cost takes several times as long as one of ours.
    expect(nobody).toBeGreaterThan(theirs * 0.5);
    expect(ours).toBeGreaterThan(theirs * 0.5);
    expect(theirs).toBeGreaterThan(nobody * 0.5);
  });
});

describe('PasswordHasher', () => {
  it('refuses a flood instead of queueing it without end', async () => {
    const hasher = new PasswordHasher({ atOnce: 1, waiting: 1 });
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => hasher.verify('x', undefined)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(outcomes[2]).toMatchObject({ reason: { reason: 'server.unavailable', headers: { 'retry-after': '1' } } });
    expect(await hasher.verify('x', undefined)).toBe(false);
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
