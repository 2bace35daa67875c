import type { BrowserContext, Browser as Chromium, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeCheck, launchBrowser, newProfile, type ProfileOptions } from '../support/chromium.ts';
import { type ConsoleFixture, startConsole } from '../support/console.ts';

let chromium: Chromium;
let fixture: ConsoleFixture;

beforeAll(async () => {
  [chromium, fixture] = await Promise.all([launchBrowser(), startConsole()]);
}, 60_000);

afterAll(async () => {
  await chromium?.close();
  await fixture?.close();
});

async function signedIn(options: ProfileOptions = {}): Promise<{ page: Page; profile: BrowserContext }> {
  const profile = await newProfile(chromium, options);
  const page = await profile.newPage();
  await page.goto(`${fixture.url}/`);
  await page.getByLabel('User name').fill('alice');
  await page.getByLabel('Password').fill('alice');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL(`${fixture.url}/`);
  return { page, profile };
}

const paths = ['/', '/clients'];

describe('the pages of the console', () => {
  it.each([
    ['light', 1200],
    ['dark', 320],
  ])('have no violation that axe finds and fit, in %s colours at %i pixels', async (scheme, width) => {
    const { page, profile } = await signedIn({ bypassCSP: true, dark: scheme === 'dark' });
    await page.setViewportSize({ width, height: 640 });
    for (const path of paths) {
      await page.goto(fixture.url + path);
      expect([path, await axeCheck(page)]).toEqual([path, []]);
      const wide = await page.evaluate('document.documentElement.scrollWidth');
      expect([path, Math.min(Number(wide), width)]).toEqual([path, wide]);
    }
    await profile.close();
  });
});
