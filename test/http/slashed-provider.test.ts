import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { expect, it, onTestFinished } from 'vitest';
import { authorize, authorizeServer, interactionOf } from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';

/** An OpenID provider whose issuer ends with a slash, as some services have it; it answers each code at once. */
async function startProvider(path: string) {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256', use: 'sig' };
  let nonce = '';
  let issuer = '';
  const answer = async ({ url = '' }: IncomingMessage): Promise<unknown> => {
    if (url === `${path}.well-known/openid-configuration`) {
      const endpoints = { authorization_endpoint: `${issuer}authorize`, token_endpoint: `${issuer}token` };
      const supported = { subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['RS256'] };
      return { issuer, jwks_uri: `${issuer}jwks`, response_types_supported: ['code'], ...endpoints, ...supported };
    }
    if (url === `${path}jwks`) return { keys: [jwk] };
    if (url !== `${path}token`) return undefined;
    const idToken = await new SignJWT({ nonce })
      .setProtectedHeader({ alg: 'RS256', kid: 'k' })
      .setIssuer(issuer)
      .setAudience('rp')
      .setSubject('carol')
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey);
    return { access_token: 'at', token_type: 'Bearer', id_token: idToken };
  };
  const http = createServer(async (message, response) => {
    const body = await answer(message);
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? {}));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  await once(http, 'listening');
  issuer = `http://127.0.0.1:${(http.address() as AddressInfo).port}${path}`;
  return {
    issuer,
    asked: (request: URL) => {
      nonce = request.searchParams.get('nonce') ?? '';
    },
  };
}

it.each(['/', '/tenant/'])('users of a provider sign in whose issuer ends with a slash: %s', async (path) => {
  const provider = await startProvider(path);
  const server = await authorizeServer({
    externalProviders: [
      {
        id: 'partner',
        displayName: 'Partner',
        issuer: provider.issuer,
        clientId: 'rp',
        clientSecret: 'secret',
        allowPrivateAddresses: true,
      },
    ],
  });
  onTestFinished(() => server.close());
  const browser = new Browser();
  const interaction = interactionOf(await authorize(server, browser, { scope: 'openid' }));
  const start = `${server.url}/external/partner/start?interaction=${interaction}`;
  const request = locationOf(await browser.get(start));
  expect(request.href.startsWith(`${provider.issuer}authorize?`)).toBe(true);
  provider.asked(request);
  const state = request.searchParams.get('state') ?? '';
  const query = new URLSearchParams({ code: 'c', state, iss: provider.issuer });
  const back = locationOf(await browser.get(`${server.url}/external/partner/callback?${query}`));
  const answer = locationOf(await browser.get(back.href));
  expect(answer.origin + answer.pathname).toBe('https://web.example/callback');
  expect(answer.searchParams.get('code')).toMatch(/^[\w.-]{20,}$/);
});
