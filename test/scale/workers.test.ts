import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, type TestContext } from 'vitest';
import { secret } from '../support/fixture.ts';
import { nodeClient } from '../support/node-client.ts';
import { masterSecret } from '../support/node-process.ts';
import { createTestDatabase } from '../support/postgres-database.ts';

const directory = mkdtempSync(join(tmpdir(), 'mintmark-workers-'));
const main = join(import.meta.dirname, '../../src/cli/main.ts');
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** All at once, so that no two are the same. */
async function freePorts(count: number): Promise<number[]> {
  const probes = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(probes.map((probe) => once(probe, 'listening')));
  const ports = probes.map((probe) => (probe.address() as { port: number }).port);
  await Promise.all(probes.map((probe) => once(probe.close(), 'close')));
  return ports;
}
const ports = await freePorts(8);

/** `mintmark start --workers 2`; resolves once it says that it is ready. */
async function start(
  storage: Readonly<Record<string, string>>,
  onTestFinished: TestContext['onTestFinished'],
  withAdmin = true,
) {
  const [port, adminPort] = [ports.pop(), ports.pop()];
  const config = join(directory, `${port}.json`);
  const client = {
    clientSecrets: [{ value: secret }],
    allowedGrantTypes: ['client_credentials'],
    allowedScopes: ['read'],
  };
  const configuration = {
    issuer: `http://localhost:${port}`,
    listen: { host: '127.0.0.1', port, ...(withAdmin ? { adminPort } : {}) },
    storage,
    secret: masterSecret,
    signing: { algorithms: ['ES256', 'RS256'] },
    apiScopes: [{ name: 'read' }],
    apiResources: [{ name: 'https://api.example.com', scopes: ['read'], apiSecrets: [{ value: secret }] }],
    clients: [
      { ...client, clientId: 'machine' },
      { ...client, clientId: 'reference', accessTokenType: 'reference' },
      ...(withAdmin ? [{ ...client, clientId: 'operator', allowedScopes: ['mintmark.admin'] }] : []),
    ],
  };
  writeFileSync(config, JSON.stringify(configuration));
  const child = spawn(process.execPath, ['--conditions=source', main, 'start', '--config', config, '--workers', '2'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Every connection of its own: those of one worker would end with it.
  const http = nodeClient({ connections: 8 });
  onTestFinished(async () => {
    http.close();
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
  return {
    child,
    url: `http://127.0.0.1:${port}`,
    admin: `http://127.0.0.1:${adminPort}`,
    http,
    output: () => output,
    /** Writes the configuration anew, with `changes` in it. */
    change: (changes: object) => writeFileSync(config, JSON.stringify({ ...configuration, ...changes })),
  };
}

function workersOf(child: ChildProcess): number[] {
  const pids = execFileSync('ps', ['-o', 'pid=', '--ppid', String(child.pid)], { encoding: 'utf8' });
  return pids
    .trim()
    .split(/\s+/)
    .filter((pid) => pid !== '')
    .map(Number);
}

const ask = { grant_type: 'client_credentials' };

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50));
}

it.concurrent.for([
  'SQLite',
  'PostgreSQL',
])('mintmark start --workers 2 on %s serves on one port, adds up metrics, replaces a killed worker, rolls and stops gracefully', async (kind, {
  onTestFinished,
}) => {
  const storage =
    kind === 'SQLite'
      ? { kind: 'sqlite', path: join(directory, 'workers.db') }
      : { kind: 'postgres', url: await createTestDatabase() };
  const { child, url, admin, http: client } = await start(storage, onTestFinished);
  const first = workersOf(child);
  expect(first.length).toBe(2);

  // Any worker knows the tokens of any other.
  const issued = await Promise.all(Array.from({ length: 40 }, () => client.token(url, 'reference', ask)));
  expect(issued.filter(({ status }) => status !== 200)).toEqual([]);
  const introspected = await Promise.all(
    issued.map(({ json }) =>
      client.post(url, '/connect/introspect', {
        client_id: 'https://api.example.com',
        client_secret: secret,
        token: json.access_token,
      }),
    ),
  );
  expect(introspected.filter(({ json }) => json.active !== true)).toEqual([]);

  const metrics = (await client.get(admin, '/metrics')).json as string;
  expect(metrics).toContain('mintmark_tokens_issued_total{grant_type="client_credentials"} 40');
  expect((await client.get(admin, '/health/live')).status).toBe(200);
  expect((await client.get(admin, '/health/ready')).json.status).toBe('ok');

  // kill -9: what was in flight on it breaks off, everything else is answered, and a new one comes.
  process.kill(first[0]!, 'SIGKILL');
  let answered = 0;
  await until(async () => {
    const answer = await client.token(url, 'machine', ask).catch(() => undefined);
    if (answer !== undefined) {
      expect(answer.status).toBe(200);
      answered += 1;
    }
    const now = workersOf(child);
    return now.length === 2 && !now.includes(first[0]!);
  });
  expect(answered).toBeGreaterThan(0);

  // SIGHUP: all are replaced, and no request fails meanwhile but on connections that their worker closed.
  const before = workersOf(child);
  child.kill('SIGHUP');
  await until(async () => {
    const answer = await client.token(url, 'machine', ask).catch((error) => error);
    if (answer instanceof Error) expect((answer as { code?: string }).code).toBe('ECONNRESET');
    else expect(answer.status).toBe(200);
    const now = workersOf(child);
    return now.length === 2 && now.every((pid) => !before.includes(pid));
  });

  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
  await expect(client.get(admin, '/health/live')).rejects.toThrow();
});

const newClient = {
  clientSecrets: [{ value: secret }],
  allowedGrantTypes: ['client_credentials'],
  allowedScopes: ['read'],
};

it('the primary serves the whole admin API, and a reload through it replaces the workers', async ({
  onTestFinished,
}) => {
  const storage = { kind: 'sqlite', path: join(directory, 'administered.db') };
  const { child, url, admin, http, change } = await start(storage, onTestFinished);
  const { json } = await http.token(url, 'operator', { ...ask, scope: 'mintmark.admin' });
  const operate = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${json.access_token}`, 'content-type': 'application/json' };
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${admin}/admin/v1${path}`, { method, headers, ...content });
    return { status: answer.status, json: await answer.json() };
  };
  expect((await operate('GET', '/clients/machine')).json).toMatchObject({ clientId: 'machine', from: 'configuration' });

  const made = await operate('POST', '/clients', {
    clientId: 'made',
    allowedGrantTypes: ['client_credentials'],
    allowedScopes: ['read'],
  });
  const { clientSecret } = made.json;
  const issued = await http.post(url, '/connect/token', { ...ask, client_id: 'made', client_secret: clientSecret });
  expect([made.status, issued.status]).toEqual([201, 200]);

  const before = workersOf(child);
  change({ apiScopes: [{ name: 'read' }, { name: 'write' }] });
  const reloaded = await operate('POST', '/reload');
  expect(reloaded).toMatchObject({ status: 200, json: { changed: ['apiScopes'] } });
  const now = workersOf(child);
  expect([now.length, now.filter((pid) => before.includes(pid))]).toEqual([2, []]);
  const document = (await http.get(url, '/.well-known/openid-configuration')).json;
  expect(document.scopes_supported).toContain('write');

  change({ issuer: 'http://localhost:1', apiScopes: [] });
  const refused = await operate('POST', '/reload');
  expect([refused.status, refused.json.errors.map(({ path }: { path: string }) => path)]).toEqual([
    409,
    expect.arrayContaining(['clients[0].allowedScopes[0]']),
  ]);
  expect(workersOf(child)).toEqual(now);
  expect((await http.get(admin, '/health/ready')).json.status).toBe('ok');
});

it('SIGHUP to a primary without an admin port replaces no worker where the configuration is wrong', async ({
  onTestFinished,
}) => {
  const storage = { kind: 'sqlite', path: join(directory, 'hung-up.db') };
  const { child, url, http, change, output } = await start(storage, onTestFinished, false);
  const before = workersOf(child);
  change({ storage: { kind: 'sqlite', path: join(directory, 'other.db') } });
  child.kill('SIGHUP');
  await until(() => output().includes('the new configuration was refused'));
  expect(output()).toContain('"problems":["storage.path: cannot change while the server runs: restart it"]');
  expect(workersOf(child)).toEqual(before);
  change({ clients: [{ ...newClient, clientId: 'second' }] });
  child.kill('SIGHUP');
  await until(() => output().includes('the configuration was read anew'));
  expect(workersOf(child).filter((pid) => before.includes(pid))).toEqual([]);
  expect((await http.token(url, 'second', ask)).status).toBe(200);
});
