import { describe, expect, it } from 'vitest';
import { PasswordHasher } from '../../src/users/password-hasher.ts';
import { UserDirectory } from '../../src/users/user-directory.ts';
import { newStore, storeKinds } from '../support/stores.ts';

describe.each(storeKinds)('users of another provider, kept in %s', (kind) => {
  it('are told apart by letter case, which user names are not (OpenID Connect Core 1.0 §2)', async (context) => {
    const { users } = await newStore(kind, context);
    const directory = new UserDirectory({ users, hasher: new PasswordHasher(), clock: { now: () => 1000 } });
    await directory.add({ username: 'Other:Local', password: 'x' });
    // The compatibility form of the ligature is "fi".
    const subjects = ['other:aB', 'other:Ab', 'other:ab', 'other:ﬁ', 'other:fi', 'other:local'];
    for (const subject of subjects) {
      expect(await directory.rememberExternal(subject, { name: subject })).toMatchObject({ subjectId: subject });
    }
    for (const subject of subjects) {
      const again = await directory.rememberExternal(subject, { name: `${subject}!` });
      expect(again).toMatchObject({ subjectId: subject, claims: { name: `${subject}!` }, enabled: true });
    }
    const names = (await users.list({ limit: 10 })).map(({ username }) => username);
    expect(names).toHaveLength(7);
    expect(names).toContain('other:aB');
    expect(names).toContain('other:local#VXConbSXDQ4bfYsA');
  });

  it('are all there when two of them sign in for the first time at once', async (context) => {
    const { users } = await newStore(kind, context);
    const directory = new UserDirectory({ users, hasher: new PasswordHasher(), clock: { now: () => 1000 } });
    const subjects = ['other:x', 'other:X', 'other:x', 'other:X'];
    const remembered = await Promise.all(subjects.map((subject) => directory.rememberExternal(subject, {})));
    expect(remembered.map((user) => user?.subjectId)).toEqual(subjects);
    expect(await users.list({ limit: 10 })).toHaveLength(2);
  });

  it('have a name also where the `sub` is as long as it may be', async (context) => {
    const { users } = await newStore(kind, context);
    const directory = new UserDirectory({ users, hasher: new PasswordHasher(), clock: { now: () => 1000 } });
    const [one, two] = [`other:${'a'.repeat(249)}`, `other:${'a'.repeat(248)}A`];
    await directory.rememberExternal(one, {});
    expect(await directory.rememberExternal(two, {})).toMatchObject({ subjectId: two });
  });
});
