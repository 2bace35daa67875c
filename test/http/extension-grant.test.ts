import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/index.ts';
import { refresh, requestToken, signIn } from '../support/connect.ts';
import { asUserGrant, startFixture } from '../support/fixture.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startFixture();
});
afterAll(() => server.close());

describe('an extension grant (RFC 6749 §4.5)', () => {
  it('answers with a token about the user and the members of its validator, without ID and refresh token', async () => {
    const { status, json } = await signIn(server, 'application', { scope: 'orders.write' });
    expect(status).toBe(200);
    expect(Object.keys(json)).toEqual(['access_token', 'expires_in', 'token_type', 'scope', 'greeting']);
    expect(json.expires_in).toBe(3600);
    expect(json.token_type).toBe('Bearer');
    expect(json.greeting).toEqual({ hello: 'subject-of-alice' });
    const claims = decodeJwt(json.access_token);
    expect(claims).toMatchObject({ sub: 'subject-of-alice', amr: ['custom'], idp: 'local' });
  });

  it('answers about the client itself where its validator names no user (RFC 9068 §2.2)', async () => {
    const { json } = await signIn(server, 'application', { scope: 'orders.write', user: 'nobody' });
    const claims = decodeJwt(json.access_token);
    expect(claims.sub).toBe('application');
    expect(claims).not.toHaveProperty('amr');
    expect(claims).not.toHaveProperty('auth_time');
  });

  it('gives no refresh token without a user: asked for it is refused (RFC 6749 §3.3)', async () => {
    const refused = await signIn(server, 'application', { user: 'nobody', scope: 'orders.read offline_access' });
    expect(refused.json.error).toBe('invalid_scope');
    const answer = await signIn(server, 'application', { user: 'nobody', scope: undefined });
    expect(answer.json.refresh_token).toBeUndefined();
  });

  it('does not say in `scope` that offline_access was granted where it was not (RFC 6749 §5.1)', async () => {
    const answer = await signIn(server, 'application', { user: 'nobody', scope: undefined });
    expect(answer.json.scope).toBe('orders.read orders.write');
  });

  it('refuses with the code, text and members of its validator', async () => {
    const { status, json } = await signIn(server, 'application', { user: undefined });
    expect(status).toBe(400);
    expect(json).toMatchObject({ error: 'invalid_grant', error_description: 'user is missing', hint: 'send a user' });
    expect(json.access_token).toBeUndefined();
  });

  it('is unsupported where no validator is registered, and unauthorized where the client lacks it (RFC 6749 §5.2)', async () => {
    const unknown = await requestToken(server, 'application', { grant_type: 'urn:test:grant:unheard-of' });
    expect(unknown.json.error).toBe('unsupported_grant_type');
    const notAllowed = await requestToken(server, 'machine', { grant_type: asUserGrant, user: 'x' });
    expect(notAllowed.json.error).toBe('unauthorized_client');
  });

  it('refuses a user whom the profile service calls inactive', async () => {
    await server.server.services.store.users.update('subject-of-bob', { enabled: false });
    const { json } = await signIn(server, 'application', { user: 'subject-of-bob' });
    expect(json.error).toBe('invalid_grant');
  });

  it('is answered server_error with an id and nothing of the cause when its validator breaks (CONTRACT §6)', async () => {
    const broken = await startFixture({
      extensionGrantValidators: [
        {
          grantType: asUserGrant,
          validate: async () => {
            throw new Error('the inner message');
          },
        },
      ],
    });
    const { status, json, text, headers } = await signIn(broken, 'application');
    expect(status).toBe(500);
    expect(json.error).toBe('server_error');
    expect(json.error_description).toBe(
      `The server met an unexpected condition. Request id: ${headers.get('x-request-id')}.`,
    );
    expect(text).not.toContain('inner message');
    expect(text).not.toContain('.ts');
    await broken.close();
  });
});

describe('a custom token request validator', () => {
  it('sees every grant and adds members to each answer (CONTRACT §5)', async () => {
    const own = await startFixture({
      customTokenRequestValidator: {
        validate: async ({ request }) => ({ customResponse: { custom: { grant: request.grantType } } }),
      },
    });
    const machine = await requestToken(own, 'machine', { grant_type: 'client_credentials' });
    expect(machine.json.custom).toEqual({ grant: 'client_credentials' });
    const first = await signIn(own, 'application');
    expect(first.json.custom).toEqual({ grant: 'extension' });
    expect(first.json.greeting).toEqual({ hello: 'subject-of-alice' });
    const second = await refresh(own, 'application', first.json.refresh_token);
    expect(second.json.custom).toEqual({ grant: 'refresh_token' });
    const password = await requestToken(own, 'application', {
      grant_type: 'password',
      username: 'alice',
      password: 'the password of alice',
    });
    expect(password.json.custom).toEqual({ grant: 'password' });
    await own.close();
  });

  it('changes lifetime, type, client id and client claims of the token', async () => {
    const own = await startFixture({
      customTokenRequestValidator: {
        validate: async () => ({
          accessTokenLifetime: 5000,
          effectiveClientId: 'impersonated',
          clientClaims: [{ type: 'extra', value: 'added' }],
        }),
      },
    });
    const { json } = await requestToken(own, 'claims-machine', { grant_type: 'client_credentials' });
    expect(json.expires_in).toBe(5000);
    const claims = decodeJwt(json.access_token);
    expect(claims.exp! - claims.iat!).toBe(5000);
    expect(claims.client_id).toBe('impersonated');
    expect(claims.client_extra).toBe('added');
    expect(claims.client_tenant).toBe('acme');
    await own.close();
  });

  it('refuses with members of its own before anything is consumed (CONTRACT §5)', async () => {
    let refuses = false;
    const own = await startFixture({
      customTokenRequestValidator: {
        validate: async () =>
          refuses
            ? { error: 'invalid_request', errorDescription: 'not today', customResponse: { why: ['reasons'] } }
            : undefined,
      },
    });
    const first = await signIn(own, 'strict-application');
    refuses = true;
    const refused = await refresh(own, 'strict-application', first.json.refresh_token);
    expect(refused.status).toBe(400);
    expect(refused.json).toMatchObject({
      error: 'invalid_request',
      error_description: 'not today',
      why: ['reasons'],
    });
    refuses = false;
    expect((await refresh(own, 'strict-application', first.json.refresh_token)).status).toBe(200);
    await own.close();
  });

  it('cannot replace standard members of the answer; one warning names each (CONTRACT §5)', async () => {
    const warnings: string[] = [];
    const silent = () => {};
    const log = { debug: silent, info: silent, error: silent, warn: (message: string) => warnings.push(message) };
    const own = await startFixture({
      log: { ...log, child: () => ({ ...log, child: () => undefined as never }) },
      customTokenRequestValidator: {
        validate: async () => ({
          customResponse: { access_token: 'forged', scope: 'forged', __proto__: 'x', nested: [{ a: null }], last: 0 },
        }),
      },
    });
    const ask = () => requestToken(own, 'machine', { grant_type: 'client_credentials' });
    await ask();
    const { json } = await ask();
    expect(json.access_token).not.toBe('forged');
    expect(json.scope).toBe('orders.read orders.write');
    expect(Object.keys(json)).toEqual(['access_token', 'expires_in', 'token_type', 'scope', 'nested', 'last']);
    expect(json.nested).toEqual([{ a: null }]);
    expect(warnings.filter((line) => line.includes('access_token'))).toHaveLength(1);
    expect(warnings.filter((line) => line.includes('scope'))).toHaveLength(1);
    await own.close();
  });
});
