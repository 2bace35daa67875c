import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TokenResponseGenerator } from '../../src/index.ts';
import { quickstartConfiguration } from '../../src/server/quickstart.ts';
import { createTestServer, type TestServer } from '../../src/testing/index.ts';
import { axeCheck, launchBrowser, newProfile, screenshot } from '../support/chromium.ts';

/** An override as a customer writes it. */
class TenantGenerator extends TokenResponseGenerator {
  protected override createResponse(...parameters: Parameters<TokenResponseGenerator['createResponse']>) {
    const response = super.createResponse(...parameters);
    return { ...response, accessTokenLifetime: 1800, custom: { ...response.custom, tenant: 'acme' } };
  }
}

let browser: Browser;
let server: TestServer;
beforeAll(async () => {
  browser = await launchBrowser();
  const {
    issuer: _issuer,
    listen: _listen,
    storage: _storage,
    ...rest
  } = quickstartConfiguration({
    issuer: 'http://localhost:9400',
    port: 9400,
    databasePath: ':memory:',
    secret: 'q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k',
  });
  server = await createTestServer({
    ...rest,
    services: { tokenResponseGenerator: (services) => new TenantGenerator(services) },
  });
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});

async function open(options: Parameters<typeof newProfile>[1] = {}): Promise<Page> {
  const page = await (await newProfile(browser, options)).newPage();
  await page.goto(`${server.url}/quickstart`);
  return page;
}

async function run(page: Page, grant: string, says: string): Promise<void> {
  await page.locator(`#run-${grant}`).click();
  await expect.poll(() => page.locator('#status').textContent()).toContain(says);
}

describe('the explorer beside the quickstart', () => {
  it('shows the trip of a run: its steps, its events, and what an override changed', async () => {
    const page = await open();
    await run(page, 'client-credentials', 'Tokens were issued.');
    await page.getByRole('link', { name: 'See its trip' }).click();
    expect(await page.locator('#trip').textContent()).toMatch(
      /^POST \/connect\/token was answered with 200 in [\d.]+ ms\.$/,
    );
    const steps = await page.locator('#steps tbody tr td:first-child').allTextContents();
    for (const step of [
      'Client: who sent it',
      'Grant: every check',
      'Generate the response',
      'Mint: token',
      'Write the answer',
    ])
      expect(
        steps.some((text) => text.startsWith(step)),
        step,
      ).toBe(true);
    expect(await page.locator('#seams').textContent()).toContain('TenantGenerator.createResponse');
    expect(await page.locator('#seams li li').allTextContents()).toEqual([
      'changed accessTokenLifetime: 1800',
      'added custom.tenant: a text of 4 characters',
    ]);
    expect(await page.locator('#events').textContent()).toContain('TokenIssued');
    await screenshot(page, 'trip');
  });

  it('shows why a wrong scope was refused, and where to look', async () => {
    const page = await open();
    await run(page, 'wrong-scope', 'Refused: invalid_scope');
    await page.getByRole('link', { name: 'See its trip' }).click();
    const refusal = page.locator('#refusal');
    expect(await refusal.locator('code').first().textContent()).toBe('scope.not-allowed');
    expect(await refusal.textContent()).toContain('api.everything');
    expect(await refusal.textContent()).toContain('clients[].allowedScopes');
    await screenshot(page, 'trip-refused');
    await page.getByRole('link', { name: 'Requests' }).click();
    await page.getByLabel('Outcome').selectOption('refused');
    await page.getByLabel('Client').fill('m2m');
    await page.getByRole('button', { name: 'Find' }).click();
    expect(await page.locator('#trips tbody tr').count()).toBe(1);
    expect(await page.locator('#trips').textContent()).toContain('scope.not-allowed');
    await fetch(`${server.url}/connect/userinfo`);
    await page.goto(`${server.url}/quickstart/trips?outcome=refused`);
    await page.locator('#groups').getByRole('link', { name: '/connect/userinfo' }).click();
    expect(await page.locator('#trips tbody tr').count()).toBe(1);
  });

  it('explains a token that is pasted, also without JavaScript', async () => {
    const answer = await fetch(`${server.url}/connect/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('m2m:secret')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'api.read' }),
    });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const page = await (await newProfile(browser, { scripts: false })).newPage();
    await page.goto(`${server.url}/quickstart/explain`);
    await page.getByLabel('Token, code, proof or assertion').fill(token);
    await page.getByRole('button', { name: 'Explain' }).click();
    expect(await page.locator('#verdict').textContent()).toBe('Accepted here, and meant for urn:mintmark:quickstart.');
    expect(await page.locator('#claims').textContent()).toContain('For whom it is');
    expect(await page.content()).not.toContain(token);
    await screenshot(page, 'explain');
  });

  it.each([
    ['light', 1200],
    ['dark', 320],
  ])('has no violation that axe finds and fits, in %s colours at %i pixels', async (scheme, width) => {
    const page = await open({ bypassCSP: true, dark: scheme === 'dark' });
    await page.setViewportSize({ width, height: 640 });
    await run(page, 'password', 'Tokens were issued.');
    await run(page, 'wrong-scope', 'Refused');
    await page.getByRole('link', { name: 'See its trip' }).click();
    await fits(page, width);
    await page.getByRole('link', { name: 'Requests' }).click();
    await fits(page, width);
    await page.locator('#trips tr.answered a').first().click();
    await fits(page, width);
    await page.getByRole('link', { name: 'Explain a token' }).click();
    await page.getByLabel('Token, code, proof or assertion').fill('nothing');
    await page.getByRole('button', { name: 'Explain' }).click();
    await fits(page, width);
  });
});

async function fits(page: Page, width: number): Promise<void> {
  expect(await axeCheck(page), page.url()).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth'), page.url()).toBeLessThanOrEqual(width);
}
