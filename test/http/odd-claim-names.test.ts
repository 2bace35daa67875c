import { decodeJwt } from 'jose';
import { expect, it, onTestFinished } from 'vitest';
import { createTestServer } from '../../src/testing/index.ts';
import { basic, postForm } from '../support/connect.ts';

const client = {
  clientId: 'app',
  clientSecrets: [{ value: 'a secret of 32 characters, or so' }],
  allowedGrantTypes: ['password', 'client_credentials'],
  allowedScopes: ['openid', 'profile', 'read'],
};

it('a claim __proto__ of a user brings nothing into tokens and userinfo', async () => {
  const server = await createTestServer({
    apiScopes: [{ name: 'read', userClaims: ['name', '__proto__'] }],
    identityResources: ['openid', { name: 'profile', userClaims: ['name', '__proto__'] }],
    users: [
      {
        subject: '1',
        username: 'alice',
        password: 'alice',
        claims: JSON.parse('{"__proto__":{"role":"admin"},"name":"Alice"}'),
      },
    ],
    clients: [client],
  });
  onTestFinished(() => server.close());
  const form = { grant_type: 'password', username: 'alice', password: 'alice', scope: 'openid profile read' };
  const { json } = await postForm(`${server.url}/connect/token`, form, { authorization: basic('app') });
  const claims = decodeJwt(String(json.access_token));
  expect([claims['name'], claims['role'], Object.hasOwn(claims, '__proto__')]).toEqual(['Alice', undefined, false]);
  const userinfo = await fetch(`${server.url}/connect/userinfo`, {
    headers: { authorization: `Bearer ${json.access_token}` },
  });
  expect(await userinfo.text()).toBe('{"sub":"1","name":"Alice"}');
});

it('what a stored client says of itself cannot pass for a claim of the protocol', async () => {
  const server = await createTestServer({ apiScopes: [{ name: 'read' }], clients: [client] });
  onTestFinished(() => server.close());
  const stored = server.server.settings.clients[0]!;
  const names = ['act', 'may_act', 'authorization_details', 'events', 'active', 'username', 'token_type', '__proto__'];
  const claims = [...names, 'tenant'].map((type) => ({ type, value: { sub: 'forged' } }));
  await server.server.services.store.clients.insert({ ...stored, clientId: 'stored', clientClaimsPrefix: '', claims });
  const form = { grant_type: 'client_credentials', scope: 'read' };
  const { json } = await postForm(`${server.url}/connect/token`, form, { authorization: basic('stored') });
  const payload = decodeJwt(String(json.access_token));
  expect(Object.keys(payload).sort()).toEqual([
    'aud',
    'client_id',
    'exp',
    'iat',
    'iss',
    'jti',
    'nbf',
    'scope',
    'sub',
    'tenant',
  ]);
});
