import { decodeJwt } from 'jose';
import { frontEnd } from 'mintmark';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/index.ts';
import { authorize, authorizeServer, interactionOf, redeem } from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';

let server: TestServer;
beforeAll(async () => {
  server = await authorizeServer();
});
afterAll(() => server.close());

/** The request of a browser as a page of one's own gets it. */
function requestOf(browser: Browser): Request {
  const cookie = `mintmark-${new URL(server.url).port}-browser=${browser.cookie('-browser')}`;
  return new Request(`${server.url}/own`, { headers: { cookie } });
}

describe('a front end that calls the server from code', () => {
  it('sees who asks for what, and signs in with acr, amr and claims of its own', async () => {
    const pages = frontEnd(server.server);
    const browser = new Browser();
    const interaction = interactionOf(await authorize(server, browser));
    const details = await pages.details(requestOf(browser), interaction);
    expect([details.prompt, details.client.clientId, details.scopes]).toEqual(['login', 'web', ['openid', 'profile']]);
    const login = { subject: '1', acr: 'urn:example:acr:passkey', amr: ['hwk'], claims: { tier: 'gold' } };
    const { location } = await pages.complete(requestOf(browser), interaction, { login });
    const code = locationOf(await browser.get(location)).searchParams.get('code')!;
    const tokens = (await (await redeem(server, code)).json()) as { readonly id_token: string };
    expect(decodeJwt(tokens.id_token)).toMatchObject({ sub: '1', acr: 'urn:example:acr:passkey', amr: ['hwk'] });
    const [session] = await server.server.services.sessions.sessionsOf('1', pages.context());
    expect(session?.subject.claims).toEqual({ tier: 'gold' });
  });

  it('refuses with an error of its choice', async () => {
    const pages = frontEnd(server.server);
    const browser = new Browser();
    const interaction = interactionOf(await authorize(server, browser));
    const { location } = await pages.refuse(requestOf(browser), interaction, 'login_required', 'Come back tomorrow.');
    const { searchParams } = locationOf(await browser.get(location));
    expect([searchParams.get('error'), searchParams.get('error_description')]).toEqual([
      'login_required',
      'Come back tomorrow.',
    ]);
  });

  it('serves the browser that began alone', async () => {
    const pages = frontEnd(server.server);
    const interaction = interactionOf(await authorize(server, new Browser()));
    await expect(pages.details(new Request(`${server.url}/own`), interaction)).rejects.toThrow('interaction.unknown');
  });
});
