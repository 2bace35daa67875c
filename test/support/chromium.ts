import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import chromium from '@sparticuz/chromium';
import type { Result } from 'axe-core';
import { type Browser, type BrowserContext, type Page, chromium as playwright } from 'playwright-core';
import { askStarter } from './ask-starter.ts';

const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

/** A headless Chromium; one for each test file. Close it in `afterAll`. */
export async function launchBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await askStarter('/chromium'),
    args: [...chromium.args.filter((arg) => arg !== '--single-process' && arg !== '--no-zygote'), ...quiet],
    headless: true,
  });
}

export interface ProfileOptions {
  readonly dark?: boolean;
  readonly scripts?: boolean;
  /** For axe, which is injected; otherwise the pages' policy is in force. */
  readonly bypassCSP?: boolean;
  readonly locale?: string;
}

/** A browser profile of its own. */
export async function newProfile(browser: Browser, options: ProfileOptions = {}): Promise<BrowserContext> {
  const context = await browser.newContext({
    colorScheme: options.dark ? 'dark' : 'light',
    javaScriptEnabled: options.scripts ?? true,
    bypassCSP: options.bypassCSP ?? false,
    locale: options.locale ?? 'en',
    viewport: { width: 1000, height: 800 },
  });
  context.setDefaultTimeout(10_000);
  return context;
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds on a page, one line for each kind of violation; the page's profile must bypass CSP. */
export async function axeCheck(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  const violations: Result[] = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Result[] }> } };
    return (await axe.run()).violations;
  });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

/**
 * Writes `docs/screenshots/<name>.png` when `UPDATE_SCREENSHOTS=1`. Those of languages need fonts for all of them, such as fonts-noto-core,
 * fonts-droid-fallback and fonts-nanum of Debian.
 */
export async function screenshot(page: Page, name: string): Promise<void> {
  if (process.env['UPDATE_SCREENSHOTS'] !== '1') return;
  const folder = new URL('../../docs/screenshots/', import.meta.url).pathname;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: `${folder}${name}.png`, fullPage: true });
}
