import { describe, expect, it } from 'vitest';
import type { Client } from '../model/client.ts';
import { formParameters } from '../model/form-parameters.ts';
import { MemoryMarkStore } from '../stores/memory/memory-mark-store.ts';
import { MemoryUserStore } from '../stores/memory/memory-user-store.ts';
import { PasswordHasher } from './password-hasher.ts';
import { ResourceOwnerPasswordValidator } from './resource-owner-password-validator.ts';
import { SignInAttempts } from './sign-in-attempts.ts';
import { UserDirectory } from './user-directory.ts';

async function setUp(limits = { perAccount: 3, perAddress: 5 }) {
  let now = 1020;
  const users = new UserDirectory({
    users: new MemoryUserStore(),
    hasher: new PasswordHasher(),
    clock: { now: () => now },
  });
  await users.seed([{ subject: '1', username: 'alice', password: 'secret', claims: {} }]);
  const signInAttempts = new SignInAttempts({ marks: new MemoryMarkStore() }, { windowSeconds: 60, ...limits });
  const validator = new ResourceOwnerPasswordValidator({ users, signInAttempts });
  return {
    at: (instant: number) => {
      now = instant;
    },
    signIn: (username: string, password: string, remoteAddress = '192.0.2.1') =>
      validator.validate({
        username,
        password,
        client: { clientId: 'web' } as Client,
        parameters: formParameters({}),
        context: { requestId: 'r', now, issuer: 'https://id.example.com', remoteAddress },
      }),
  };
}

const refused = { error: 'invalid_grant', errorDescription: 'invalid_username_or_password' };

describe('ResourceOwnerPasswordValidator', () => {
  it('makes a subject that signed in with a password now (RFC 8176)', async () => {
    const { signIn } = await setUp();
    expect(await signIn('alice', 'secret')).toEqual({
      subject: {
        subjectId: '1',
        authenticatedAt: 1020,
        identityProvider: 'local',
        authenticationMethods: ['pwd'],
        authenticationContext: undefined,
        claims: {},
      },
    });
  });

  it.each([
    'alice',
    'nobody',
  ])('answers %s alike, and locks the name for all that are strangers to it', async (name) => {
    const { signIn } = await setUp();
    for (const password of ['a', 'b', 'c']) expect(await signIn(name, password, '192.0.2.2')).toEqual(refused);
    await expect(signIn(name, 'secret', '192.0.2.3')).rejects.toMatchObject({
      reason: 'password.locked',
      headers: { 'retry-after': '60' },
    });
  });

  it('lets the account in again once the window has passed', async () => {
    const { signIn, at } = await setUp();
    for (const password of ['a', 'b', 'c']) await signIn('alice', password);
    at(1080);
    expect(await signIn('alice', 'secret')).toMatchObject({ subject: { subjectId: '1' } });
  });

  it('forgets the failures of an account that signed in', async () => {
    const { signIn } = await setUp({ perAccount: 3, perAddress: 100 });
    for (let round = 0; round < 3; round += 1) {
      await signIn('alice', 'a');
      await signIn('alice', 'b');
      expect(await signIn('alice', 'secret')).toMatchObject({ subject: { subjectId: '1' } });
    }
  });

  it('refuses an address with too many failures whatever the account (429)', async () => {
    const { signIn } = await setUp();
    for (const name of ['a', 'b', 'c', 'd', 'e']) await signIn(name, 'x', '2001:db8:1:2:3::4');
    await expect(signIn('alice', 'secret', '2001:db8:1:2:ffff::1')).rejects.toMatchObject({
      reason: 'request.rate-limited',
      headers: { 'retry-after': '60' },
    });
    expect(await signIn('alice', 'secret', '2001:db8:1:3::1')).toMatchObject({ subject: { subjectId: '1' } });
  });

  it('does not let guesses that are sent all at once past the limit', async () => {
    const { signIn } = await setUp({ perAccount: 3, perAddress: 1000 });
    const guesses = [...'abcdefghij'].map((guess) => signIn('alice', guess));
    const outcomes = await Promise.allSettled([...guesses, signIn('alice', 'secret')]);
    expect(outcomes.at(-1)).toMatchObject({ status: 'rejected', reason: { reason: 'password.locked' } });
  });
});
