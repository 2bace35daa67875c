import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { base64url, exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { protectResource, type ResourceOptions, type VerifiedToken } from 'mintmark/resource-server';
import { createTestServer, type TestServer } from 'mintmark/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeCertificate } from '../support/certificate.ts';
import { postForm } from '../support/connect.ts';
import { type ProofKey, proofKey } from '../support/dpop.ts';

const resource = 'https://api.example.com/orders';
const secret = 'the secret of the API, which is long';

let server: TestServer;
beforeAll(async () => {
  const client = {
    clientSecrets: [{ value: 'secret' }],
    allowedGrantTypes: ['client_credentials'],
    allowedScopes: ['orders.read', 'orders.write'],
  };
  server = await createTestServer({
    listen: { trustProxy: true },
    apiScopes: [{ name: 'orders.read' }, { name: 'orders.write' }, { name: 'other.read' }],
    apiResources: [
      { name: resource, scopes: ['orders.read', 'orders.write'], apiSecrets: [{ value: secret }] },
      { name: 'https://other.example.com', scopes: ['other.read'] },
    ],
    clients: [
      { ...client, clientId: 'worker' },
      { ...client, clientId: 'reference', accessTokenType: 'reference' },
      { ...client, clientId: 'stranger', allowedScopes: ['other.read'] },
    ],
  });
});
afterAll(() => server.close());

function protect(options: Partial<ResourceOptions> = {}) {
  return protectResource({
    resource,
    issuer: server.url,
    scopes: ['orders.read', 'orders.write'],
    clock: server.clock,
    ...options,
  });
}

async function tokenFor(clientId = 'worker', headers: Record<string, string> = {}, scope?: string): Promise<string> {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: 'secret', scope };
  return (await postForm(`${server.url}/connect/token`, form, headers)).json.access_token;
}

const ask = (authorization?: string, headers: Record<string, string> = {}, path = '/orders/1') =>
  new Request(`https://api.example.com${path}`, {
    headers: { ...(authorization === undefined ? {} : { authorization }), ...headers },
  });

async function refusal(result: VerifiedToken | Response) {
  if (!(result instanceof Response)) throw new Error('The token was taken.');
  const body = (await result.json()) as { error?: string };
  return { status: result.status, error: body.error, challenge: result.headers.get('www-authenticate') ?? '' };
}

const metadataUrl = 'https://api.example.com/.well-known/oauth-protected-resource/orders';

describe('protectResource', () => {
  it('describes the API, with the path of the resource behind the well-known one (RFC 9728 §2, §3.1)', async () => {
    const api = protect({ metadata: { resource_name: 'Orders' } });
    expect(api.metadataPath).toBe('/.well-known/oauth-protected-resource/orders');
    expect(api.metadata()).toMatchObject({
      resource,
      resource_name: 'Orders',
      authorization_servers: [server.url],
      scopes_supported: ['orders.read', 'orders.write'],
      bearer_methods_supported: ['header'],
    });
    expect(protect({ resource: 'https://api.example.com' }).metadataPath).toBe('/.well-known/oauth-protected-resource');
    const answer = api.metadataResponse();
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(await answer.json()).toEqual(api.metadata());
  });

  it('takes a token for it, whatever the letter case of the scheme (RFC 9068 §4, RFC 9110 §11.1)', async () => {
    const result = await protect().verify(ask(`bEARER ${await tokenFor()}`), { scopes: ['orders.read'] });
    expect(result).toMatchObject({
      issuer: server.url,
      clientId: 'worker',
      subject: 'worker',
      scopes: ['orders.read', 'orders.write'],
      expiresAt: server.clock.now() + 3600,
      confirmation: undefined,
    });
  });

  it('says where to go where there is no token, and nothing of an error (RFC 6750 §3.1, RFC 9728 §5.1)', async () => {
    const result = await protect().verify(ask(), { scopes: ['orders.read'] });
    const { status, error, challenge } = await refusal(result);
    expect([status, error]).toEqual([401, undefined]);
    expect(challenge).toContain(`Bearer scope="orders.read", resource_metadata="${metadataUrl}"`);
    expect(challenge).toContain('DPoP scope="orders.read"');
    expect((await refusal(await protect().verify(ask('Basic YTpi')))).status).toBe(401);
  });

  it('names the scopes that are needed, and those that the token has (RFC 6750 §3.1)', async () => {
    const token = await tokenFor('worker', {}, 'orders.read');
    const result = await protect().verify(ask(`Bearer ${token}`), { scopes: ['orders.write'] });
    const { status, error, challenge } = await refusal(result);
    expect([status, error]).toEqual([403, 'insufficient_scope']);
    expect(challenge).toContain('scope="orders.read orders.write"');
    expect(challenge).toContain(`resource_metadata="${metadataUrl}"`);
  });

  it('refuses a token for another API, an expired one, and one that was changed', async () => {
    const api = protect();
    const other = await refusal(await api.verify(ask(`Bearer ${await tokenFor('stranger')}`)));
    expect(other).toMatchObject({ status: 401, error: 'invalid_token' });
    const token = await tokenFor();
    const changed = `${token.slice(0, -4)}AAAA`;
    expect((await refusal(await api.verify(ask(`Bearer ${changed}`)))).error).toBe('invalid_token');
    server.clock.advance(3600 + 31);
    const expired = await refusal(await api.verify(ask(`Bearer ${token}`)));
    expect(expired.challenge).toContain('error_description="The token has expired."');
  });

  it.each([
    '',
    'Bearer',
    'Bearer ',
    'Bearer a b',
    'Bearer a, Bearer b',
    'Bearer ä',
    `Bearer ${'x'.repeat(70_000)}`,
  ])('refuses the header %s', async (header) => {
    const get = (name: string) => (name === 'authorization' ? header : null);
    const result = await protect().verify({ method: 'GET', url: '/orders', headers: { get } });
    expect([400, 401]).toContain((await refusal(result)).status);
  });

  it('never reads a token from the query (RFC 6750 §5.3)', async () => {
    const result = await protect().verify(ask(undefined, {}, `/orders?access_token=${await tokenFor()}`));
    expect((await refusal(result)).error).toBeUndefined();
  });
});

describe('tokens that are bound', () => {
  let key: ProofKey;
  let token: string;
  const url = 'https://api.example.com/orders/1';
  const proofFor = async (changes = {}) => ({
    dpop: await key.proof({
      claims: { htm: 'GET', htu: url, ath: await hash(token), iat: server.clock.now(), ...changes },
    }),
  });
  beforeEach(async () => {
    key = await proofKey(server);
    token = await tokenFor('worker', await key.header());
  });

  it('are taken with their proof, behind a proxy too, each proof once (RFC 9449 §7)', async () => {
    const api = protect();
    const headers = await proofFor();
    const result = await api.verify(ask(`DPoP ${token}`, headers));
    expect((result as VerifiedToken).confirmation).toEqual({ jkt: expect.stringMatching(/^[\w-]{43}$/) });
    const again = await refusal(await api.verify(ask(`DPoP ${token}`, headers)));
    expect([again.status, again.error]).toEqual([401, 'invalid_dpop_proof']);
    const behindProxy = {
      method: 'GET',
      url: 'http://10.0.0.7:8080/orders/1',
      headers: ask(`DPoP ${token}`, await proofFor()).headers,
    };
    expect(await api.verify(behindProxy)).toMatchObject({ clientId: 'worker' });
  });

  it('are never taken as bearer tokens, with a proof beside them or without (RFC 9449 §7.2)', async () => {
    expect((await refusal(await protect().verify(ask(`Bearer ${token}`)))).error).toBe('invalid_token');
    expect((await refusal(await protect().verify(ask(`Bearer ${token}`, await proofFor())))).error).toBe(
      'invalid_token',
    );
    expect((await refusal(await protect().verify(ask(`DPoP ${await tokenFor()}`, await proofFor())))).error).toBe(
      'invalid_token',
    );
  });

  it.each([
    ['no proof', undefined],
    ['another method', { htm: 'POST' }],
    ['another address', { htu: 'https://api.example.com/orders/2' }],
    ['another host', { htu: 'https://evil.example.com/orders/1' }],
    ['another token', { ath: 'x'.repeat(43) }],
    ['no hash of the token', { ath: undefined }],
    ['made two minutes ago', { iat: 1 }],
    ['no id', { jti: undefined }],
  ])('are refused with %s', async (_name, changes) => {
    const headers = changes === undefined ? {} : await proofFor(changes);
    const result = await refusal(await protect().verify(ask(`DPoP ${token}`, headers)));
    expect([result.status, result.error]).toEqual([401, 'invalid_dpop_proof']);
    expect(result.challenge).toMatch(/^DPoP error="invalid_dpop_proof".*algs="ES256/);
  });

  it('are refused with a proof of another key', async () => {
    const stranger = await proofKey(server);
    const dpop = await stranger.proof({ claims: { htm: 'GET', htu: url, ath: await hash(token) } });
    expect((await refusal(await protect().verify(ask(`DPoP ${token}`, { dpop })))).error).toBe('invalid_dpop_proof');
  });

  it('to a certificate are taken with it alone (RFC 8705 §3)', async () => {
    const certificate = makeCertificate({ subject: [['CN', 'worker']] });
    const bound = await tokenFor('worker', certificate.header);
    const api = protect();
    expect(await api.verify(ask(`Bearer ${bound}`), { clientCertificate: certificate.der })).toMatchObject({
      confirmation: { 'x5t#S256': certificate.thumbprint },
    });
    const other = makeCertificate({ subject: [['CN', 'worker']] });
    for (const clientCertificate of [undefined, other.der]) {
      expect((await refusal(await api.verify(ask(`Bearer ${bound}`), { clientCertificate }))).error).toBe(
        'invalid_token',
      );
    }
  });

  it('are the only ones that are taken where the API says so', async () => {
    const result = await refusal(
      await protect({ requireProofOfPossession: true }).verify(ask(`Bearer ${await tokenFor()}`)),
    );
    expect(result.error).toBe('invalid_token');
    expect(result.challenge).toMatch(/^DPoP /);
  });
});

describe('introspection (RFC 7662)', () => {
  it('asks about tokens that are no JWTs, and remembers the answer for a while', async () => {
    let asked = 0;
    const counting: typeof fetch = (input, init) => {
      if (String(input).endsWith('/connect/introspect')) asked += 1;
      return fetch(input, init);
    };
    const api = protect({ introspection: { clientId: resource, clientSecret: secret }, fetch: counting });
    const token = await tokenFor('reference');
    const results = await Promise.all(Array.from({ length: 20 }, () => api.verify(ask(`Bearer ${token}`))));
    for (const result of results)
      expect(result).toMatchObject({ clientId: 'reference', scopes: ['orders.read', 'orders.write'] });
    expect(asked).toBe(1);
    await postForm(`${server.url}/connect/revocation`, { client_id: 'reference', client_secret: 'secret', token });
    expect(await api.verify(ask(`Bearer ${token}`))).toMatchObject({ clientId: 'reference' });
    server.clock.advance(10);
    expect((await refusal(await api.verify(ask(`Bearer ${token}`)))).error).toBe('invalid_token');
    expect((await refusal(await protect().verify(ask(`Bearer ${token}`)))).error).toBe('invalid_token');
  });

  it('answers 503 where the server cannot be asked', async () => {
    const away: typeof fetch = () => Promise.reject(new Error('away'));
    const api = protect({ introspection: { clientId: resource, clientSecret: secret }, fetch: away });
    expect((await refusal(await api.verify(ask('Bearer opaque')))).status).toBe(503);
  });
});

describe('an issuer of one’s own', () => {
  const requests: string[] = [];
  let jwks: object;
  let isAway = false;
  let isOther = false;
  const http = createServer((request, response) => {
    requests.push(request.url ?? '');
    const document = { issuer: isOther ? 'https://elsewhere.example' : name(), jwks_uri: `${issuerUrl}/keys` };
    const body = request.url === '/keys' ? jwks : document;
    const found = !isAway && ['/keys', '/.well-known/openid-configuration/tenant'].includes(request.url ?? '');
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
  let issuerUrl: string;
  const now = 1_800_000_000;
  let clock = { now: () => now };
  let keys: Awaited<ReturnType<typeof generateKeyPair>>;
  beforeAll(async () => {
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    issuerUrl = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    keys = await generateKeyPair('ES256', { extractable: true });
  });
  beforeEach(async () => {
    requests.length = 0;
    isAway = false;
    isOther = false;
    clock = { now: () => now };
    jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'a' }] };
  });
  afterAll(() => http.close());

  const name = () => `${issuerUrl}/tenant`;
  const api = (options: Partial<ResourceOptions> = {}) =>
    protectResource({ resource, issuer: name(), clock: { now: () => clock.now() }, ...options });
  const claims = (changes: Record<string, unknown> = {}): JWTPayload =>
    JSON.parse(
      JSON.stringify({ iss: name(), aud: resource, sub: '1', client_id: 'c', iat: now, exp: now + 600, ...changes }),
    );
  const sign = (changes = {}, header = {}) =>
    new SignJWT(claims(changes))
      .setProtectedHeader({ alg: 'ES256', kid: 'a', typ: 'at+jwt', ...header })
      .sign(keys.privateKey);
  const send = async (token: string, requirements = {}, at = api()) => at.verify(ask(`Bearer ${token}`), requirements);

  it('is discovered in each of the three places (RFC 8414 §3.1, §5)', async () => {
    expect(await send(await sign())).toMatchObject({ issuer: name(), subject: '1' });
    expect(requests).toEqual([
      '/.well-known/oauth-authorization-server/tenant',
      '/tenant/.well-known/openid-configuration',
      '/.well-known/openid-configuration/tenant',
      '/keys',
    ]);
  });

  it('is asked once for a hundred waiting requests', async () => {
    const at = api();
    const token = await sign();
    await Promise.all(Array.from({ length: 100 }, () => send(token, {}, at)));
    expect(requests.filter((url) => url === '/keys')).toHaveLength(1);
  });

  it('is asked again for a key that is not known, but not by everybody who invents one', async () => {
    const at = api();
    await send(await sign(), {}, at);
    for (let time = 0; time < 50; time += 1) {
      expect((await refusal(await send(await sign({}, { kid: `invented-${time}` }), {}, at))).error).toBe(
        'invalid_token',
      );
    }
    expect(requests.filter((url) => url === '/keys')).toHaveLength(1);
    clock = { now: () => now + 30 };
    jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'b' }] };
    expect(await send(await sign({}, { kid: 'b' }), {}, at)).toMatchObject({ subject: '1' });
    expect(requests.filter((url) => url === '/keys')).toHaveLength(2);
  });

  it('may be away for a day without harm to tokens that it signed, and is 503 where it was never seen', async () => {
    const at = api();
    const token = await sign({ exp: now + 200_000 });
    await send(token, {}, at);
    isAway = true;
    clock = { now: () => now + 80_000 };
    expect(await send(token, {}, at)).toMatchObject({ subject: '1' });
    clock = { now: () => now + 90_000 };
    expect((await refusal(await send(token, {}, at))).status).toBe(503);
    expect((await refusal(await send(token))).status).toBe(503);
  });

  it('is not believed when its metadata names another (RFC 8414 §3.3)', async () => {
    isOther = true;
    expect((await refusal(await send(await sign()))).status).toBe(503);
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['another issuer', { iss: 'https://elsewhere.example' }, {}],
    ['another audience', { aud: 'https://other.example.com' }, {}],
    ['no audience', { aud: undefined }, {}],
    ['no end', { exp: undefined }, {}],
    ['an end long ago', { exp: now - 31 }, {}],
    ['a beginning to come', { nbf: now + 31 }, {}],
    ['no client', { client_id: undefined }, {}],
    ['the type of an ID token', {}, { typ: 'JWT' }],
    ['the type of a logout token', {}, { typ: 'logout+jwt' }],
    ['no type', {}, { typ: undefined }],
    ['a critical extension', {}, { crit: ['exp'] }],
    ['a binding that nobody knows', { cnf: { 'x5t#S512': 'x' } }, {}],
    ['a binding that is none', { cnf: {} }, {}],
  ])('is not helped to a token with %s', async (_name, changes, header) => {
    let token: string;
    try {
      token = await sign(changes, header);
    } catch {
      token = `${base64url.encode(JSON.stringify({ alg: 'ES256', kid: 'a', typ: 'at+jwt', ...header }))}.${base64url.encode(JSON.stringify(claims(changes)))}.AAAA`;
    }
    expect((await refusal(await send(token))).error).toBe('invalid_token');
  });

  it('takes no unsigned token, none signed with the public key as a secret, and no key from a header (RFC 8725 §3.1)', async () => {
    const header = base64url.encode(JSON.stringify({ alg: 'none', typ: 'at+jwt' }));
    const unsigned = `${header}.${new UnsecuredJWT(claims()).encode().split('.')[1]}.`;
    expect((await refusal(await send(unsigned))).error).toBe('invalid_token');
    const asSecret = new TextEncoder().encode(await exportSPKI(keys.publicKey));
    const confused = await new SignJWT(claims())
      .setProtectedHeader({ alg: 'HS256', kid: 'a', typ: 'at+jwt' })
      .sign(asSecret);
    expect((await refusal(await send(confused))).error).toBe('invalid_token');
    const stranger = await generateKeyPair('ES256', { extractable: true });
    const brought = await new SignJWT(claims())
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', jwk: await exportJWK(stranger.publicKey) })
      .sign(stranger.privateKey);
    expect((await refusal(await send(brought))).error).toBe('invalid_token');
  });

  it('takes plain JWTs of servers of before where it is told to', async () => {
    const token = await sign({ client_id: undefined }, { typ: 'JWT' });
    expect(await send(token, {}, api({ tokenTypes: ['at+jwt', 'JWT'] }))).toMatchObject({ subject: '1' });
  });

  it('asks for a stronger or fresher sign-in (RFC 9470 §3)', async () => {
    const token = await sign({ acr: 'silver', auth_time: now - 300 });
    const needs = { acrValues: ['gold', 'platinum'], maxAge: 60 };
    const result = await refusal(await send(token, needs));
    expect([result.status, result.error]).toEqual([401, 'insufficient_user_authentication']);
    expect(result.challenge).toContain('acr_values="gold platinum", max_age="60"');
    expect(await send(await sign({ acr: 'gold', auth_time: now - 60 }), needs)).toMatchObject({ subject: '1' });
    expect((await refusal(await send(await sign({ acr: 'gold' }), { maxAge: 60 }))).status).toBe(401);
  });
});

it.each<[Partial<ResourceOptions>, string]>([
  [{ resource: 'orders' }, 'resource must be an absolute https URL'],
  [{ resource: 'http://api.example.com' }, 'resource must be an absolute https URL'],
  [{ resource: 'https://api.example.com/#x' }, 'resource must be an absolute https URL'],
  [{ issuer: 'http://id.example.com' }, 'issuer: http://id.example.com must be an absolute https URL'],
  [{ issuer: [] }, 'issuer: at least one is needed'],
  [{ algorithms: ['HS256'] }, 'algorithms: HS256 is no asymmetric signature algorithm'],
  [{ introspection: { clientId: 'a' } }, 'introspection needs a clientSecret or a privateKey'],
])('refuses options that can never work: %o', (options, message) => {
  expect(() => protectResource({ resource, issuer: 'https://id.example.com', ...options })).toThrow(message);
});

async function hash(text: string): Promise<string> {
  return base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))));
}
