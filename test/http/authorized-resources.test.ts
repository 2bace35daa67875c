import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/index.ts';
import { answer, authorizeServer, authorizeUrl, codeRequest, redeem } from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';
import { type Answer, postForm } from '../support/connect.ts';

const [one, two, alone] = ['urn:api:one', 'urn:api:two', 'urn:api:alone'];
const redirectUri = 'https://resources.example/callback';
const client = {
  clientSecrets: [{ value: 'secret' }],
  redirectUris: [redirectUri],
  allowOfflineAccess: true,
  allowedGrantTypes: ['authorization_code'],
  allowedScopes: ['openid', 'first', 'second', 'third', 'es256', 'rs256'],
};

let server: TestServer;
beforeAll(async () => {
  server = await authorizeServer({
    apiScopes: ['api.read', 'api.write', 'first', 'second', 'third', 'es256', 'rs256'].map((name) => ({ name })),
    apiResources: [
      { name: one, scopes: ['first'], userClaims: ['name'] },
      { name: two, scopes: ['second'], userClaims: ['email'] },
      { name: alone, scopes: ['first', 'third'], requireResourceIndicator: true },
      { name: 'urn:api:es256', scopes: ['es256'], allowedAccessTokenSigningAlgorithms: ['ES256'] },
      { name: 'urn:api:rs256', scopes: ['rs256'], allowedAccessTokenSigningAlgorithms: ['RS256'] },
    ],
    clients: [
      { ...client, clientId: 'resources' },
      { ...client, clientId: 'frozen', updateAccessTokenClaimsOnRefresh: false },
    ],
  });
});
afterAll(() => server.close());

const everything = 'openid first second third offline_access';
/** `third` belongs to an API alone that wants to be named. */
const open = 'openid first second offline_access';

/** The code of an authorization request for these resources. */
async function codeFor(resources: readonly string[], scope = everything, clientId = 'resources'): Promise<string> {
  const browser = new Browser();
  const url = authorizeUrl(server, codeRequest({ client_id: clientId, redirect_uri: redirectUri, scope }));
  const asked = await browser.get(resources.reduce((all, name) => `${all}&resource=${encodeURIComponent(name)}`, url));
  const login = { username: 'alice', password: 'wonderland' };
  return locationOf(await answer(server, browser, asked, { login })).searchParams.get('code')!;
}

const exchange = async (code: string, resource?: string, clientId = 'resources') =>
  (await redeem(server, code, { client_id: clientId, redirect_uri: redirectUri, resource })).json();

const refreshFor = (refreshToken: string, resource?: string, clientId = 'resources'): Promise<Answer> =>
  postForm(`${server.url}/connect/token`, {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: clientId,
    client_secret: 'secret',
    resource,
  });

// biome-ignore lint/suspicious/noExplicitAny: any token response
const target = (tokens: any) => [decodeJwt(tokens.access_token).aud, tokens.scope];

describe('resource at the authorization endpoint (RFC 8707 §2.1)', () => {
  it.each<[string, string[], string | undefined, string | string[], string]>([
    ['none anywhere: the open APIs', [], undefined, [one, two], open],
    ['an empty one: as none', [''], '', [one, two], open],
    ['one at the exchange only', [], two, two, 'second offline_access'],
    ['one that wants to be named, at the exchange only', [], alone, alone, 'first third offline_access'],
    ['two, none at the exchange', [one, two], undefined, [one, two], 'openid first second offline_access'],
    ['one, none at the exchange', [one], undefined, one, 'openid first offline_access'],
    ['one, the same at the exchange', [one], one, one, 'first offline_access'],
    ['one of two at the exchange', [one, two], two, two, 'second offline_access'],
    ['one that wants to be named, alone', [alone], undefined, alone, 'openid first third offline_access'],
    ['one that wants to be named beside another', [one, alone], undefined, one, 'openid first offline_access'],
    ['the same, named at the exchange', [one, alone], alone, alone, 'first third offline_access'],
  ])('%s', async (_name, authorized, resource, audience, scope) => {
    const tokens = await exchange(await codeFor(authorized), resource);
    expect(target(tokens)).toEqual([audience, scope]);
    expect(tokens.id_token).toBeDefined();
  });

  it.each([
    ['was not in the authorization request', [one], two],
    ['is unknown', [], 'urn:api:nobody'],
    ['is no URI', [one], 'one'],
  ])('at the exchange is invalid_target where it %s, and the code stays good (§2.2)', async (_name, authorized, resource) => {
    const code = await codeFor(authorized);
    expect((await exchange(code, resource)).error).toBe('invalid_target');
    expect((await exchange(code)).access_token).toBeDefined();
  });

  it('limits every refresh, each of which may choose among what was authorized (§2.2)', async () => {
    const { refresh_token } = await exchange(await codeFor([one, two]), one);
    const all = (await refreshFor(refresh_token)).json;
    expect(target(all)).toEqual([[one, two], 'openid first second offline_access']);
    const second = (await refreshFor(all.refresh_token, two)).json;
    expect(target(second)).toEqual([two, 'second offline_access']);
    expect((await refreshFor(second.refresh_token, alone)).json.error).toBe('invalid_target');
  });
});

describe('APIs that cannot share one token', () => {
  it('are refused before the code is used up, which then serves one after the other (RFC 8707 §2.2)', async () => {
    const code = await codeFor([], 'es256 rs256 offline_access');
    const refused = await exchange(code);
    expect(refused).toMatchObject({
      error: 'invalid_target',
      error_description: 'The resources cannot share one token.',
    });
    const first = await exchange(code, 'urn:api:es256');
    expect(target(first)).toEqual(['urn:api:es256', 'es256 offline_access']);
    expect((await refreshFor(first.refresh_token)).json.error).toBe('invalid_target');
    const second = (await refreshFor(first.refresh_token, 'urn:api:rs256')).json;
    expect(target(second)).toEqual(['urn:api:rs256', 'rs256 offline_access']);
  });
});

describe('claims kept from the first access token (CONTRACT §3 updateAccessTokenClaimsOnRefresh)', () => {
  it('are completed by those of another API, once a token is for it', async () => {
    const first = await exchange(await codeFor([one, two], everything, 'frozen'), one, 'frozen');
    expect(decodeJwt(first.access_token)).toMatchObject({ aud: one, name: 'Alice' });
    expect(Object.keys(decodeJwt(first.access_token))).not.toContain('email');
    const other = (await refreshFor(first.refresh_token, two, 'frozen')).json;
    expect(decodeJwt(other.access_token)).toMatchObject({ aud: two, email: 'alice@example.com' });
    expect(Object.keys(decodeJwt(other.access_token))).not.toContain('name');

    await server.server.services.store.users.update('1', { claims: { name: 'Alicia', email: 'alicia@example.com' } });
    const both = decodeJwt((await refreshFor(other.refresh_token, undefined, 'frozen')).json.access_token);
    expect(both).toMatchObject({ aud: [one, two], name: 'Alice', email: 'alicia@example.com' });
  });
});
