import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainToken } from '../../src/explorer/explanation/explain-token.ts';
import type { TokenExplanation } from '../../src/explorer/explanation/explanation.ts';
import { withCounting } from '../../src/stores/counting.ts';
import { createMemoryStore } from '../../src/stores/memory/memory-store.ts';
import type { TestServer } from '../../src/testing/index.ts';
import { refresh, requestToken, revoke, signIn } from '../support/connect.ts';
import { startFixture } from '../support/fixture.ts';

const { store, calls } = withCounting(createMemoryStore());
const key = await generateKeyPair('ES256');
const jwk = { ...(await exportJWK(key.publicKey)), kid: 'k' };
let server: TestServer;

beforeAll(async () => {
  server = await startFixture({
    store,
    moreClients: [
      {
        clientId: 'key-client',
        jwks: { keys: [jwk] },
        allowedGrantTypes: ['client_credentials'],
        allowedScopes: ['orders.read'],
      },
    ],
  });
});
afterAll(() => server.close());

/** With proof that the store was read, at the most. */
async function explain(token: string): Promise<TokenExplanation> {
  calls.reset();
  const explanation = await explainToken(server.server.services, token, server.clock.now());
  const writes = [...calls.byName.keys()].filter((name) => !/\.(?:find|list|isRevoked|standing|findMany)/.test(name));
  expect(writes).toEqual([]);
  return explanation;
}

const failures = ({ checks }: TokenExplanation) =>
  checks.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name);
const about = (explanation: TokenExplanation) =>
  Object.fromEntries(explanation.about.map(({ name, value }) => [name, value]));

describe('a pasted token of this server', () => {
  it('is explained as an access token: who signed, for whom, which client, family and scopes, what each claim means, and that it is accepted', async () => {
    const { json } = await signIn(server, 'application');
    const found = await explain(`  Bearer ${json.access_token}\n`);
    expect(found).toMatchObject({
      kind: 'access token',
      isOurs: true,
      isAccepted: true,
      verdict: 'Accepted here, and meant for https://orders.example.com.',
      shown: `…${json.access_token.slice(-4)}`,
      signature: { algorithm: 'ES256', signedBy: 'this server, with a key that is signing', outcome: 'passed' },
    });
    expect(about(found)).toMatchObject({
      client: 'application',
      subject: 'subject-of-alice',
      scopes: 'openid orders.read orders.write offline_access',
    });
    expect(about(found)['family']).toHaveLength(22);
    expect(found.claims?.find(({ name }) => name === 'aud')).toEqual({
      name: 'aud',
      value: 'https://orders.example.com',
      meaning: 'For whom it is: nobody else may take it (RFC 7519 §4.1.3)',
    });
    expect(found.times.find(({ name }) => name === 'exp')?.words).toBe('in 1 hour');
    expect(found.checks.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['signature', 'passed'],
      ['time', 'passed'],
      ['client', 'passed'],
      ['revocation', 'passed'],
      ['user', 'passed'],
    ]);
  });

  it.each([
    [
      'expired',
      async () => {
        const { json } = await requestToken(server, 'short-lived-machine', { grant_type: 'client_credentials' });
        server.clock.advance(3600);
        return json.access_token as string;
      },
      ['time'],
      'Refused here: It expired 59 minutes ago.',
    ],
    [
      'revoked',
      async () => {
        const { json } = await requestToken(server, 'machine', { grant_type: 'client_credentials' });
        await revoke(server, 'machine', json.access_token);
        return json.access_token as string;
      },
      ['revocation'],
      'Refused here: It was revoked, or everything of its family, user or client was.',
    ],
    [
      'changed',
      async () => {
        const { json } = await requestToken(server, 'machine', { grant_type: 'client_credentials' });
        return changed(json.access_token, { scope: 'orders.write' });
      },
      ['signature'],
      'Refused here: The signature is wrong: the token was changed, or cut.',
    ],
    [
      'signed by a stranger who calls himself this server',
      async () => foreign({ iss: server.url }, { typ: 'at+jwt', kid: 'strange' }),
      ['signature', 'time'].slice(0, 1),
      'Refused here: No key of this server has this kid: it is of another environment, or its key is gone.',
    ],
  ])('is refused with the reason where it is %s', async (_, make, failed, verdict) => {
    const found = await explain(await make());
    expect([found.kind, found.isAccepted, failures(found), found.verdict]).toEqual([
      'access token',
      false,
      failed,
      verdict,
    ]);
  });

  it('is explained as an ID token, which no API takes', async () => {
    const { json } = await refresh(server, 'application', (await signIn(server, 'application')).json.refresh_token);
    const found = await explain(json.id_token);
    expect(found).toMatchObject({ kind: 'ID token', isOurs: true, isAccepted: true });
    expect(found.verdict).toContain('no API takes it');
    server.clock.advance(3600);
    expect((await explain(json.id_token)).verdict).toMatch(
      /^Not valid: It expired .* As id_token_hint it is accepted here/,
    );
  });

  it('is explained as a refresh token without being used, and as a used one without a revocation', async () => {
    const { json } = await signIn(server, 'strict-application');
    const live = await explain(json.refresh_token);
    expect(live).toMatchObject({ kind: 'refresh token', isAccepted: true });
    expect(about(live)).toMatchObject({ client: 'strict-application', subject: 'subject-of-alice' });
    const next = await refresh(server, 'strict-application', json.refresh_token);
    expect(next.status).toBe(200);
    const used = await explain(json.refresh_token);
    expect([used.isAccepted, failures(used)]).toEqual([false, ['used before']]);
    expect((await refresh(server, 'strict-application', next.json.refresh_token)).status).toBe(200);
  });

  it('is explained as a reference token, by the validator that userinfo asks', async () => {
    const { json } = await requestToken(server, 'reference-machine', { grant_type: 'client_credentials' });
    expect(await explain(json.access_token)).toMatchObject({ kind: 'reference access token', isAccepted: true });
    await revoke(server, 'reference-machine', json.access_token);
    expect(await explain(json.access_token)).toMatchObject({ kind: 'unknown', isOurs: false });
  });
});

describe('a pasted JWT that a client signed', () => {
  it('is explained as an assertion that is still good afterwards', async () => {
    const assertion = await foreign(
      { iss: 'key-client', sub: 'key-client', aud: server.url, jti: 'once' },
      { kid: 'k' },
    );
    const found = await explain(assertion);
    expect(found).toMatchObject({ kind: 'client assertion', isAccepted: true, isOurs: false });
    const answer = await requestToken(server, 'key-client', {
      grant_type: 'client_credentials',
      client_secret: undefined,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    });
    expect(answer.status).toBe(200);
  });

  it('says what is wrong with it, which the client is not told', async () => {
    const claims = { iss: 'key-client', sub: 'key-client', aud: 'https://other.example', jti: 'x' };
    const found = await explain(await foreign(claims, { kid: 'k' }));
    expect(found.isAccepted).toBe(false);
    expect(found.verdict).toContain('aud does not name this server');
  });

  it('is explained as a request object', async () => {
    const claims = { iss: 'key-client', client_id: 'key-client', aud: server.url, response_type: 'code' };
    expect(await explain(await foreign(claims, { kid: 'k', typ: 'oauth-authz-req+jwt' }))).toMatchObject({
      kind: 'request object',
      isAccepted: true,
    });
  });

  it('is explained as a DPoP proof for the address that it names, and not used up', async () => {
    const { jwk: publicKey, sign } = await proofMaker();
    const proof = await sign({ htm: 'POST', htu: `${server.url}/connect/token`, jti: 'proof' });
    const found = await explain(proof);
    expect(found).toMatchObject({ kind: 'DPoP proof', isAccepted: true });
    expect(found.about[0]).toEqual({ name: 'request', value: `POST ${server.url}/connect/token` });
    expect(publicKey.kty).toBe('EC');
    const elsewhere = await explain(await sign({ htm: 'GET', htu: 'https://api.example/x', jti: 'other' }));
    expect([elsewhere.isAccepted, failures(elsewhere)]).toEqual([false, ['address']]);
  });
});

describe('whatever else is pasted', () => {
  it('is decoded and said to be of somebody else where it is a JWT of theirs', async () => {
    const found = await explain(await foreign({ iss: 'https://elsewhere.example', sub: 'x' }, {}));
    expect(found).toMatchObject({ kind: 'JWT of somebody else', isOurs: false });
    expect(found.isAccepted).toBe(undefined);
    expect(found.claims?.find(({ name }) => name === 'iss')?.value).toBe('https://elsewhere.example');
  });

  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  it.each([
    ['nothing', ''],
    ['blanks', ' \n\t '],
    ['a sentence', 'the quick brown fox'],
    ['dots', '...'],
    ['five parts', 'a.b.c.d.e'],
    ['no base64', '%%%.%%%.%%%'],
    ['JSON that is no object', `${btoa('[1]')}.${btoa('"x"')}.`],
    ['a very deep value', `${plain({ alg: 'none' })}.${Buffer.from(`{"x":${deep}}`).toString('base64url')}.`],
    [
      'many claims',
      `${plain({ alg: 'none' })}.${plain(Object.fromEntries(Array.from({ length: 3000 }, (_, n) => [`c${n}`, n])))}.`,
    ],
    ['odd times', `${plain({ alg: 'none' })}.${plain({ exp: 1e300, iat: -5, nbf: 'x', auth_time: null })}.`],
    [
      'members of objects',
      `${plain({ typ: { toString: 1 }, kid: [] })}.${plain({ iss: { a: 1 }, sub: [], client_id: 7, aud: {} })}.`,
    ],
    ['too much', 'a'.repeat(70_000)],
    ['NUL and more', '\0\x1b[31m'],
    ['markup', '<script>alert(1)</script>'],
  ])('never fails: %s', async (_, pasted) => {
    const found = await explain(pasted);
    expect(found.verdict.length).toBeGreaterThan(10);
    expect(JSON.stringify(found).length).toBeLessThan(200_000);
  });
});

function plain(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function changed(token: string, claims: object): string {
  const [header, payload, signature] = token.split('.');
  const before: object = JSON.parse(Buffer.from(payload!, 'base64url').toString());
  return `${header}.${plain({ ...before, ...claims })}.${signature}`;
}

async function foreign(claims: JWTPayload, header: { readonly kid?: string; readonly typ?: string }): Promise<string> {
  const now = server.clock.now();
  return new SignJWT({ iat: now, exp: now + 60, ...claims })
    .setProtectedHeader({ alg: 'ES256', ...header })
    .sign(key.privateKey);
}

async function proofMaker() {
  const pair = await generateKeyPair('ES256');
  const publicKey = await exportJWK(pair.publicKey);
  return {
    jwk: publicKey,
    sign: (claims: JWTPayload) =>
      new SignJWT({ iat: server.clock.now(), ...claims })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: publicKey })
        .sign(pair.privateKey),
  };
}
