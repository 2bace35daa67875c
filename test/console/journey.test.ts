import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Browser as Chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, newProfile, screenshot } from '../support/chromium.ts';
import { type ConsoleFixture, startConsole } from '../support/console.ts';

const run = promisify(execFile);

let chromium: Chromium;
let fixture: ConsoleFixture;

beforeAll(async () => {
  [chromium, fixture] = await Promise.all([launchBrowser(), startConsole()]);
}, 60_000);

afterAll(async () => {
  await chromium?.close();
  await fixture?.close();
});

it('an administrator signs in, makes a client, gets a token, sees its trip, learns why another was refused, and ends it', async () => {
  const profile = await newProfile(chromium);
  const page = await profile.newPage();
  await page.setViewportSize({ width: 1200, height: 800 });
  await page.goto(fixture.url);
  await page.getByLabel('User name').fill('alice');
  await page.getByLabel('Password').fill('alice');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Overview');

  await page.getByRole('link', { name: 'Clients' }).click();
  await page.getByRole('link', { name: 'New client' }).click();
  await page.getByRole('link', { name: 'A service that acts for itself' }).click();
  await page.getByLabel('Client id').fill('worker');
  await page.getByLabel('Name that people see').fill('Nightly reports');
  await page.getByLabel('api.read').check();
  await page.getByRole('button', { name: 'Create the client' }).click();
  expect(await page.locator('#secret').textContent()).toMatch(/^[\w-]{43}$/);
  await screenshot(page, 'console-new-client');

  const curl = (await page.locator('#client-credentials-shell').textContent()) ?? '';
  const { access_token: token } = JSON.parse((await run('bash', ['-c', curl])).stdout) as { access_token: string };
  const wrong = JSON.parse((await run('bash', ['-c', curl.replace('scope=api.read', 'scope=api.write')])).stdout);
  expect(wrong).toMatchObject({ error: 'invalid_scope' });

  await page.locator('#created').click();
  await page.getByRole('link', { name: 'Its requests' }).click();
  expect(await page.locator('main').innerText()).toContain('scope.not-allowed');
  await page.locator('a[href^="/trips/"]').last().click();
  expect(await page.locator('main').innerText()).toContain('worker');
  await page.goBack();
  await page.locator('a[href^="/trips/"]').first().click();
  const why = await page.locator('main').innerText();
  expect(why).toContain('scope.not-allowed');
  expect(why).toContain('api.write');
  expect(why).toContain('allowedScopes');
  await screenshot(page, 'console-refusal');

  const explained = async () => {
    await page.locator('#console').getByRole('link', { name: 'Explain a token' }).click();
    await page.locator('textarea[name="token"]').fill(token);
    await page.locator('main form button').click();
    return (await page.locator('#verdict').textContent()) ?? '';
  };
  const before = await explained();
  await page.goto(`${fixture.url}/clients/show?id=worker`);
  await page.getByRole('link', { name: 'Its grants' }).click();
  await page.getByRole('button', { name: 'End all that this client was ever issued' }).click();
  expect(await page.getByRole('status').textContent()).toContain('is ended');
  const after = await explained();
  expect([before, after]).toEqual([
    'Accepted here, and meant for urn:api.',
    'Refused here: It was revoked, or everything of its family, user or client was.',
  ]);
  await profile.close();
}, 120_000);
