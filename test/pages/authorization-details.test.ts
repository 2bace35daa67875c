import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/index.ts';
import { balances, detailServer, postAs, rent } from '../support/authorization-details.ts';
import { axeCheck, launchBrowser, newProfile, screenshot } from '../support/chromium.ts';
import { authorizeUrl, detailRequest, redeem } from '../support/rich-authorization.ts';

const device = 'urn:ietf:params:oauth:grant-type:device_code';
const ciba = 'urn:openid:params:grant-type:ciba';
const asked = [balances, { ...rent, reference: 'Flat 7' }];

let browser: Browser;
let server: TestServer;
beforeAll(async () => {
  browser = await launchBrowser();
  server = await detailServer();
}, 60_000);
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** A page on which alice has signed in and sees what is at the address. */
async function signedIn(url: string, locale = 'en'): Promise<Page> {
  const page = await (await newProfile(browser, { bypassCSP: true, locale })).newPage();
  await page.goto(url);
  await page.fill('#username', 'alice');
  await page.fill('#password', 'wonderland');
  await page.press('#password', 'Enter');
  await page.waitForLoadState();
  return page;
}

/** Presses a button that leads to the client, which nobody serves; resolves to the code. */
async function codeAfter(page: Page, button: string): Promise<string> {
  const arrival = page.waitForRequest((request) => request.url().startsWith('https://web.example/'));
  await page.click(button, { noWaitAfter: true });
  return new URL((await arrival).url()).searchParams.get('code') ?? '';
}

it('the consent page shows each detail in words, and the person leaves out or chooses what they want', async () => {
  const page = await signedIn(authorizeUrl(server, detailRequest(asked, { scope: 'orders.read' })));
  const details = page.locator('fieldset.details');
  expect(await details.locator('legend').innerText()).toBe('In detail');
  expect(await details.innerText()).toContain('Pay 900.00 EUR to Landlord');
  expect(await details.locator('dl').innerText()).toBe('Reference\nFlat 7');
  expect(await page.locator('#remember').count()).toBe(0);
  expect(await axeCheck(page)).toEqual([]);
  await screenshot(page, 'consent-details');
  await page.uncheck('text=Current account DE01');
  await page.check('text=Savings DE02');
  await page.uncheck('text=Pay 900.00 EUR to Landlord');
  const { body } = await redeem(server, await codeAfter(page, '#allow'));
  expect(body.authorization_details).toEqual([{ ...balances, ibans: ['DE02'] }]);
});

it('in German it says so in German, and names the language of words that have none', async () => {
  const page = await signedIn(authorizeUrl(server, detailRequest(asked, { ui_locales: 'de' })), 'de');
  const details = page.locator('fieldset.details');
  expect(await details.locator('legend').innerText()).toBe('Im Einzelnen');
  expect(await details.innerText()).toContain('900.00 EUR an Landlord zahlen');
  expect(await details.locator('dl').innerText()).toBe('Zweck\nFlat 7');
  expect(await details.locator('[lang=en]').innerText()).toContain('See accounts: list, balances');
  expect(await axeCheck(page)).toEqual([]);
});

it('where everything is left out nothing is granted: the page asks again', async () => {
  const page = await signedIn(authorizeUrl(server, detailRequest([rent])));
  await page.uncheck('text=Pay 900.00 EUR to Landlord');
  await page.click('#allow');
  expect(await page.locator('#problem').innerText()).toContain('Nothing was chosen.');
});

it('the device page shows what a device asks for in detail', async () => {
  const form = { authorization_details: JSON.stringify(asked) };
  const { body } = await postAs(server, 'web', '/connect/deviceauthorization', form);
  const page = await signedIn(`${server.url}/device?user_code=${body.user_code}`);
  await page.click('#continue');
  expect(await page.locator('fieldset.details').innerText()).toContain('Pay 900.00 EUR to Landlord');
  expect(await axeCheck(page)).toEqual([]);
  await page.uncheck('text=See accounts');
  await page.click('#allow');
  const redemption = { grant_type: device, device_code: body.device_code };
  const answer = await postAs(server, 'web', '/connect/token', redemption);
  expect(answer.body.authorization_details).toEqual([asked[1]]);
});

it('the page of backchannel requests shows the details of each, and what was allowed is told on the page of grants', async () => {
  const form = { scope: 'openid offline_access', login_hint: 'alice', authorization_details: JSON.stringify(asked) };
  const { body } = await postAs(server, 'web', '/connect/ciba', form);
  const page = await signedIn(`${server.url}/ciba`);
  expect(await page.locator('article.request').innerText()).toContain('Pay 900.00 EUR to Landlord');
  expect(await axeCheck(page)).toEqual([]);
  await page.click('button[value=allow]');
  const answer = await postAs(server, 'web', '/connect/token', { grant_type: ciba, auth_req_id: body.auth_req_id });
  expect(answer.body.authorization_details).toEqual([{ ...balances, ibans: ['DE01'] }, asked[1]]);
  await page.goto(`${server.url}/grants`);
  const grant = await page.locator('article.grant').innerText();
  expect(grant).toContain('Pay 900.00 EUR to Landlord');
  expect(grant).toContain('Reference: Flat 7');
  expect(await axeCheck(page)).toEqual([]);
});
