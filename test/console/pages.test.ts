import type { BrowserContext, Browser as Chromium, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DaySlot } from '../../src/operations/day-metrics.ts';
import { axeCheck, launchBrowser, newProfile, type ProfileOptions, screenshot } from '../support/chromium.ts';
import { type ConsoleFixture, startConsole } from '../support/console.ts';

let chromium: Chromium;
let fixture: ConsoleFixture;

beforeAll(async () => {
  const started = startConsole({
    clients: [
      {
        clientId: 'reports',
        clientName: 'Nightly reports',
        clientSecrets: [{ value: 'a secret of 32 characters, or so' }],
        allowedGrantTypes: ['client_credentials'],
        allowedScopes: ['api.read'],
      },
    ],
  });
  [chromium, fixture] = await Promise.all([launchBrowser(), started]);
  fixture.server.services.dayMetrics?.add(busyDay(fixture.clock.now()));
  const { users, administration } = fixture.server.services;
  await users.add({ subjectId: 'extra', username: 'extra', claims: { name: 'Extra' } });
  const { clients } = await administration();
  const context = { requestId: 'r', now: fixture.clock.now(), issuer: fixture.issuer };
  const made = { clientId: 'made', allowedGrantTypes: ['client_credentials'], allowedScopes: ['api.read'] };
  await clients.create(made, { via: 'command', context });
}, 60_000);

afterAll(async () => {
  await chromium?.close();
  await fixture?.close();
});

/** A day as it might have been. */
function busyDay(now: number): readonly DaySlot[] {
  const first = now - (now % 300) - 287 * 300;
  return Array.from({ length: 288 }, (_, index) => {
    const wave = Math.round(40 + 35 * Math.sin((index - 70) / 46) + (index % 7));
    const latency = new Array<number>(33).fill(0);
    latency[4] = wave * 3;
    latency[7] = wave;
    latency[11 + (index % 4)] = 2;
    return {
      at: first + index * 300,
      requests: wave * 4 + 2,
      tokens: {
        client_credentials: wave,
        authorization_code: Math.round(wave / 3),
        refresh_token: Math.round(wave / 2),
      },
      refusals: index % 9 === 0 ? { 'scope.not-allowed': 3, 'client.wrong-secret': index % 5 } : {},
      signIns: Math.round(wave / 4),
      failedSignIns: index % 31 === 0 ? 4 : 0,
      latency,
    };
  });
}

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

const paths = [
  '/',
  '/clients',
  '/clients/new',
  '/clients/new?kind=spa',
  '/clients/show?id=reports',
  '/users',
  '/users/new',
  '/users/show?id=1',
  '/users/password?id=2',
  '/grants?client=reports',
  '/audit',
  '/keys',
  '/invitations',
  '/trips',
  '/explain',
  '/configuration',
  '/clients/show?id=made',
  '/clients/edit?id=made',
  '/clients/delete?id=made',
  '/users/edit?id=extra',
  '/users/delete?id=extra',
  '/clients/nowhere',
  '/signed-out',
  '/callback',
];

describe('the pages of the console', () => {
  it.each([
    ['light', 1200],
    ['dark', 320],
  ])(
    'have no violation that axe finds and fit, in %s colours at %i pixels',
    async (scheme, width) => {
      const { page, profile } = await signedIn({ bypassCSP: true, dark: scheme === 'dark' });
      await page.setViewportSize({ width, height: 640 });
      for (const path of paths) {
        await page.goto(fixture.url + path);
        expect([path, await axeCheck(page)]).toEqual([path, []]);
        const wide = Number(await page.evaluate('document.documentElement.scrollWidth'));
        expect([path, Math.max(wide, width)]).toEqual([path, width]);
      }
      await page.goto(`${fixture.url}/clients/new?kind=machine`);
      await page.getByLabel('Client id').fill(`checked-${width}`);
      await page.getByLabel('api.read').check();
      await page.getByRole('button', { name: 'Create the client' }).click();
      expect(await page.locator('#secret').count()).toBe(1);
      expect(await axeCheck(page)).toEqual([]);
      await profile.close();
    },
    120_000,
  );

  it('tell who is no administrator so, with nothing that axe finds', async () => {
    const profile = await newProfile(chromium, { bypassCSP: true });
    const page = await profile.newPage();
    await page.goto(`${fixture.url}/`);
    await page.getByLabel('User name').fill('bob');
    await page.getByLabel('Password').fill('bob');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Not for you');
    expect(await axeCheck(page)).toEqual([]);
    await page.getByRole('link', { name: 'Sign in as somebody else' }).click();
    expect(page.url()).toContain(`${fixture.issuer}/login?`);
    await profile.close();
  });

  it('draw the last day', async () => {
    const { page, profile } = await signedIn();
    await page.setViewportSize({ width: 1200, height: 640 });
    await page.goto(`${fixture.url}/`);
    const pictures = await page.getByRole('img').all();
    expect(pictures.length).toBe(4);
    expect(await pictures[1]?.getAttribute('aria-label')).toContain('96 scope.not-allowed');
    await screenshot(page, 'console-overview');
    await page.getByText('As a table').first().click();
    expect(await page.locator('#tokens tbody tr').count()).toBeGreaterThan(40);
    await profile.close();
  });

  it('lead everywhere by keyboard', async () => {
    const { page, profile } = await signedIn();
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toBe('To the content');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${fixture.url}/clients`);
    await profile.close();
  });

  it('work without JavaScript', async () => {
    const { page, profile } = await signedIn({ scripts: false });
    await page.getByRole('link', { name: 'Users' }).click();
    await page.getByRole('link', { name: 'New user' }).click();
    await page.getByLabel('User name').fill('nora');
    await page.getByRole('button', { name: 'Create the user' }).click();
    expect(await page.getByRole('status').textContent()).toBe('The user is there.');
    await page.getByRole('button', { name: 'Disable' }).click();
    expect(await page.getByRole('status').textContent()).toContain('The user is disabled');
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Signed out');
    await profile.close();
  });
});
