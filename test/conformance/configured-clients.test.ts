import { decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestServer } from '../../src/testing/create-test-server.ts';
import { Browser, locationOf } from '../support/browser.ts';
import { postForm } from '../support/connect.ts';
import { CibaClient, cibaKeys } from './support/ciba-client.ts';
import { authorizationRequest, complete, refusedOnPage, userInfo } from './support/flow.ts';
import { client, type Provider, startProvider } from './support/provider.ts';
import { type Receiver, startReceiver } from './support/receiver.ts';

const code = { responseType: 'code' };
const withQuery = 'https://query.example/callback?foo=bar';
const without = 'https://query.example/plain';

let receiver: Receiver;
let provider: Provider;
beforeAll(async () => {
  receiver = await startReceiver();
  provider = await startProvider({
    clients: [
      { ...client, clientId: 'query', redirectUris: [withQuery, without] },
      {
        ...client,
        clientId: 'described',
        clientName: 'Shop',
        clientUri: 'https://client.example/about',
        logoUri: 'https://client.example/logo.png',
        policyUri: 'https://client.example/privacy',
        tosUri: 'https://client.example/terms',
      },
      { ...client, clientId: 'signed', userInfoSignedResponseAlgorithm: 'RS256' },
      { clientId: 'remote', jwksUri: `${receiver.url}/jwks`, allowedGrantTypes: ['client_credentials'] },
    ],
  });
});
afterAll(async () => {
  await provider.server.close();
  await receiver.close();
});

/* What dynamic registration would ask for, as clients see it that the operator configured. */
describe('configured clients, as modules about registered ones ask', () => {
  it('keep the query of their redirect URI (RFC 6749 §3.1.2)', async () => {
    const options = { clientId: 'query', redirectUri: withQuery };
    const request = { client_id: 'query', redirect_uri: withQuery, response_type: 'code', scope: 'openid', state: 's' };
    const { arrival } = await provider
      .browser()
      .visit(`${provider.metadata.authorization_endpoint}?${new URLSearchParams(request)}`);
    expect(arrival?.url.href.startsWith(`${withQuery}&`)).toBe(true);
    expect((await complete(provider, code, provider.browser(), {}, options)).claims.aud).toBe('query');
  });

  it.each([
    ['another query', 'https://query.example/callback?foo=other'],
    ['an added query', `${without}?foo=bar`],
    ['none, with two registered', undefined],
  ])('are shown a page for %s (RFC 6749 §3.1.2.3)', async (_name, uri) => {
    await refusedOnPage(provider, code, { client_id: 'query', redirect_uri: uri });
  });

  it('are shown with their logo, and with links to what they say of themselves (Registration 1.0 §2)', async () => {
    const request = authorizationRequest(code, { client_id: 'described' });
    const browser = new Browser();
    const asked = await browser.get(`${provider.metadata.authorization_endpoint}?${new URLSearchParams(request)}`);
    const html = await (await browser.get(locationOf(asked).href)).text();
    expect(html).toContain('<img class="client-logo" src="https://client.example/logo.png"');
    const links = [...html.matchAll(/<a href="([^"]*)"[^>]*>([^<]*)</g)].map(([, href, text]) => [href, text]);
    expect(links).toEqual([
      ['https://client.example/about', 'About Shop'],
      ['https://client.example/privacy', 'Privacy policy'],
      ['https://client.example/terms', 'Terms of service'],
    ]);
  });

  it('cannot have a redirect URI with a fragment (RFC 6749 §3.1.2)', async () => {
    const clients = [{ ...client, clientId: 'fragment', redirectUris: ['https://client.example/cb#part'] }];
    await expect(createTestServer({ clients })).rejects.toThrow('fragment');
  });

  it('get userinfo as a JWT, if they are set so (OpenID Connect Core §5.3.2)', async () => {
    const request = { client_id: 'signed' };
    const { accessToken, subject } = await accessTokenOf(request);
    const answer = await userInfo(provider, accessToken);
    expect(answer.headers.get('content-type')).toMatch(/^application\/jwt/);
    expect(decodeProtectedHeader(answer.text).alg).toBe('RS256');
    const { payload } = await jwtVerify(answer.text, provider.findKey, {
      issuer: provider.metadata.issuer,
      audience: 'signed',
      currentDate: new Date(provider.server.clock.now() * 1000),
    });
    expect(payload.sub).toBe(subject);
    expect(payload).not.toHaveProperty('nonce');
  });

  it('have their keys fetched from jwksUri, a new one too (OpenID Connect Core §10.1.1)', async () => {
    const [before, after] = [await cibaKeys(), await cibaKeys()];
    const publish = (keys: object) => {
      receiver.answer = { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(keys) };
    };
    const authenticate = async (keys: typeof before) => {
      const remote = new CibaClient(provider, 'remote', keys);
      return postForm(provider.metadata.token_endpoint, {
        grant_type: 'client_credentials',
        client_id: 'remote',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await remote.assertion(),
      });
    };
    publish(before.jwks);
    expect((await authenticate(after)).json.error).toBe('invalid_client');
    // The client is known now: what is refused next is that it may ask for nothing.
    expect((await authenticate(before)).json.error).not.toBe('invalid_client');
    publish(after.jwks);
    provider.server.clock.advance(3600);
    expect((await authenticate(after)).json.error).not.toBe('invalid_client');
  });
});

/** An access token and whom it is about, without asking userinfo, which is no plain JSON here. */
async function accessTokenOf(changes: Readonly<Record<string, string>>) {
  const { arrival } = await provider.browser().visit(
    `${provider.metadata.authorization_endpoint}?${new URLSearchParams({
      redirect_uri: client.redirectUris[0]!,
      response_type: 'id_token token',
      scope: 'openid',
      nonce: 'n',
      state: 's',
      ...changes,
    })}`,
  );
  const parameters = new URLSearchParams(arrival!.url.hash.slice(1));
  const { payload } = await jwtVerify(parameters.get('id_token')!, provider.findKey, {
    currentDate: new Date(provider.server.clock.now() * 1000),
  });
  return { accessToken: parameters.get('access_token')!, subject: payload.sub };
}
