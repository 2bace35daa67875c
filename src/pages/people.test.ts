import { describe, expect, it } from 'vitest';
import type { Claims } from '../model/json.ts';
import { authenticatedSubject } from '../model/subject.ts';
import { personOf } from './people.ts';

/** What a user is called who has these claims in the directory, and these of the sign-in. */
async function called(username: string | undefined, claims: Claims, ofSignIn: Claims = {}): Promise<string> {
  const subject = authenticatedSubject('other:1', { method: 'pwd', at: 0, claims: ofSignIn });
  const user = {
    subjectId: 'other:1',
    username: username ?? '',
    passwordHash: null,
    enabled: true,
    claims,
    createdAt: 0,
  };
  const findBySubject = async () => (username === undefined ? undefined : user);
  return (await personOf(subject, { findBySubject })).name;
}

describe('a user is called', () => {
  it.each<[string, string | undefined, Claims, Claims, string]>([
    ['by the user name', 'alice', {}, {}, 'alice'],
    ['by name and user name', 'alice@example.com', { name: 'Alice' }, {}, 'Alice (alice@example.com)'],
    ['by the name alone where both are one', 'alice', { name: 'Alice' }, {}, 'Alice'],
    ['as another provider says', 'other:1', { name: 'Alice', email: 'a@x.example' }, {}, 'Alice (a@x.example)'],
    ['as the sign-in says, where nobody is kept', undefined, {}, { preferred_username: 'al' }, 'al'],
    ['by the id where there is nothing else', undefined, {}, {}, 'other:1'],
    ['by no name that turns around', 'alice', { name: 'A\u202Eb' }, {}, 'alice'],
    ['by no name that is too long', 'alice', { name: 'A'.repeat(257) }, {}, 'alice'],
    ['by no name that is none', 'alice', { name: 5 }, {}, 'alice'],
    ['with marks for what cannot be seen', 'ali\u200Bce', {}, {}, 'ali\uFFFDce'],
  ])('%s', async (_how, username, claims, ofSignIn, name) => {
    expect(await called(username, claims, ofSignIn)).toBe(name);
  });
});
