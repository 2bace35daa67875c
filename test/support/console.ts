import { listen } from '../../src/http/node-listener.ts';
import type { ServerOptions } from '../../src/server/options.ts';
import { createServer, type MintmarkServer } from '../../src/server/server.ts';
import { type SettableClock, settableClock } from '../../src/testing/settable-clock.ts';
import { Browser } from './browser.ts';
import { freePort } from './free-port.ts';

export interface ConsoleFixture {
  readonly issuer: string;
  /** Address of the console. */
  readonly url: string;
  readonly clock: SettableClock;
  readonly server: MintmarkServer;
  /** What it was started with. */
  readonly options: ServerOptions;
  close(): Promise<void>;
}

const person = (subject: string, username: string, claims: Readonly<Record<string, string | string[]>> = {}) => ({
  subject,
  username,
  password: username,
  claims: { name: `${username[0]?.toUpperCase()}${username.slice(1)} Smith`, ...claims },
});

/** A server on two real ports, with a console for alice, subject `1`; bob is an ordinary user. */
export async function startConsole(
  options: Omit<ServerOptions, 'issuer' | 'clock' | 'listen'> = {},
): Promise<ConsoleFixture> {
  const [port, adminPort] = [await freePort(), await freePort()];
  const issuer = `http://localhost:${port}`;
  const clock = settableClock();
  const given: ServerOptions = {
    mode: 'dev',
    storage: { kind: 'memory' },
    identityResources: ['openid', 'profile', 'email'],
    apiScopes: [{ name: 'api.read' }, { name: 'api.write' }],
    apiResources: [{ name: 'urn:api', scopes: ['api.read', 'api.write'] }],
    users: [person('1', 'alice', { roles: ['admin'] }), person('2', 'bob')],
    admin: { console: { subjects: ['1'] } },
    ...options,
    issuer,
    clock,
    listen: { host: '127.0.0.1', port, adminPort },
  };
  const server = await createServer(given);
  const listening = await listen(server, { host: '127.0.0.1', port, adminPort });
  return { issuer, url: `http://localhost:${adminPort}`, clock, server, options: given, close: () => listening.stop() };
}

/** A page that came after redirections, and where. */
export interface Arrived {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Follows redirections as a browser does. */
export async function visit(browser: Browser, url: string): Promise<Arrived> {
  let at = url;
  let response = await browser.get(at);
  for (let each = 0; each < 10 && response.status === 303; each += 1) {
    at = new URL(response.headers.get('location') ?? '', at).href;
    response = await browser.get(at);
  }
  return { url: at, status: response.status, headers: response.headers, text: await response.text() };
}

/** The hidden fields of the form that is sent to `action`, or of the first one. */
export function hiddenFieldsOf(page: string, action?: string): Readonly<Record<string, string>> {
  const forms = page.match(/<form[\s\S]*?<\/form>/g) ?? [];
  const form = action === undefined ? forms[0] : forms.find((one) => unescaped(one).includes(`action="${action}"`));
  const fields = (form ?? '').matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g);
  return Object.fromEntries([...fields].map(([, name = '', value = '']) => [unescaped(name), unescaped(value)]));
}

export function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

/** Opens a page of the console and signs in where that is asked for; resolves to where the browser is led then. */
export async function signIn(
  browser: Browser,
  { issuer, url }: Pick<ConsoleFixture, 'issuer' | 'url'>,
  username = 'alice',
  path = '/',
): Promise<Arrived> {
  const form = await visit(browser, url + path);
  if (!form.url.startsWith(`${issuer}/login`)) return form;
  const sent = await browser.post(`${issuer}/login`, {
    ...hiddenFieldsOf(form.text),
    username,
    password: username,
    action: 'login',
  });
  return visit(browser, new URL(sent.headers.get('location') ?? '', issuer).href);
}

/** A browser in which an administrator is signed in. */
export async function administratorAt(fixture: ConsoleFixture): Promise<Browser> {
  const browser = new Browser();
  await signIn(browser, fixture);
  return browser;
}

/** Sends a form of a page of the console as a person would; follows where it leads. */
export async function submit(
  browser: Browser,
  url: string,
  page: string,
  action: string,
  fields: Readonly<Record<string, string>>,
): Promise<Arrived> {
  const hidden = hiddenFieldsOf(page, action);
  const response = await browser.post(url + action, { ...hidden, ...fields });
  if (response.status === 303) return visit(browser, new URL(response.headers.get('location') ?? '', url).href);
  return { url: url + action, status: response.status, headers: response.headers, text: await response.text() };
}
