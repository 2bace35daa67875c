import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.ts';
import {
  type Arrived,
  administratorAt,
  type ConsoleFixture,
  hiddenFieldsOf,
  signIn,
  startConsole,
  submit,
  unescaped,
  visit,
} from '../support/console.ts';

let fixture: ConsoleFixture;
let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mintmark-try-'));
  symlinkSync(new URL('../../node_modules', import.meta.url).pathname, join(folder, 'node_modules'));
  fixture = await startConsole({
    clients: [
      {
        clientId: 'configured',
        clientSecrets: [{ value: 'a secret of 32 characters, or so' }],
        allowedGrantTypes: ['client_credentials'],
        allowedScopes: ['api.read'],
      },
    ],
  });
});

beforeEach(async () => {
  browser = await administratorAt(fixture);
});

afterAll(async () => {
  await fixture?.close();
  rmSync(folder, { recursive: true, force: true });
});

const open = (path: string) => visit(browser, fixture.url + path);
const stored = (clientId: string) => fixture.server.services.store.clients.find(clientId);
const element = (page: Arrived, id: string) =>
  unescaped(new RegExp(`id="${id}"[^>]*>(?:<code>)?([\\s\\S]*?)</(?:code|pre)>`).exec(page.text)?.[1] ?? '');

async function create(kind: string, fields: Readonly<Record<string, string>>): Promise<Arrived> {
  const action = `/clients/new?kind=${kind}`;
  const form = await open(action);
  return submit(browser, fixture.url, form.text, action, fields);
}

/** Runs a program with what a person types once it asks; resolves to what it printed. */
async function run(
  command: string,
  args: readonly string[],
  answer?: (output: string) => Promise<string> | undefined,
): Promise<string> {
  const child = spawn(command, args, { cwd: folder, env: { ...process.env, NODE_OPTIONS: '' } });
  let output = '';
  let isAnswered = answer === undefined;
  const listen = (chunk: unknown) => {
    output += String(chunk);
    const typed = isAnswered ? undefined : answer?.(output);
    if (typed === undefined) return;
    isAnswered = true;
    void typed.then((text) => child.stdin.end(`${text}\n`));
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  await new Promise((resolve) => child.once('close', resolve));
  return output;
}

const shell = (text: string, answer?: (output: string) => Promise<string> | undefined) =>
  run('bash', ['-c', text], answer);

function typescript(text: string, answer?: (output: string) => Promise<string> | undefined): Promise<string> {
  const file = join(folder, 'try.mts');
  writeFileSync(file, text);
  return run(process.execPath, [file], answer);
}

/** Signs alice in at the address that a program printed; resolves to where she is led. */
async function authorizedAt(address: string): Promise<URL> {
  const alice = new Browser();
  await signIn(alice, fixture);
  let at = address;
  for (let each = 0; each < 5; each += 1) {
    const response = await alice.get(at);
    at = new URL(response.headers.get('location') ?? '', at).href;
    if (!at.startsWith(fixture.issuer)) return new URL(at);
  }
  throw new Error(`led to ${at}`);
}

describe('a new client', () => {
  it('of a service gets what its kind needs, and its secret is shown once', async () => {
    const page = await create('machine', {
      clientId: 'worker',
      clientName: 'Worker',
      'grant:client_credentials': 'on',
      'scope:api.read': 'on',
      further: '{}',
    });
    expect(page.status).toBe(200);
    expect(page.headers.get('cache-control')).toBe('no-store');
    const secret = element(page, 'secret');
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(await stored('worker')).toMatchObject({ clientName: 'Worker', allowedScopes: ['api.read'] });
    const shown = await open('/clients/show?id=worker');
    expect(shown.text).not.toContain(secret);
    expect(shown.text).toContain('export CLIENT_SECRET=');
  });

  it('can be tried as the page shows it, from a shell and in TypeScript', async () => {
    const fields = {
      clientId: "it's 100% odd",
      'grant:client_credentials': 'on',
      'scope:api.read': 'on',
      further: '{}',
    };
    const page = await create('machine', fields);
    const issued = { access_token: expect.any(String), token_type: 'Bearer', scope: 'api.read' };
    expect(JSON.parse(await shell(element(page, 'client-credentials-shell')))).toMatchObject(issued);
    const printed = await typescript(element(page, 'client-credentials-typescript'));
    expect(printed).toContain("scope: 'api.read'");
  });

  it('of a web application can be tried with a sign-in', async () => {
    const page = await create('web', {
      clientId: 'shop',
      'grant:authorization_code': 'on',
      'scope:openid': 'on',
      'scope:profile': 'on',
      redirectUris: 'https://shop.example/callback',
      allowOfflineAccess: 'on',
      further: '{}',
    });
    const byHand = await shell(element(page, 'authorization-code-shell'), (output) => {
      const address = /Open (\S+)\n/.exec(output)?.[1];
      return address === undefined
        ? undefined
        : authorizedAt(address).then(({ searchParams }) => searchParams.get('code') ?? '');
    });
    expect(byHand).toContain('"refresh_token":');
    const printed = await typescript(element(page, 'authorization-code-typescript'), (output) => {
      const address = /Open (\S+)\n/.exec(output)?.[1];
      return address === undefined ? undefined : authorizedAt(address).then(({ href }) => href);
    });
    expect(printed).toContain('id_token:');
  });

  it('of a television can be tried', async () => {
    const page = await create('device', {
      clientId: 'tv',
      'grant:urn:ietf:params:oauth:grant-type:device_code': 'on',
      'scope:openid': 'on',
      further: '{"requireClientSecret": false, "pollingInterval": 1}',
    });
    expect(page.text).toContain('It is a public client');
    const allow = async (output: string) => {
      const [, userCode = ''] = /([A-Z]{4}-[A-Z]{4})/.exec(output) ?? [];
      const alice = new Browser();
      await signIn(alice, fixture);
      const url = `${fixture.issuer}/device`;
      const asked = await visit(alice, `${url}?user_code=${userCode}`);
      const found = await alice.post(url, { ...hiddenFieldsOf(asked.text), user_code: userCode, action: 'find' });
      await alice.post(url, { ...hiddenFieldsOf(await found.text()), 'scope:openid': 'on', decision: 'allow' });
    };
    const byHand = await shell(element(page, 'device-code-shell'), (output) => {
      const code = /"device_code":"([^"]+)"/.exec(output)?.[1];
      return code !== undefined && output.includes('paste') ? allow(output).then(() => code) : undefined;
    });
    expect(byHand).toContain('"id_token":');
  });

  it('is not made of mistakes: each is told with its path, and nothing that was typed is lost', async () => {
    const page = await create('web', {
      clientId: 'wrong',
      'grant:authorization_code': 'on',
      otherScopes: 'api.raed',
      redirectUris: 'ftp://shop.example/callback',
      further: '{"accessTokenLifetme": 5}',
    });
    expect(page.status).toBe(422);
    expect(page.text).toContain('<code>allowedScopes[0]</code>');
    expect(page.text).toContain('did you mean');
    expect(page.text).toContain('<code>redirectUris[0]</code>');
    expect(page.text).toContain('<code>accessTokenLifetme</code>');
    expect(page.text).toContain('ftp://shop.example/callback</textarea>');
    expect(await stored('wrong')).toBeUndefined();
  });

  it('is not made of what is no JSON, nor under the name of another', async () => {
    expect((await create('machine', { clientId: 'broken', further: '{' })).text).toContain('must be one JSON object');
    const taken = await create('machine', { clientId: 'configured', 'grant:client_credentials': 'on', further: '{}' });
    expect(taken.text).toContain('configured is a client of the configuration already');
    const reserved = { clientId: 'mintmark-console', 'grant:client_credentials': 'on', further: '{}' };
    expect((await create('machine', reserved)).text).toContain(
      'mintmark-console is a client of the configuration already',
    );
    expect([await stored('broken'), await stored('configured')]).toEqual([undefined, undefined]);
  });

  it('is not made where nobody chose what it is', async () => {
    const page = await open('/clients/new');
    expect(page.text).toContain('href="/clients/new?kind=spa"');
    expect((await open('/clients/new?kind=spa')).text).toContain('What runs in a browser keeps no secret');
  });
});

describe('a client', () => {
  const edit = '/clients/edit?id=shared';
  const fields = { 'grant:client_credentials': 'on', 'scope:api.read': 'on', further: '{}' };

  it('that two administrators change keeps both of their changes: the second sees what the first one did', async () => {
    await create('machine', { clientId: 'shared', clientName: 'Before', ...fields });
    const [mine, theirs] = [await open(edit), await open(edit)];
    const first = await submit(browser, fixture.url, theirs.text, edit, { ...fields, clientName: 'Theirs' });
    expect(first.url).toBe(`${fixture.url}/clients/show?id=shared&done=changed`);
    const changed = { ...fields, clientName: 'Before', accessTokenLifetime: '60' };
    const second = await submit(browser, fixture.url, mine.text, edit, changed);
    expect(second.status).toBe(409);
    expect(second.text).toContain('Somebody else has changed it meanwhile');
    const rows = [
      ...second.text.matchAll(/<tr><th scope="row"><code>(.*?)<\/code>.*?<code>(.*?)<\/code>.*?<code>(.*?)<\/code>/g),
    ];
    expect(rows.map(([, ...cells]) => cells.map(unescaped))).toEqual([
      ['clientName', '"Theirs"', '"Before"'],
      ['accessTokenLifetime', '3600', '60'],
    ]);
    const third = await submit(browser, fixture.url, second.text, edit, { ...changed, clientName: 'Theirs' });
    expect(third.url).toBe(`${fixture.url}/clients/show?id=shared&done=changed`);
    expect(await stored('shared')).toMatchObject({ clientName: 'Theirs', accessTokenLifetime: 60 });
  });

  it('gets a second secret, and loses the first one, while the second goes on', async () => {
    const { token_endpoint: url } = await (await fetch(`${fixture.issuer}/.well-known/openid-configuration`)).json();
    const first = element(await create('machine', { clientId: 'rotated', ...fields }), 'secret');
    const page = await open('/clients/show?id=rotated');
    const added = await submit(browser, fixture.url, page.text, '/clients/secret?id=rotated', { description: 'new' });
    const second = element(added, 'secret');
    const accepted = async (secret: string) => {
      fixture.clock.advance(6);
      const headers = { authorization: `Basic ${btoa(`rotated:${secret}`)}` };
      return (
        await fetch(url, { method: 'POST', headers, body: new URLSearchParams({ grant_type: 'client_credentials' }) })
      ).status;
    };
    expect([await accepted(first), await accepted(second)]).toEqual([200, 200]);
    const both = await open('/clients/show?id=rotated');
    const [, old = ''] = [...both.text.matchAll(/name="secret" value="([\w-]+)"/g)].map(([, id = '']) => id);
    const withdrawn = await submit(browser, fixture.url, both.text, '/clients/withdraw?id=rotated', { secret: old });
    expect(withdrawn.text).toContain('The secret is withdrawn');
    expect([await accepted(first), await accepted(second)]).toEqual([401, 200]);
  });

  it('is disabled and enabled at a button, and stays disabled when it is edited', async () => {
    await create('machine', { clientId: 'paused', ...fields });
    const page = await open('/clients/show?id=paused');
    const off = await submit(browser, fixture.url, page.text, '/clients/enable?id=paused', {});
    expect(off.text).toContain('The client is disabled');
    const form = await open('/clients/edit?id=paused');
    await submit(browser, fixture.url, form.text, '/clients/edit?id=paused', { ...fields, clientName: 'Paused' });
    expect(await stored('paused')).toMatchObject({ enabled: false, clientName: 'Paused' });
    await submit(browser, fixture.url, off.text, '/clients/enable?id=paused', {});
    expect(await stored('paused')).toMatchObject({ enabled: true });
  });

  it('is deleted by who types its id', async () => {
    await create('machine', { clientId: 'gone', ...fields });
    const action = '/clients/delete?id=gone';
    const page = await open(action);
    const wrong = await submit(browser, fixture.url, page.text, action, { typed: 'gon' });
    expect([wrong.status, (await stored('gone'))?.clientId]).toEqual([422, 'gone']);
    const right = await submit(browser, fixture.url, wrong.text, action, { typed: 'gone' });
    expect(right.url).toBe(`${fixture.url}/clients?done=deleted`);
    expect(await stored('gone')).toBeUndefined();
    expect((await open('/clients/show?id=gone')).status).toBe(404);
  });

  it('of the configuration can be seen, and not be changed', async () => {
    const page = await open('/clients/show?id=configured');
    expect(page.text).toContain('stands in the configuration');
    expect(page.text).not.toContain('/clients/edit?');
    expect(page.text).not.toContain('a secret of 32');
    expect((await open('/clients/edit?id=configured')).status).toBe(409);
    expect((await open('/clients/delete?id=configured')).status).toBe(409);
  });

  it('is found by a part of its name, page by page', async () => {
    for (let number = 10; number < 65; number += 1) {
      await fixture.server.services.store.clients.insert({
        ...(await stored('shared'))!,
        clientId: `many-${number}`,
        clientName: 'One of many',
      });
    }
    const first = await open('/clients?search=many');
    expect(first.text.match(/href="\/clients\/show\?id=many-/g)?.length).toBe(50);
    const next = unescaped(/id="next" class="button plain" href="([^"]+)"/.exec(first.text)?.[1] ?? '');
    const second = await open(next);
    expect(second.text.match(/href="\/clients\/show\?id=many-/g)?.length).toBe(5);
    expect(second.text).not.toContain('id="next"');
  });
});
