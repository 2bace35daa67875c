import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imageKind } from '../../src/logos/image-kind.ts';
import { createTestServer, type TestServer } from '../../src/testing/index.ts';
import { challenge } from '../support/authorize.ts';
import { axeCheck, launchBrowser, newProfile } from '../support/chromium.ts';
import { type DocumentHost, startDocumentHost } from '../support/document-host.ts';

let browser: Browser;
let server: TestServer;
let host: DocumentHost;

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const html = '<!doctype html><script>document.title="owned"</script>';

beforeAll(async () => {
  browser = await launchBrowser();
  host = await startDocumentHost();
  server = await createTestServer({
    locales: ['en', 'de'],
    users: [{ subject: '1', username: 'alice', password: 'wonderland', claims: { name: 'Alice' } }],
    clientIdMetadataDocuments: { mode: 'anyHost', hosts: ['localhost'], scopes: ['openid', 'profile'] },
    clientRegistration: { mode: 'open', scopes: ['openid', 'profile'] },
  });
});
afterAll(async () => {
  await server.close();
  await host.close();
  await browser.close();
});

/** Publishes a logo; counts how often it is fetched. */
function picture(path: string, body: Uint8Array | string, type = 'image/png'): string {
  return host.answer(path, (response) => response.writeHead(200, { 'content-type': type }).end(body));
}

async function consentPage(
  clientId: string,
  redirectUri: string,
  options: { readonly locale?: string; readonly bypassCSP?: boolean } = {},
): Promise<Page> {
  const profile = await newProfile(browser, options);
  const page = await profile.newPage();
  const request = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
  await page.goto(`${server.url}/connect/authorize?${request}`);
  await page.fill('#username', 'alice');
  await page.fill('#password', 'wonderland');
  await page.click('#login button[type="submit"]');
  await page.waitForURL('**/consent?**');
  return page;
}

const shown = async (page: Page, id: string) =>
  (await page.locator(`#${id}`).count()) === 0 ? undefined : page.innerText(`#${id}`);

describe('the consent page of a client that nobody configured', () => {
  it('has the hosts in plain sight, says that nobody checked it, and warns where it is on this device', async () => {
    const clientId = host.publish('/device.json', {
      client_name: 'Helpful tool',
      redirect_uris: ['http://127.0.0.1/cb', 'http://localhost:4000/cb', 'http://[::1]/cb'],
    });
    const page = await consentPage(clientId, 'http://127.0.0.1:4711/cb', { bypassCSP: true });
    expect(await page.innerText('h1')).toBe('Helpful tool asks for access');
    expect(await shown(page, 'client-host')).toBe(new URL(host.url).host);
    expect(await shown(page, 'returns-to')).toBe('127.0.0.1:4711');
    expect(await shown(page, 'unchecked')).toContain('has not checked the application');
    expect(await shown(page, 'on-this-device')).toContain('on this device');
    expect(await shown(page, 'name-hidden')).toBe(undefined);
    expect(await axeCheck(page)).toEqual([]);
    await page.context().close();
  });

  it('says the same in German', async () => {
    const clientId = host.publish('/german.json', { redirect_uris: ['http://127.0.0.1/cb'] });
    const page = await consentPage(clientId, 'http://127.0.0.1:4711/cb', { locale: 'de', bypassCSP: true });
    expect(await shown(page, 'unchecked')).toContain('hat die Anwendung nicht geprüft');
    expect(await shown(page, 'on-this-device')).toContain('auf diesem Gerät');
    expect(await axeCheck(page)).toEqual([]);
    await page.context().close();
  });

  it('has softer words for a host that the operator knows, and asks all the same', async () => {
    const known = host.url.replace('127.0.0.1', 'localhost');
    const members = { client_id: `${known}/known.json`, redirect_uris: ['https://client.example/cb'] };
    host.publish('/known.json', members);
    const page = await consentPage(`${known}/known.json`, 'https://client.example/cb');
    expect(await shown(page, 'unchecked')).toContain('This service knows localhost');
    expect(await shown(page, 'returns-to')).toBe('client.example');
    expect(await shown(page, 'on-this-device')).toBe(undefined);
    await page.context().close();
  });

  it('names the scheme of an app that is on this device, and no host that the address of the app only looks like', async () => {
    const redirectUri = 'com.example.app://bank.example/cb';
    const clientId = host.publish('/app.json', { redirect_uris: [redirectUri] });
    const page = await consentPage(clientId, redirectUri);
    expect(await shown(page, 'returns-to')).toBe('com.example.app:');
    expect(await page.innerText('main')).not.toContain('bank.example');
    expect(await shown(page, 'on-this-device')).toContain('on this device');
    await page.context().close();
  });

  it.each([
    ['G\u043E\u043Egle', true],
    ['\u0430\u0440\u0440\u04CF\u0435', true],
    ['elgooG\u202E', false],
    ['Goo\u200Bgle', false],
  ])('shows the host in place of the name %j', async (name, isHidden) => {
    const clientId = host.publish('/homograph.json', {
      client_name: name,
      client_id: `${host.url}/homograph.json`,
      logo_uri: picture('/homograph.png', png),
    });
    server.clock.advance(100_000);
    const page = await consentPage(clientId, 'https://client.example/callback');
    expect(await page.innerText('h1')).toBe(`${new URL(host.url).host} asks for access`);
    expect(await page.content()).not.toContain(name);
    expect((await shown(page, 'name-hidden')) !== undefined).toBe(isHidden);
    await page.context().close();
  });

  it('treats clients that registered themselves alike, which have no host of their own', async () => {
    const registered = await fetch(`${server.url}/connect/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        client_name: 'Registered tool',
        redirect_uris: ['http://127.0.0.1/cb'],
        token_endpoint_auth_method: 'none',
        logo_uri: picture('/registered.png', png),
      }),
    });
    const { client_id: clientId } = (await registered.json()) as { client_id: string };
    const page = await consentPage(clientId, 'http://127.0.0.1:4711/cb');
    expect(await shown(page, 'client-host')).toBe(undefined);
    expect(await shown(page, 'returns-to')).toBe('127.0.0.1:4711');
    expect(await shown(page, 'unchecked')).toContain('has not checked the application');
    expect(await page.locator('img.client-logo').getAttribute('src')).toMatch(
      new RegExp(`^${server.url}/logos/[\\w-]+\\.[\\w-]{43}\\.[\\w-]{22}$`),
    );
    await page.context().close();
  });
});

describe('the logo of such a client', () => {
  const logoOf = async (path: string, logoUri: string) => {
    const clientId = host.publish(path, { logo_uri: logoUri });
    const page = await consentPage(clientId, 'https://client.example/callback');
    const requested: string[] = [];
    page.on('request', (request) => requested.push(request.url()));
    await page.reload();
    const image = page.locator('img.client-logo');
    const src = (await image.getAttribute('src'))!;
    const width = await image.evaluate((element) => (element as HTMLImageElement).naturalWidth);
    await page.context().close();
    return { src, width, hosts: [...new Set(requested.map((url) => new URL(url).origin))] };
  };

  it('is fetched once, and comes from this server alone', async () => {
    const { src, width, hosts } = await logoOf('/logo.json', picture('/logo.png', png));
    expect([width, hosts]).toEqual([1, [server.url]]);
    const response = await fetch(src);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(png);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    expect(host.requests.get('/logo.png')).toBe(1);
  });

  it.each([
    ['HTML', html, 'image/png'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 'image/svg+xml'],
    ['more bytes than it may have', Buffer.concat([png, Buffer.alloc(70_000)]), 'image/png'],
    [
      'more pixels than it may have',
      Buffer.concat([png.subarray(0, 16), Buffer.from([0, 0, 0x10, 0]), png.subarray(20)]),
      'image/png',
    ],
  ])('is left out where it is %s, and tried again only later', async (what, body, type) => {
    const path = `/${what.replaceAll(' ', '-')}`;
    const { src, width } = await logoOf(`${path}.json`, picture(`${path}.png`, body, type));
    expect([width, (await fetch(src)).status]).toEqual([0, 404]);
    expect(host.requests.get(`${path}.png`)).toBe(1);
  });

  it('is served as what it is, whatever it calls itself, and a picture with HTML behind it is a picture', async () => {
    const both = Buffer.concat([png, Buffer.from(html)]);
    const { src } = await logoOf('/both.json', picture('/both.png', both, 'text/html'));
    const response = await fetch(src);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png']);
  });

  it('cannot be asked for under a name that this server did not make', async () => {
    const clientId = host.publish('/unasked.json', { logo_uri: picture('/unasked.png', png) });
    const name = [Buffer.from(clientId).toString('base64url'), 'A'.repeat(43), 'A'.repeat(22)].join('.');
    expect((await fetch(`${server.url}/logos/${name}`)).status).toBe(404);
    expect((await fetch(`${server.url}/logos/x`)).status).toBe(404);
    expect([host.requests.get('/unasked.json'), host.requests.get('/unasked.png')]).toEqual([undefined, undefined]);
  });

  it('is known by its header in each of the three kinds, as a browser makes them', async () => {
    const page = await (await newProfile(browser)).newPage();
    const made: string[] = await page.evaluate(() =>
      ['image/png', 'image/jpeg', 'image/webp'].map((type) => {
        const canvas = document.createElement('canvas');
        canvas.width = 40;
        canvas.height = 30;
        return canvas.toDataURL(type);
      }),
    );
    expect(made.map((url) => imageKind(Buffer.from(url.split(',')[1]!, 'base64')))).toEqual([
      { mediaType: 'image/png', width: 40, height: 30 },
      { mediaType: 'image/jpeg', width: 40, height: 30 },
      { mediaType: 'image/webp', width: 40, height: 30 },
    ]);
    await page.context().close();
  });
});
