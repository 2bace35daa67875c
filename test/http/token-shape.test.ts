import { createHash } from 'node:crypto';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/index.ts';
import { introspect, refresh, requestToken, signIn } from '../support/connect.ts';
import { ordersApi, startFixture } from '../support/fixture.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startFixture();
});
afterAll(() => server.close());

const machine = async (clientId: string, scope?: string) =>
  (await requestToken(server, clientId, { grant_type: 'client_credentials', scope })).json.access_token as string;
const user = async (clientId: string, parameters = {}) => (await signIn(server, clientId, parameters)).json;
const identityToken = async (clientId: string) => {
  const { refresh_token } = await user(clientId, { session: 'session-1' });
  return (await refresh(server, clientId, refresh_token)).json as { id_token: string; access_token: string };
};
const payloadText = (jwt: string) => Buffer.from(jwt.split('.')[1]!, 'base64url').toString();

describe('a JWT access token (RFC 9068 §2)', () => {
  it('has the header alg, kid, typ, and the kid of a published key', async () => {
    const token = await machine('machine');
    const header = decodeProtectedHeader(token);
    expect(Object.keys(header)).toEqual(['alg', 'kid', 'typ']);
    expect(header).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    const keys = createRemoteJWKSet(new URL(`${server.url}/.well-known/openid-configuration/jwks`));
    const verified = await jwtVerify(token, keys, {
      issuer: server.url,
      audience: ordersApi,
      typ: 'at+jwt',
      algorithms: ['ES256'],
    });
    expect(verified.payload.client_id).toBe('machine');
  });

  it('of a client holds these members, in this order, and no other (RFC 9068 §2.2)', async () => {
    const token = await machine('machine', 'orders.read');
    const now = server.clock.now();
    const claims = JSON.parse(payloadText(token));
    expect(Object.keys(claims)).toEqual(['iss', 'nbf', 'iat', 'exp', 'aud', 'scope', 'client_id', 'sub', 'jti']);
    expect(claims).toEqual({
      iss: server.url,
      nbf: now,
      iat: now,
      exp: now + 3600,
      aud: 'https://orders.example.com',
      scope: 'orders.read',
      client_id: 'machine',
      sub: 'machine',
      jti: expect.stringMatching(/^[\w-]{22}\.[\w-]{22}$/),
    });
  });

  it('of a user holds these members, in this order, and no other (RFC 9068 §2.2)', async () => {
    const { access_token } = await user('application', { session: 'session-1' });
    const now = server.clock.now();
    const claims = JSON.parse(payloadText(access_token));
    expect(Object.keys(claims)).toEqual([
      'iss',
      'nbf',
      'iat',
      'exp',
      'aud',
      'scope',
      'client_id',
      'sub',
      'jti',
      'sid',
      'name',
      'email',
      'auth_time',
      'idp',
      'amr',
    ]);
    expect(claims).toMatchObject({
      sub: 'subject-of-alice',
      sid: 'session-1',
      name: 'Alice Smith',
      email: 'alice@example.com',
      auth_time: now,
      idp: 'local',
      amr: ['custom'],
    });
  });

  it('has a jti of its own each time, and none where the client wants none', async () => {
    expect(decodeJwt(await machine('machine')).jti).not.toBe(decodeJwt(await machine('machine')).jti);
    expect(decodeJwt(await machine('anonymous-token-machine'))).not.toHaveProperty('jti');
  });

  it('carries the claims of the client under its prefix, several of a name as a list, JSON as JSON', async () => {
    expect(decodeJwt(await machine('claims-machine'))).toMatchObject({
      client_tenant: 'acme',
      client_role: ['reader', 'writer'],
      client_limits: { perDay: 5, nested: [true, null, 1.5] },
    });
  });

  it('lets no claim of a client take the place of a protocol one, even without a prefix', async () => {
    expect(decodeJwt(await machine('plain-claims-machine'))).toMatchObject({
      sub: 'plain-claims-machine',
      iss: server.url,
      scope: 'orders.read orders.write',
      tenant: 'acme',
    });
  });

  it('carries them beside a user only where the client says so', async () => {
    expect(decodeJwt((await user('claims-application')).access_token).client_tenant).toBe('acme');
    expect(decodeJwt((await user('quiet-claims-application')).access_token)).not.toHaveProperty('client_tenant');
  });

  it('is signed as its API accepts, with an algorithm that all its APIs share', async () => {
    const algorithm = async (scope: string) => decodeProtectedHeader(await machine('signing-machine', scope)).alg;
    expect(await algorithm('sign.es256')).toBe('ES256');
    expect(await algorithm('sign.rs256')).toBe('RS256');
    expect(await algorithm('sign.either')).toBe('ES256');
    expect(await algorithm('sign.either sign.es256')).toBe('ES256');
    expect(await algorithm('sign.either sign.rs256')).toBe('RS256');
  });

  it('is refused to APIs that share no algorithm', async () => {
    const { status, json } = await requestToken(server, 'signing-machine', {
      grant_type: 'client_credentials',
      scope: 'sign.es256 sign.rs256',
    });
    expect(status).toBe(400);
    expect(json.error).toBe('invalid_target');
  });
});

describe('an ID token (OpenID Connect Core §2)', () => {
  it('holds these members, in this order, is signed by RS256 and tied to the access token (§3.1.3.6, §15.1)', async () => {
    const { id_token, access_token } = await identityToken('application');
    expect(decodeProtectedHeader(id_token)).toMatchObject({ alg: 'RS256', typ: 'JWT' });
    const claims = JSON.parse(payloadText(id_token));
    const now = server.clock.now();
    expect(claims).toEqual({
      iss: server.url,
      iat: now,
      exp: now + 300,
      aud: 'application',
      sub: 'subject-of-alice',
      sid: 'session-1',
      at_hash: createHash('sha256').update(access_token).digest().subarray(0, 16).toString('base64url'),
      auth_time: now,
      amr: ['custom'],
    });
    expect(Object.keys(claims).slice(0, 6)).toEqual(['iss', 'iat', 'exp', 'aud', 'sub', 'sid']);
  });

  it('is signed and filled as its client wants', async () => {
    const { refresh_token } = await user('es256-application', { scope: 'openid profile email offline_access' });
    const { id_token } = (await refresh(server, 'es256-application', refresh_token)).json;
    expect(decodeProtectedHeader(id_token).alg).toBe('ES256');
    expect(decodeJwt(id_token)).toMatchObject({
      name: 'Alice Smith',
      email: 'alice@example.com',
      email_verified: true,
    });
  });

  it('is no access token: aud and typ differ (RFC 9068 §2.1)', async () => {
    const { id_token } = await identityToken('application');
    expect(decodeProtectedHeader(id_token).typ).not.toBe('at+jwt');
    expect(decodeJwt(id_token).aud).toBe('application');
  });
});

describe('pairwise subjects (OpenID Connect Core §8.1)', () => {
  it('are stable for a client, differ between clients, and are in every token and answer', async () => {
    const one = await identityToken('pairwise-application');
    const again = await identityToken('pairwise-application');
    const other = await identityToken('other-pairwise-application');
    const subject = decodeJwt(one.access_token).sub;
    // base64url(SHA-256("salt of the sector|subject-of-alice"))
    expect(subject).toBe(createHash('sha256').update('salt of the sector|subject-of-alice').digest('base64url'));
    expect(decodeJwt(one.id_token).sub).toBe(subject);
    expect(decodeJwt(again.id_token).sub).toBe(subject);
    expect(decodeJwt(other.id_token).sub).not.toBe(subject);
    const { json } = await introspect(server, ordersApi, one.access_token);
    expect(json.active).toBe(true);
    expect(json.sub).toBe(subject);
  });

  it('show the real one to nobody: not in the token, not at introspection', async () => {
    const { access_token, id_token } = await identityToken('pairwise-application');
    expect(payloadText(access_token)).not.toContain('subject-of-alice');
    expect(payloadText(id_token)).not.toContain('subject-of-alice');
    const { text } = await introspect(server, ordersApi, access_token);
    expect(text).not.toContain('subject-of-alice');
    expect(Object.keys(JSON.parse(text)).filter((name) => name.startsWith('urn:mintmark'))).toEqual([]);
  });

  it('of a user who was switched off make tokens inactive all the same', async () => {
    const { access_token } = await user('pairwise-application', { user: 'subject-of-bob' });
    const { users } = server.server.services.store;
    await users.update('subject-of-bob', { enabled: false });
    expect((await introspect(server, ordersApi, access_token)).json.active).toBe(false);
    await users.update('subject-of-bob', { enabled: true });
  });
});

describe('a user whose id is that of a client', () => {
  it('is told apart from the client at introspection', async () => {
    const { users } = server.server.services.store;
    const createdAt = server.clock.now();
    await users.insert({
      subjectId: 'application',
      username: 'namesake',
      passwordHash: null,
      enabled: true,
      claims: {},
      createdAt,
    });
    const { access_token } = await user('application', { user: 'application' });
    expect((await introspect(server, ordersApi, access_token)).json.active).toBe(true);
    await users.update('application', { enabled: false });
    expect((await introspect(server, ordersApi, access_token)).json.active).toBe(false);
  });
});
