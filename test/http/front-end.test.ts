import { decodeJwt } from 'jose';
import { frontEnd } from 'mintmark';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/index.ts';
import { answer, authorize, authorizeServer, interactionOf, redeem } from '../support/authorize.ts';
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

  it('lets two tabs sign in side by side, and tells the second who is signed in since', async () => {
    const browser = new Browser();
    const [one, two] = [await authorize(server, browser), await authorize(server, browser, { state: 'state-2' })];
    await answer(server, browser, one, { login: { username: 'alice', password: 'wonderland' } });
    const details = await (await browser.get(`${server.url}/interaction/${interactionOf(two)}`)).json();
    const { currentSubjectId, resumeLocation } = details as Record<string, string>;
    expect(currentSubjectId).toBe('1');
    const arrived = locationOf(await browser.get(resumeLocation!)).searchParams;
    expect([arrived.has('code'), arrived.get('state')]).toEqual([true, 'state-2']);
  });

  it('keeps a user signed in where that is offered, by code and by JSON', async () => {
    const offering = await authorizeServer({ session: { staySignedIn: 'offered' } });
    const [byCode, byJson] = [new Browser(), new Browser()];
    const interaction = interactionOf(await authorize(offering, byCode));
    const cookie = `mintmark-${new URL(offering.url).port}-browser=${byCode.cookie('-browser')}`;
    const pages = frontEnd(offering.server);
    const request = new Request(`${offering.url}/own`, { headers: { cookie } });
    expect((await pages.details(request, interaction)).mayStaySignedIn).toBe(true);
    const login = { subject: '1', staySignedIn: true };
    await byCode.get((await pages.complete(request, interaction, { login })).location);
    const typed = { username: 'alice', password: 'wonderland', staySignedIn: true };
    await answer(offering, byJson, await authorize(offering, byJson), { login: typed });
    for (const browser of [byCode, byJson]) {
      expect(browser.received.at(-1)).toMatch(/-session=[\w-]{43}; .*; Max-Age=604800$/);
    }
    await offering.close();
  });

  it('serves the browser that began alone', async () => {
    const pages = frontEnd(server.server);
    const interaction = interactionOf(await authorize(server, new Browser()));
    await expect(pages.details(new Request(`${server.url}/own`), interaction)).rejects.toThrow('interaction.unknown');
  });
});
