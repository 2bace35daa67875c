import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Browser } from '../support/browser.ts';
import { hiddenFieldsOf, signIn, submit, visit } from '../support/console.ts';
import { freePort } from '../support/free-port.ts';
import { masterSecret } from '../support/node-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'mintmark-workers-console-'));
const main = join(import.meta.dirname, '../../src/cli/main.ts');
afterAll(() => rmSync(directory, { recursive: true, force: true }));

it('of several workers the primary serves the console: it draws what they did, and what it changes holds for them', async ({
  onTestFinished,
}) => {
  const [port, adminPort] = [await freePort(), await freePort()];
  const [issuer, url] = [`http://localhost:${port}`, `http://localhost:${adminPort}`];
  const config = join(directory, 'mintmark.config.json');
  const secret = 'a secret of 32 characters, or so';
  const client = { clientSecrets: [{ value: secret }], allowedGrantTypes: ['client_credentials'] };
  const configuration = {
    issuer,
    listen: { host: '127.0.0.1', port, adminPort },
    admin: { console: { subjects: ['1'] } },
    storage: { kind: 'sqlite', path: 'workers.db' },
    secret: masterSecret,
    identityResources: ['openid'],
    apiScopes: [{ name: 'read' }],
    apiResources: [{ name: 'https://api.example.com', scopes: ['read'] }],
    clients: [{ ...client, clientId: 'machine', allowedScopes: ['read'] }],
    users: [{ subject: '1', username: 'alice', password: 'alice' }],
  };
  writeFileSync(config, JSON.stringify(configuration));
  const child = spawn(process.execPath, ['--conditions=source', main, 'start', '--config', config, '--workers', '2'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
        if (output.includes('"event":"ready"')) resolve();
      });
    }
    child.once('exit', (code) => reject(new Error(`It ended with ${code}.\n${output}`)));
  });

  const token = async (clientId: string, plain: string) => {
    const headers = { authorization: `Basic ${btoa(`${clientId}:${plain}`)}`, connection: 'close' };
    const body = new URLSearchParams({ grant_type: 'client_credentials' });
    return (await fetch(`${issuer}/connect/token`, { method: 'POST', headers, body })).status;
  };
  for (let each = 0; each < 6; each += 1) expect(await token('machine', secret)).toBe(200);

  const browser = new Browser();
  const overview = await signIn(browser, { issuer, url });
  expect([overview.url, overview.status]).toEqual([`${url}/`, 200]);
  await expect
    .poll(async () => (await visit(browser, `${url}/`)).text, { timeout: 20_000 })
    .toContain('6 client credentials');

  const action = '/clients/new?kind=machine';
  const form = await visit(browser, url + action);
  const made = await submit(browser, url, form.text, action, {
    ...hiddenFieldsOf(form.text, action),
    clientId: 'worker',
    'grant:client_credentials': 'on',
    'scope:read': 'on',
    further: '{}',
  });
  const plain = /id="secret" class="secret">([^<]+)</.exec(made.text)?.[1] ?? '';
  expect(await token('worker', plain)).toBe(200);
  expect(output).toContain('"action":"client.create"');

  child.kill('SIGTERM');
  expect((await once(child, 'exit'))[0]).toBe(0);
}, 60_000);
