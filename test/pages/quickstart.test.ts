import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestServer } from '../../src/testing/index.ts';
import { axeCheck, launchBrowser, newProfile, screenshot } from '../support/chromium.ts';
import { freePort } from '../support/free-port.ts';

const main = new URL('../../src/cli/main.ts', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'mintmark-quickstart-'));

let browser: Browser;
let quickstart: ChildProcess;
let url: string;

/** The quickstart as `npm start` serves it, in a process and a folder of its own. */
beforeAll(async () => {
  browser = await launchBrowser();
  const args = ['--conditions=source', main, 'dev', '--port', '0', '--log', 'json'];
  quickstart = spawn(process.execPath, args, { cwd: folder, env: { ...process.env, NODE_OPTIONS: '' } });
  url = await new Promise<string>((resolve, reject) => {
    let output = '';
    quickstart.stdout?.on('data', (chunk) => {
      output += String(chunk);
      const issuer = /"event":"ready","issuer":"([^"]+)"/.exec(output)?.[1];
      if (issuer !== undefined) resolve(issuer);
    });
    quickstart.once('exit', (code) => reject(new Error(`ended with ${code}: ${output}`)));
  });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  const ended = new Promise((resolve) => quickstart.once('exit', resolve));
  quickstart.kill('SIGKILL');
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});

async function open(path = '/quickstart'): Promise<Page> {
  const page = await (await newProfile(browser)).newPage();
  await page.clock.install();
  await page.goto(url + path);
  return page;
}

async function signInAsAlice(page: Page): Promise<void> {
  await page.getByLabel('User name').fill('alice');
  await page.getByLabel('Password').fill('alice');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** What the page says happened; as long as it takes on a machine that has other things to do. */
const status = (page: Page, message = 'status') =>
  expect.poll(() => page.locator('#status').textContent(), { message, timeout: 20_000 });

async function expectTokens(page: Page, message: string): Promise<void> {
  await status(page, message).toBe('Tokens were issued.');
  expect(await page.locator('#request').textContent()).toContain('POST /connect/token');
  expect(await page.locator('#response').textContent()).toContain('"access_token"');
  expect(await page.locator('#decoded').textContent()).toContain(`"iss": "${url}"`);
}

describe('the quickstart that npm start serves', () => {
  it('takes clients that introduce themselves, for an MCP server that is started beside it as the page says', async () => {
    const page = await open();
    expect(await page.innerText('#mcp')).toContain(`node --conditions=source examples/mcp-server/main.ts ${url}`);
    const discovery = await (await fetch(`${url}/.well-known/oauth-authorization-server`)).json();
    expect(discovery).toMatchObject({
      client_id_metadata_document_supported: true,
      registration_endpoint: `${url}/connect/register`,
    });
    const example = new URL('../../examples/mcp-server/main.ts', import.meta.url).pathname;
    const resource = `http://localhost:${await freePort()}/mcp`;
    const mcp = spawn(process.execPath, ['--conditions=source', example, url, resource], {
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    try {
      await new Promise<void>((resolve, reject) => {
        mcp.stdout.on('data', (chunk) => String(chunk).includes(`ready ${resource}`) && resolve());
        mcp.once('exit', (code) => reject(new Error(`ended with ${code}`)));
      });
      const lost = await fetch(resource, { method: 'POST' });
      const metadataUrl = /resource_metadata="([^"]+)"/.exec(lost.headers.get('www-authenticate') ?? '')?.[1];
      expect([lost.status, await (await fetch(metadataUrl!)).json()]).toMatchObject([
        401,
        { resource, authorization_servers: [url], scopes_supported: ['notes.read', 'notes.write'] },
      ]);
    } finally {
      mcp.kill('SIGKILL');
    }
  });

  it('is where / leads to', async () => {
    expect((await open('/')).url()).toBe(`${url}/quickstart`);
  });

  it('runs the grants without a user by a click, under its own policy', async () => {
    const page = await open();
    for (const grant of ['client-credentials', 'password', 'refresh', 'exchange']) {
      await page.locator(`#run-${grant}`).click();
      await expectTokens(page, grant);
    }
    await screenshot(page, 'quickstart');
  });

  it.each(['web', 'spa'])('runs the authorization code grant of %s and shows both requests', async (client) => {
    const page = await open();
    await page.locator(`#run-code-${client}`).click();
    await signInAsAlice(page);
    await page.waitForURL(`${url}/quickstart`);
    await expectTokens(page, client);
    expect(await page.locator('#decoded').textContent()).toContain('"id_token"');
    await page.locator('#steps summary').click();
    expect(await page.locator('#steps pre').textContent()).toContain(`client_id=${client}`);
    expect(await page.locator('#steps pre').textContent()).toContain('\ncode=');
    await page.locator('#run-userinfo').click();
    await status(page).toBe('This is the user.');
    expect(await page.locator('#response').textContent()).toContain('"name": "Alice Smith"');
  });

  it('runs the device grant: the television polls until the code was typed', async () => {
    const page = await open();
    await page.locator('#run-device').click();
    await status(page).toContain('The television shows');
    const phone = await page.context().newPage();
    await phone.goto((await page.locator('#open').getAttribute('href')) ?? '');
    await signInAsAlice(phone);
    await phone.getByRole('button', { name: 'Continue' }).click();
    await phone.getByRole('button', { name: 'Allow', exact: true }).click();
    await page.clock.fastForward(6000);
    await expectTokens(page, 'device');
    expect(await page.locator('#steps summary').textContent()).toBe('POST /connect/deviceauthorization → 200');
  });

  it('runs CIBA: the call center polls until alice approved', async () => {
    const page = await open();
    await page.locator('#run-ciba').click();
    await status(page).toContain('The call center tells alice');
    const message = /“(.*)”/.exec((await page.locator('#status').textContent()) ?? '')?.[1];
    const phone = await page.context().newPage();
    await phone.goto(`${url}${await page.locator('#open').getAttribute('href')}`);
    await signInAsAlice(phone);
    expect(await phone.locator('.binding-message').textContent()).toBe(message);
    await phone.getByRole('button', { name: 'Allow', exact: true }).click();
    await page.clock.fastForward(6000);
    await expectTokens(page, 'ciba');
  });

  it.each([
    ['light', 1200],
    ['dark', 320],
  ])('has no violation that axe finds and fits, in %s colours at %i pixels', async (scheme, width) => {
    const profile = await newProfile(browser, { bypassCSP: true, dark: scheme === 'dark' });
    const page = await profile.newPage();
    await page.setViewportSize({ width, height: 640 });
    await page.goto(`${url}/quickstart`);
    await page.locator('#run-password').click();
    await expectTokens(page, 'password');
    expect(await axeCheck(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  });
});

describe('the quickstart page of another configuration', () => {
  it('shows the clients that there are, and no user or secret that is not', async () => {
    const clientSecrets = [{ value: 'a secret of 32 characters, or so' }];
    const web = {
      clientId: 'web',
      clientName: '<b>Shop</b>',
      clientSecrets,
      allowedGrantTypes: ['authorization_code'],
    };
    const other = await createTestServer({ clients: [{ ...web, redirectUris: ['https://a.test/cb'] }] });
    try {
      const page = await (await newProfile(browser)).newPage();
      await page.goto(`${other.url}/quickstart`);
      expect(await page.locator('#clients li').allTextContents()).toEqual([
        'web (<b>Shop</b>, confidential): authorization_code',
      ]);
      expect(await page.locator('main').textContent()).not.toContain('alice');
      expect(await page.getByRole('button').count()).toBe(0);
    } finally {
      await other.close();
    }
  });

  it('is not there in production, where a browser sees a page and a program JSON', async () => {
    const secret = 'q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k';
    const other = await createTestServer({ mode: 'production', secret });
    try {
      const page = await (await newProfile(browser)).newPage();
      expect((await page.goto(`${other.url}/quickstart`))?.status()).toBe(404);
      expect(await page.locator('#error').textContent()).toBe('not_found');
      // By way of what people allowed, which asks to sign in first.
      expect((await page.goto(`${other.url}/`))?.status()).toBe(200);
      expect(page.url()).toBe(`${other.url}/login?return=%2Fgrants`);
      expect(await (await fetch(`${other.url}/quickstart`)).json()).toMatchObject({ error: 'not_found' });
    } finally {
      await other.close();
    }
  });
});
