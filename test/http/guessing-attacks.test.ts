import { afterEach, describe, expect, it } from 'vitest';
import { listen } from '../../src/http/node-listener.ts';
import type { ServerOptions } from '../../src/server/options.ts';
import { createServer } from '../../src/server/server.ts';
import { formsOf } from '../conformance/support/page-forms.ts';
import { Browser } from '../support/browser.ts';
import { freePort } from '../support/free-port.ts';

const clientSecrets = [{ value: 'secret' }];
const names = ['alice', 'bob', 'carol', 'dave'];
let stop: (() => Promise<void>) | undefined;
afterEach(() => stop?.());

/** The server behind a proxy that says who calls. */
async function behindProxy(limits: ServerOptions['limits']): Promise<string> {
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const server = await createServer({
    mode: 'dev',
    issuer,
    storage: { kind: 'memory' },
    apiScopes: [{ name: 'api.read' }],
    clients: [
      { clientId: 'm2m', clientSecrets, allowedGrantTypes: ['client_credentials'], allowedScopes: ['api.read'] },
      {
        clientId: 'tv',
        clientSecrets,
        allowedGrantTypes: ['urn:ietf:params:oauth:grant-type:device_code'],
        allowedScopes: ['api.read'],
      },
    ],
    users: names.map((username) => ({ subject: username, username, password: 'wonderland' })),
    limits,
  });
  const listening = await listen(server, { host: '127.0.0.1', port, trustProxy: true });
  stop = () => listening.stop();
  return issuer;
}

const from = (address: string) => ({ 'x-forwarded-for': address });

describe('guessing with many addresses (RFC 6749 §10.10)', () => {
  it('of a client secret is cut off for a whole IPv6 /64, which one guesser has', async () => {
    const url = await behindProxy({ clientAuthenticationFailures: 3 });
    const guess = async (address: string, secret: string) => {
      const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'm2m', client_secret: secret });
      return (await fetch(`${url}/connect/token`, { method: 'POST', body, headers: from(address) })).status;
    };
    for (const last of [1, 2, 3]) expect(await guess(`2001:db8:1:2::${last}`, 'wrong')).toBe(401);
    expect(await guess('2001:db8:1:2:ffff::4', 'secret')).toBe(429);
    expect(await guess('2001:db8:1:3::1', 'secret')).toBe(200);
  });

  it('of a user code is cut off for a whole IPv6 /64, whoever signs in from it (RFC 8628 §5.1)', async () => {
    const url = await behindProxy({ userCodeAttempts: 3 });
    const statuses = [];
    for (const name of names) statuses.push(await (await guesser(url, name))(`2001:db8:1:2::${statuses.length}`));
    expect(statuses).toEqual([400, 400, 400, 429]);
  });

  it('of a user code is cut off for a user who signs in again and again from everywhere (RFC 8628 §5.1)', async () => {
    const url = await behindProxy({ userCodeAttempts: 3 });
    for (const network of [1, 2, 3]) expect(await (await guesser(url, 'alice'))(`192.0.${network}.1`)).toBe(400);
    expect(await (await guesser(url, 'alice'))('192.0.4.1')).toBe(429);
  });
});

/** Signs a user in; what it returns types a wrong user code, and resolves to the status. */
async function guesser(url: string, username: string): Promise<(address: string) => Promise<number>> {
  const browser = new Browser();
  await submit(browser, `${url}/login`, { username, password: 'wonderland', action: 'login' }, from('198.51.100.1'));
  return async (address) =>
    (await submit(browser, `${url}/device`, { user_code: 'BBBB-BBBB', action: 'find' }, from(address))).status;
}

async function submit(browser: Browser, page: string, fields: Record<string, string>, headers: Record<string, string>) {
  const [form] = formsOf(await (await browser.get(page, headers)).text());
  if (form === undefined) throw new Error(`no form at ${page}`);
  return browser.post(form.action, { ...form.fields, ...fields }, headers);
}
