import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authenticatedSubject, type ExtensionGrantResult, type TokenRequestChange } from '../../src/index.ts';
import type { TestServer } from '../../src/testing/index.ts';
import { basic, postForm } from '../support/connect.ts';
import { asUserGrant, secret, startFixture } from '../support/fixture.ts';

const invalidClient = { error: 'invalid_client', errorDescription: 'The device is not enrolled.' };
let extension: ExtensionGrantResult = {};
let custom: TokenRequestChange | typeof invalidClient | undefined;
let server: TestServer;
beforeAll(async () => {
  server = await startFixture({
    extensionGrantValidators: [{ grantType: asUserGrant, validate: async () => extension }],
    customTokenRequestValidator: { validate: async () => custom },
    resourceOwnerPasswordValidator: { validate: async () => invalidClient },
  });
});
afterAll(() => server.close());

const endpoint = () => `${server.url}/connect/token`;
const byBasic = (form: Record<string, string>) => postForm(endpoint(), form, { authorization: basic('application') });
const byPost = (form: Record<string, string>) =>
  postForm(endpoint(), { ...form, client_id: 'application', client_secret: secret });

describe('a validator that answers invalid_client (CONTRACT §6, RFC 6749 §5.2)', () => {
  it.each([
    ['of an extension grant', { grant_type: asUserGrant }, invalidClient, undefined],
    ['of passwords', { grant_type: 'password', username: 'alice', password: 'x' }, {}, undefined],
    ['of any request', { grant_type: asUserGrant }, {}, invalidClient],
  ])('%s is answered 401, with a challenge (RFC 9110 §15.5.2)', async (_name, form, fromGrant, fromCustom) => {
    extension = fromGrant;
    custom = fromCustom;
    for (const answer of [await byBasic(form), await byPost(form)]) {
      expect(answer.status).toBe(401);
      expect(answer.json).toMatchObject({
        error: 'invalid_client',
        error_description: 'The device is not enrolled.',
      });
      expect(answer.headers.get('www-authenticate')).toBe('Basic realm="mintmark", charset="UTF-8"');
    }
  });
});

describe('an answer of one’s own', () => {
  it('without a description goes out without the text and page of another error', async () => {
    extension = { error: 'mfa_required' };
    custom = undefined;
    const { status, json } = await byPost({ grant_type: asUserGrant });
    expect([status, json]).toEqual([
      400,
      { error: 'mfa_required', error_uri: expect.stringMatching(/\/docs\/errors\/grant\.refused$/) },
    ]);
  });

  it('is written with the characters that a client can read (RFC 6749 §5.2)', async () => {
    extension = { error: 'invalid_grant', errorDescription: 'say "no"\r\nX: y\\ für 例' };
    const { json } = await byPost({ grant_type: asUserGrant });
    expect(json.error_description).toBe("say 'no'  X: y/ f?r ?");
  });

  it('with a code that is none is a mistake of the server', async () => {
    extension = { error: 'bad "code"\n' };
    expect((await byPost({ grant_type: asUserGrant })).json.error).toBe('server_error');
    extension = {};
  });
});

describe('a lifetime that a validator chooses (CONTRACT §5: seconds)', () => {
  it.each([
    0,
    -5,
    1.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1e20,
  ])('of %s is a mistake of the server, never a token without an end (CONTRACT §6)', async (accessTokenLifetime) => {
    for (const [fromGrant, fromCustom] of [
      [{ accessTokenLifetime }, undefined],
      [{}, { accessTokenLifetime }],
    ] as const) {
      extension = fromGrant;
      custom = fromCustom;
      const answer = await byPost({ grant_type: asUserGrant });
      expect([answer.status, answer.json.error]).toEqual([500, 'server_error']);
      expect(answer.text).not.toContain('accessTokenLifetime');
    }
  });

  it('of a second is one', async () => {
    extension = { accessTokenLifetime: 1 };
    custom = undefined;
    expect((await byPost({ grant_type: asUserGrant })).json.expires_in).toBe(1);
  });
});

describe('guessing of passwords that a validator of one’s own verifies (RFC 6749 §4.3.2, RFC 6819 §5.1.4.2.3)', () => {
  const asked: string[] = [];
  const start = (limits: { signInAttemptsPerAccount?: number; signInAttemptsPerAddress?: number }) =>
    startFixture({
      limits,
      resourceOwnerPasswordValidator: {
        async validate({ username, password, context }) {
          asked.push(username);
          if (password === 'second factor') return { error: 'mfa_required' };
          if (password !== 'right') return { error: 'invalid_grant', errorDescription: 'no' };
          return { subject: authenticatedSubject('subject-of-alice', { method: 'pwd', at: context.now }) };
        },
      },
    });
  const guess = async (at: TestServer, username: string, password: string) => {
    const form = { grant_type: 'password', username, password, client_id: 'application', client_secret: secret };
    return (await postForm(`${at.url}/connect/token`, form)).status;
  };

  it('is cut off for the account, whose password is not even looked at then', async () => {
    const guarded = await start({ signInAttemptsPerAccount: 3 });
    for (const password of ['a', 'b', 'c']) expect(await guess(guarded, 'alice', password)).toBe(400);
    asked.length = 0;
    expect(await guess(guarded, 'ALICE', 'right')).toBe(429);
    expect(asked).toEqual([]);
    expect(await guess(guarded, 'bob', 'right')).toBe(200);
    guarded.clock.advance(300);
    expect(await guess(guarded, 'alice', 'right')).toBe(200);
    await guarded.close();
  });

  it('is cut off for the address', async () => {
    const guarded = await start({ signInAttemptsPerAddress: 2 });
    expect([await guess(guarded, 'a', 'x'), await guess(guarded, 'b', 'x')]).toEqual([400, 400]);
    expect(await guess(guarded, 'alice', 'right')).toBe(429);
    await guarded.close();
  });

  it('counts no answer that is about something else, and begins anew after a right one', async () => {
    const guarded = await start({ signInAttemptsPerAccount: 2 });
    for (const password of ['second factor', 'second factor', 'x', 'right', 'x', 'right']) {
      expect(await guess(guarded, 'alice', password)).toBe(password === 'right' ? 200 : 400);
    }
    await guarded.close();
  });
});
