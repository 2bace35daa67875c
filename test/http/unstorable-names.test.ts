import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/index.ts';
import { basic, postForm, requestToken } from '../support/connect.ts';
import { fixture, startFixture } from '../support/fixture.ts';
import { createTestDatabase } from '../support/postgres-database.ts';

// PostgreSQL takes no NUL character in a text, in any form. Forms refuse it; JSON and the two halves of Basic can carry it.
let server: TestServer;
let key: CryptoKey;
const grant = { grant_type: 'client_credentials' };

beforeAll(async () => {
  const pair = await generateKeyPair('ES256');
  key = pair.privateKey;
  const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k' }] };
  const ciba = 'urn:openid:params:grant-type:ciba';
  server = await startFixture({
    storage: { kind: 'postgres', url: await createTestDatabase() },
    users: fixture.users.slice(0, 1),
    moreClients: [{ clientId: 'desk', jwks, allowedGrantTypes: [ciba], allowedScopes: ['openid'] }],
  });
});
afterAll(() => server.close());

async function refusal(answer: Promise<{ readonly status: number; readonly json: Record<string, unknown> }>) {
  const { status, json } = await answer;
  return [status, json.error];
}

function signed(claims: Record<string, unknown>, typ = 'JWT'): Promise<string> {
  const now = server.clock.now();
  const all = {
    iss: 'desk',
    aud: server.url,
    jti: JSON.stringify(claims),
    iat: now,
    nbf: now,
    exp: now + 60,
    ...claims,
  };
  return new SignJWT(all).setProtectedHeader({ alg: 'ES256', kid: 'k', typ }).sign(key);
}

const asDesk = async () => ({
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion: await signed({ sub: 'desk' }),
});

it('knows no client whose name no store can hold (RFC 6749 §2.3.1, App. A.1)', async () => {
  for (const name of ['ma%00chine', 'ma\u0000chine', 'mächine', 'x'.repeat(300)]) {
    const authorization = `Basic ${Buffer.from(`${name}:secret`).toString('base64')}`;
    expect(await refusal(postForm(`${server.url}/connect/token`, grant, { authorization }))).toEqual([
      401,
      'invalid_client',
    ]);
  }
  expect(basic('a', 'b')).toMatch(/^Basic /);
});

it('knows no subject of an assertion that no store can hold (RFC 7523 §3)', async () => {
  const assertion = { ...(await asDesk()), client_assertion: await signed({ sub: 'ma\u0000chine' }) };
  expect(await refusal(postForm(`${server.url}/connect/token`, { ...grant, ...assertion }))).toEqual([
    401,
    'invalid_client',
  ]);
});

it('knows no user whose name no store can hold (CIBA Core 1.0 §7.1)', async () => {
  const request = await signed({ scope: 'openid', login_hint: 'ali\u0000ce' }, 'oauth-authz-req+jwt');
  const answer = postForm(`${server.url}/connect/ciba`, { request, ...(await asDesk()) });
  expect(await refusal(answer)).toEqual([400, 'unknown_user_id']);
  expect((await requestToken(server, 'machine', grant)).status).toBe(200);
});
