import { createSign, KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CompactSign,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  importJWK,
  type JWTPayload,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import type { LogFields, Logger } from 'mintmark';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withCounting } from '../../src/stores/counting.ts';
import { createMemoryStore } from '../../src/stores/memory/memory-store.ts';
import type { TestServer } from '../../src/testing/index.ts';
import { basic, postForm } from '../support/connect.ts';
import { secret, startFixture } from '../support/fixture.ts';

const es256 = await generateKeyPair('ES256', { extractable: true });
const rs256 = await generateKeyPair('RS256', { extractable: true });
const ps256Key = (await importJWK(await exportJWK(rs256.privateKey), 'PS256')) as CryptoKey;
const stranger = await generateKeyPair('ES256', { extractable: true });
const es256Jwk = { ...(await exportJWK(es256.publicKey)), kid: 'es', use: 'sig' };
const rs256Jwk = { ...(await exportJWK(rs256.publicKey)), kid: 'rs' };

const counting = withCounting(createMemoryStore());
const keyServer = createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ keys: [es256Jwk] }));
});
const warnings: { readonly message: string; readonly fields: LogFields | undefined }[] = [];
const log: Logger = {
  debug() {},
  info() {},
  warn: (message, fields) => warnings.push({ message, fields }),
  error() {},
  child: () => log,
};
let server: TestServer;
beforeAll(async () => {
  await new Promise<void>((resolve) => keyServer.listen(0, '127.0.0.1', resolve));
  const { port } = keyServer.address() as AddressInfo;
  const common = { allowedGrantTypes: ['client_credentials'], allowedScopes: ['orders.read'] };
  server = await startFixture({
    store: counting.store,
    log,
    moreClients: [
      { ...common, clientId: 'key-client', jwks: { keys: [es256Jwk, rs256Jwk] } },
      {
        ...common,
        clientId: 'bound-key-client',
        jwks: { keys: [es256Jwk, rs256Jwk] },
        allowedAssertionAlgorithms: ['ES256', 'PS256'],
      },
      { ...common, clientId: 'issuer-only-client', jwks: { keys: [es256Jwk] }, assertionAudience: 'issuer' },
      { ...common, clientId: 'old-key-client', jwks: { keys: [es256Jwk] } },
      { ...common, clientId: 'other-key-client', jwks: { keys: [es256Jwk] } },
      { ...common, clientId: 'key-address-client', jwksUri: `http://127.0.0.1:${port}/keys` },
      { ...common, clientId: 'lost-key-address-client', jwksUri: `http://127.0.0.1:1/keys` },
    ],
  });
});
afterAll(async () => {
  keyServer.close();
  await server.close();
});

let counter = 0;
function claims(overrides: Record<string, unknown> = {}): JWTPayload {
  counter += 1;
  const now = server.clock.now();
  const all = {
    iss: 'key-client',
    sub: 'key-client',
    aud: server.url,
    jti: `jti-${counter}`,
    iat: now,
    exp: now + 60,
    ...overrides,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as JWTPayload;
}

const sign = (payload: JWTPayload, header: Record<string, unknown> = {}, key: CryptoKey = es256.privateKey) =>
  new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: 'es', ...header }).sign(key);

const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const send = (assertion: string, parameters: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  postForm(
    `${server.url}/connect/token`,
    {
      grant_type: 'client_credentials',
      client_assertion_type: type,
      client_assertion: assertion,
      ...parameters,
    },
    headers,
  );

describe('private_key_jwt (RFC 7523 §3)', () => {
  it.each([
    ['ES256', 'es', es256.privateKey, 200],
    ['PS256', 'rs', ps256Key, 200],
    ['RS256', 'rs', rs256.privateKey, 401],
  ])('holds a client to its algorithms: %s (token_endpoint_auth_signing_alg, Registration 1.0 §2)', async (alg, kid, key, status) => {
    const mine = { iss: 'bound-key-client', sub: 'bound-key-client' };
    const { status: answered, json } = await send(await sign(claims(mine), { alg, kid }, key));
    expect(answered).toBe(status);
    if (status === 401) expect(json.error).toBe('invalid_client');
  });

  it('accepts an assertion with and without client_id beside it (RFC 7521 §4.2)', async () => {
    expect((await send(await sign(claims()))).status).toBe(200);
    expect((await send(await sign(claims()), { client_id: 'key-client' })).status).toBe(200);
  });

  it('accepts any asymmetric algorithm that one of the keys has', async () => {
    expect((await send(await sign(claims(), { alg: 'RS256', kid: 'rs' }, rs256.privateKey))).status).toBe(200);
    expect((await send(await sign(claims(), { alg: 'PS256', kid: 'rs' }, ps256Key))).status).toBe(200);
  });

  it('finds the key without kid', async () => {
    expect((await send(await sign(claims(), { kid: undefined }))).status).toBe(200);
  });

  it('takes keys from the address of the client', async () => {
    const id = 'key-address-client';
    expect((await send(await sign(claims({ iss: id, sub: id })))).status).toBe(200);
  });

  it('refuses the client, not the server, when its keys cannot be fetched (RFC 6749 §5.2)', async () => {
    const id = 'lost-key-address-client';
    const answer = await send(await sign(claims({ iss: id, sub: id })));
    expect(answer.status).toBe(401);
    expect(answer.json.error).toBe('invalid_client');
  });

  it.each([
    '',
    '/',
    '/connect/token',
    '/connect/introspect',
    '/connect/revocation',
    '/connect/par',
    '/connect/deviceauthorization',
    '/connect/ciba',
  ])('accepts the issuer followed by "%s" as audience', async (path) => {
    expect((await send(await sign(claims({ aud: server.url + path })))).status).toBe(200);
    expect((await send(await sign(claims({ aud: [server.url, server.url + path] })))).status).toBe(200);
  });

  it.each([
    '/connect/token',
    '/connect/introspect',
    '/connect/revocation',
    '/connect/par',
    '/connect/deviceauthorization',
  ])('is refused at %s where its audience names somebody else too: it may have been made for them (CVE-2025-27370, RFC 7523 §3)', async (path) => {
    const assertion = await sign(claims({ aud: ['https://elsewhere.example', server.url] }));
    const credentials = { client_assertion_type: type, client_assertion: assertion };
    const answer = await postForm(server.url + path, { ...credentials, grant_type: 'client_credentials', token: 'x' });
    expect([answer.status, answer.json.error]).toEqual([401, 'invalid_client']);
  });

  it.each([
    [['https://elsewhere.example'], 401],
    [[], 401],
    [7, 401],
  ])('refuses the audience %o', async (aud, status) => {
    expect((await send(await sign(claims({ aud: aud as never })))).status).toBe(status);
  });

  it('holds a client to the issuer alone, as a string, where it is told to (FAPI 2.0 Security Profile §5.3.2.1)', async () => {
    const mine = { iss: 'issuer-only-client', sub: 'issuer-only-client' };
    expect((await send(await sign(claims({ ...mine, aud: server.url })))).status).toBe(200);
    for (const aud of [[server.url], `${server.url}/`, `${server.url}/connect/token`, [server.url, server.url]]) {
      expect((await send(await sign(claims({ ...mine, aud })))).json.error).toBe('invalid_client');
    }
  });

  it('tells the operator once of a client that names an endpoint as audience', async () => {
    const mine = { iss: 'old-key-client', sub: 'old-key-client', aud: `${server.url}/connect/token` };
    const lines = () => warnings.filter(({ fields }) => fields?.clientId === 'old-key-client');
    for (let time = 0; time < 3; time += 1) expect((await send(await sign(claims(mine)))).status).toBe(200);
    expect(lines()).toEqual([
      {
        message: 'a client names an endpoint as the audience of its assertions: it should name the issuer',
        fields: { clientId: 'old-key-client' },
      },
    ]);
  });

  it.each([
    ['iat', 60, 200],
    ['iat', 61, 401],
    ['nbf', 60, 200],
    ['nbf', 61, 401],
  ])('tolerates clocks that go a minute ahead, no more: %s in %i s (FAPI 2.0 Security Profile §5.3.2.1)', async (name, ahead, status) => {
    expect((await send(await sign(claims({ [name]: server.clock.now() + ahead })))).status).toBe(status);
  });

  it('takes no expiry that is no number of seconds', async () => {
    const [header, ,] = (await sign(claims())).split('.');
    const body = JSON.stringify(claims({ exp: 0 })).replace('"exp":0', '"exp":1e400');
    const signed = await new CompactSign(new TextEncoder().encode(body))
      .setProtectedHeader(JSON.parse(Buffer.from(header!, 'base64url').toString()))
      .sign(es256.privateKey);
    expect((await send(signed)).json.error).toBe('invalid_client');
  });

  it.each([
    5,
    true,
    null,
    {},
    ['JWT'],
  ])('refuses a header whose typ is %o, and meets no error of its own', async (typ) => {
    const header = Buffer.from(JSON.stringify({ alg: 'ES256', kid: 'es', typ })).toString('base64url');
    const body = Buffer.from(JSON.stringify(claims())).toString('base64url');
    const key = createSign('sha256').update(`${header}.${body}`);
    const pem = { key: KeyObject.from(es256.privateKey), dsaEncoding: 'ieee-p1363' } as const;
    const answer = await send(`${header}.${body}.${key.sign(pem).toString('base64url')}`);
    expect([answer.status, answer.json.error]).toEqual([401, 'invalid_client']);
  });

  it('locks nobody out by signatures of strangers: there is nothing to guess', async () => {
    for (let time = 0; time < 40; time += 1) {
      expect((await send(await sign(claims(), {}, stranger.privateKey))).status).toBe(401);
    }
    expect((await send(await sign(claims()))).status).toBe(200);
  });

  it('takes times with fractions (RFC 7519 §2)', async () => {
    const now = server.clock.now();
    expect((await send(await sign(claims({ iat: now - 0.25, exp: now + 30.75 })))).status).toBe(200);
  });

  it.each([
    'oauth-authz-req+jwt',
    'application/oauth-authz-req+jwt',
    'DPoP+JWT',
    'at+jwt',
    'logout+jwt',
    'secevent+jwt',
  ])('takes no JWT for an assertion that the client signed for something else: %s (RFC 8725 §3.11)', async (typ) => {
    const answer = await send(await sign(claims(), { typ }));
    expect([answer.status, answer.json.error]).toEqual([401, 'invalid_client']);
  });

  it.each([
    undefined,
    'JWT',
    'jwt',
    'application/jwt',
    'client-authentication+jwt',
  ])('accepts the type %s', async (typ) => {
    expect((await send(await sign(claims(), { typ }))).status).toBe(200);
  });

  it('wants the issuer alone where the assertion declares the newer type', async () => {
    const strict = { typ: 'application/client-authentication+jwt' };
    expect((await send(await sign(claims(), strict))).status).toBe(200);
    expect((await send(await sign(claims({ aud: [server.url] }), strict))).status).toBe(200);
    for (const aud of [`${server.url}/connect/token`, `${server.url}/`, '', [server.url, `${server.url}/`]]) {
      expect((await send(await sign(claims({ aud }), strict))).status).toBe(401);
    }
  });

  it('tolerates clocks that differ by up to a minute (RFC 7523 §3)', async () => {
    const now = server.clock.now();
    expect((await send(await sign(claims({ iat: now + 50, nbf: now + 50 })))).status).toBe(200);
    expect((await send(await sign(claims({ exp: now - 50 })))).status).toBe(200);
  });

  const now = () => server.clock.now();
  const wrong: readonly (readonly [string, () => Promise<string> | string])[] = [
    ['an expired one', () => sign(claims({ exp: now() - 61 }))],
    ['one that is not yet valid', () => sign(claims({ nbf: now() + 61 }))],
    ['one without exp', () => sign(claims({ exp: undefined }))],
    ['one without jti', () => sign(claims({ jti: undefined }))],
    ['one with an empty jti', () => sign(claims({ jti: '' }))],
    ['one whose jti is a number', () => sign(claims({ jti: 7 }))],
    ['one without aud', () => sign(claims({ aud: undefined }))],
    ['one without iss', () => sign(claims({ iss: undefined }))],
    ['one without sub', () => sign(claims({ sub: undefined }))],
    ['one whose sub is a number', () => sign(claims({ sub: 7 }))],
    ['one for another server', () => sign(claims({ aud: 'https://elsewhere.example' }))],
    ['one whose audience is prefixed by ours', () => sign(claims({ aud: `${server.url}.evil.example` }))],
    ['one with an audience that is no string', () => sign(claims({ aud: [server.url, 7] }))],
    ['one with no audience in its list', () => sign(claims({ aud: [] }))],
    ['one with another issuer', () => sign(claims({ iss: 'machine' }))],
    ['one that lives for more than a day', () => sign(claims({ exp: now() + 86_401 }))],
    ['one whose exp is no number', () => sign(claims({ exp: 'tomorrow' }))],
    ['one with a huge exp', () => sign(claims({ exp: 1e300 }))],
    ['one of an unknown client', () => sign(claims({ iss: 'unheard-of', sub: 'unheard-of' }))],
    ['one of a client without keys', () => sign(claims({ iss: 'machine', sub: 'machine' }))],
    ['one of a public client', () => sign(claims({ iss: 'public-application', sub: 'public-application' }))],
    ["one signed with a stranger's key", () => sign(claims(), {}, stranger.privateKey)],
    ['one with an unknown kid', () => sign(claims(), { kid: 'unheard-of' })],
    ['an unsigned one', () => new UnsecuredJWT(claims()).encode()],
    [
      'one signed by HMAC with the public key',
      async () => {
        const pem = new TextEncoder().encode(await exportSPKI(rs256.publicKey));
        return new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'rs' }).sign(pem);
      },
    ],
    [
      'one signed by HMAC with the secret',
      () => new SignJWT(claims()).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret)),
    ],
    [
      'one that brings its own key',
      async () => {
        const jwk = await exportJWK(stranger.publicKey);
        return sign(claims(), { jwk, kid: undefined }, stranger.privateKey);
      },
    ],
    [
      'one with a critical extension',
      () =>
        new SignJWT(claims())
          .setProtectedHeader({ alg: 'ES256', kid: 'es', 'urn:extension': 1, crit: ['urn:extension'] })
          .sign(es256.privateKey, { crit: { 'urn:extension': true } }),
    ],
    ['one whose signature was cut', async () => (await sign(claims())).slice(0, -4)],
    [
      'one whose payload was changed',
      async () => {
        const [header, , signature] = (await sign(claims())).split('.');
        return [
          header,
          btoa(JSON.stringify(claims({ sub: 'other-key-client', iss: 'other-key-client' }))).replace(/=+$/, ''),
          signature,
        ].join('.');
      },
    ],
    ['no JWT', () => 'nonsense'],
    ['dots', () => '..'],
    ['a header that is null', () => `${btoa('null').replace(/=+$/, '')}.e30.AA`],
    ['a payload that is null', () => `${btoa('{"alg":"ES256"}').replace(/=+$/, '')}.bnVsbA.AA`],
    ['a JWE', () => 'a.b.c.d.e'],
    ['one that is too long', () => `${'a'.repeat(20_000)}.b.c`],
  ];
  it.each(wrong)('refuses %s as invalid_client', async (_, assertion) => {
    const answer = await send(await assertion());
    expect(answer.status).toBe(401);
    expect(answer.json).toMatchObject({
      error: 'invalid_client',
      error_description: 'Client authentication failed.',
    });
    expect(answer.json.access_token).toBeUndefined();
  });

  it('refuses a client_id that is not the subject (RFC 7521 §4.2)', async () => {
    const answer = await send(await sign(claims()), { client_id: 'other-key-client' });
    expect(answer.status).toBe(401);
    expect(answer.json.error).toBe('invalid_client');
  });

  it('uses an assertion up, whatever the number of requests that bring it (RFC 7523 §3 (7))', async () => {
    const assertion = await sign(claims());
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(assertion)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(401)]);
    expect(answers.find(({ status }) => status === 401)?.json.error).toBe('invalid_client');
  });

  it('remembers a used assertion as long as it could be accepted', async () => {
    const assertion = await sign(claims({ exp: now() + 30 }));
    expect((await send(assertion)).status).toBe(200);
    server.clock.advance(85);
    expect((await send(assertion)).status).toBe(401);
    server.clock.advance(1000);
    expect((await send(assertion)).status).toBe(401);
  });

  it('keeps the ids of different clients apart', async () => {
    const other = { iss: 'other-key-client', sub: 'other-key-client' };
    expect((await send(await sign(claims({ jti: 'the same' })))).status).toBe(200);
    expect((await send(await sign(claims({ jti: 'the same', ...other })))).status).toBe(200);
  });

  it('does not use up an assertion whose signature is wrong, so that nobody can spoil the real one', async () => {
    const forged = await sign(claims({ jti: 'chosen' }), {}, stranger.privateKey);
    counting.calls.reset();
    expect((await send(forged)).status).toBe(401);
    expect(counting.calls.byName.get('marks.insertOnce')).toBeUndefined();
    expect((await send(await sign(claims({ jti: 'chosen' })))).status).toBe(200);
  });

  it('refuses a second method beside it (RFC 6749 §2.3)', async () => {
    const assertion = await sign(claims());
    expect((await send(assertion, {}, { authorization: basic('machine') })).json.error).toBe('invalid_request');
    expect((await send(assertion, { client_secret: secret })).json.error).toBe('invalid_request');
    expect((await send(assertion)).status).toBe(200);
  });

  it.each([
    ['an unknown type', 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer'],
    ['no type', ''],
  ])('refuses %s as invalid_client (RFC 6749 §5.2)', async (_, value) => {
    const answer = await send(await sign(claims()), { client_assertion_type: value });
    expect(answer.status).toBe(401);
    expect(answer.json.error).toBe('invalid_client');
  });

  it('wants the assertion where its type is there', async () => {
    const answer = await send('', { client_id: 'machine' });
    expect(answer.status).toBe(401);
    expect(answer.json.error).toBe('invalid_client');
  });
});
