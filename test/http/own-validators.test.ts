import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExtensionGrantResult, TokenRequestChange } from '../../src/index.ts';
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
  ])('%s is answered 401, with a challenge where the client used Basic', async (_name, form, fromGrant, fromCustom) => {
    extension = fromGrant;
    custom = fromCustom;
    for (const [answer, challenge] of [
      [await byBasic(form), 'Basic realm="mintmark", charset="UTF-8"'],
      [await byPost(form), null],
    ] as const) {
      expect(answer.status).toBe(401);
      expect(answer.json).toMatchObject({
        error: 'invalid_client',
        error_description: 'The device is not enrolled.',
      });
      expect(answer.headers.get('www-authenticate')).toBe(challenge);
    }
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
