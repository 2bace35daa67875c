import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/index.ts';
import { type Parameters, requestToken, signIn } from '../support/connect.ts';
import { startFixture } from '../support/fixture.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startFixture();
});
afterAll(() => server.close());

const ask = async (parameters: Parameters, clientId = 'numbered-machine') =>
  requestToken(server, clientId, { grant_type: 'client_credentials', ...parameters });
const audienceAndScope = ({ json }: { readonly json: { readonly access_token: string } }) => {
  const { aud, scope } = decodeJwt(json.access_token);
  return [aud, scope];
};

describe('resource at the token endpoint (RFC 8707 §2.2)', () => {
  const cases: readonly (readonly [string, Parameters, string | string[], string])[] = [
    ['nothing asked: all open APIs', {}, ['urn:api1', 'urn:api2'], 'scope1 scope2 scope3 scope4'],
    ['an empty resource counts as none', { resource: '' }, ['urn:api1', 'urn:api2'], 'scope1 scope2 scope3 scope4'],
    ['one API', { resource: 'urn:api2' }, 'urn:api2', 'scope2'],
    ['an API that wants to be named', { resource: 'urn:api3' }, 'urn:api3', 'scope1 scope3'],
    ['a scope alone', { scope: 'scope1' }, 'urn:api1', 'scope1'],
    ['scope and API', { scope: 'scope1', resource: 'urn:api1' }, 'urn:api1', 'scope1'],
    ['scope and an API that wants to be named', { scope: 'scope1', resource: 'urn:api3' }, 'urn:api3', 'scope1'],
    ['more scopes than the API has', { scope: 'scope1 scope2', resource: 'urn:api1' }, 'urn:api1', 'scope1'],
    ['two APIs', { resource: ['urn:api2', 'urn:api1'] }, ['urn:api2', 'urn:api1'], 'scope1 scope2 scope3'],
    ['the same API twice', { resource: ['urn:api1', 'urn:api1'] }, 'urn:api1', 'scope1 scope3'],
  ];
  it.each(cases)('%s', async (_, parameters, audience, scope) => {
    const answer = await ask(parameters);
    expect(answer.status).toBe(200);
    expect(audienceAndScope(answer)).toEqual([audience, scope]);
    expect(answer.json.scope).toBe(scope);
  });

  it.each([
    ['an unknown API', { resource: 'urn:unheard-of' }],
    ['an API without a scope of the client', { resource: 'urn:api4' }],
    ['an API without one of the scopes asked for', { scope: 'scope2', resource: 'urn:api1' }],
    ['no absolute URI', { resource: 'api1' }],
    ['a path', { resource: '/api1' }],
    ['a fragment', { resource: 'urn:api1#part' }],
    ['an empty fragment', { resource: 'urn:api1#' }],
    ['more than 512 characters', { resource: `urn:${'x'.repeat(509)}` }],
    ['a good and a bad one', { resource: ['urn:api1', 'api1'] }],
    ['a good and an unknown one', { resource: ['urn:api1', 'urn:unheard-of'] }],
    ['another letter case', { resource: 'urn:API1' }],
    ['blanks', { resource: 'urn:api1 urn:api2' }],
  ])('refuses %s as invalid_target (RFC 8707 §2)', async (_, parameters) => {
    const answer = await ask(parameters);
    expect(answer.status).toBe(400);
    expect(answer.json.error).toBe('invalid_target');
  });

  it('finds an API whose name is a bare origin with and without the closing slash', async () => {
    const answer = await ask({ resource: 'https://orders.example.com/' }, 'machine');
    expect(audienceAndScope(answer)).toEqual(['https://orders.example.com', 'orders.read orders.write']);
    expect((await ask({ resource: 'https://orders.example.com/deeper' }, 'machine')).json.error).toBe('invalid_target');
  });

  it('keeps offline_access for users and drops identity scopes, which belong to no API', async () => {
    const all = await signIn(server, 'numbered-application', { scope: undefined });
    expect(audienceAndScope(all)).toEqual([['urn:api1', 'urn:api2'], 'scope1 scope2 scope3 scope4 offline_access']);
    for (const [resource, scope] of [
      ['urn:api1', 'scope1 scope3 offline_access'],
      ['urn:api2', 'scope2 offline_access'],
      ['urn:api3', 'scope1 scope3 offline_access'],
    ] as const) {
      const answer = await signIn(server, 'numbered-application', { scope: undefined, resource });
      expect(audienceAndScope(answer)).toEqual([resource, scope]);
      expect(answer.json.refresh_token).toBeDefined();
    }
    const mismatch = await signIn(server, 'numbered-application', {
      scope: 'scope2 offline_access',
      resource: 'urn:api1',
    });
    expect(mismatch.json.error).toBe('invalid_target');
  });
});
