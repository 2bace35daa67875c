import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { newFolder } from '../support/command.ts';

const root = join(import.meta.dirname, '../..');
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
};

/** Those of our own dependencies that a process loads; theirs come with them. */
async function loadedBy(...program: readonly string[]): Promise<readonly string[]> {
  const recorder = join(import.meta.dirname, 'record-packages.js');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=source', '--import', recorder, ...program],
    { cwd: root },
  );
  const names = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as readonly string[];
  return names.filter((name) => Object.hasOwn(dependencies, name));
}

const script = (text: string) => loadedBy('--input-type=module', '--eval', text);

/** A server in memory with a client, and one token request; `more` goes into the configuration. */
const served = (body: string, more = '') => `
  import { createServer } from 'mintmark';
  const server = await createServer({
    issuer: 'http://localhost:9400',
    secret: 'q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k',
    storage: { kind: 'memory' },
    apiScopes: [{ name: 'read' }],
    clients: [{
      clientId: 'm2m', clientSecrets: [{ value: 'secret' }],
      allowedGrantTypes: ['client_credentials', 'password'], allowedScopes: ['read', 'openid'],
    }],
    ${more}
  });
  const response = await server.fetch(new Request('http://localhost:9400/connect/token', {
    method: 'POST',
    headers: { authorization: 'Basic ' + btoa('m2m:secret') },
    body: new URLSearchParams(${body}),
  }));
  if (response.status !== 200) throw new Error(await response.text());
  await server.close();`;
const machine = "{ grant_type: 'client_credentials' }";

describe.concurrent('what is loaded', () => {
  it.each([
    ['mintmark', ['@hono/node-server', 'hono', 'jose', 'zod']],
    ['mintmark/testing', ['@hono/node-server', 'hono', 'jose', 'zod']],
    ['mintmark/resource-server', ['jose']],
    ['mintmark/admin', []],
  ])('by %s is what all of it needs', async (entry, expected) => {
    expect(await script(`import '${entry}';`)).toEqual(expected);
  });

  it('by the help of the command is no server', async () => {
    expect(await loadedBy('src/cli/main.ts', '--help')).toEqual(['commander', 'zod']);
  });

  it('for tokens of machines is no database, password, log, metric or other provider', async () => {
    expect(await script(served(machine))).toEqual(['@hono/node-server', 'hono', 'jose', 'zod']);
  });

  it('with SQLite is Kysely, and no driver of PostgreSQL', async () => {
    const file = join(newFolder(), 'store.db');
    expect(await script(served(machine, `storage: { kind: 'sqlite', path: ${JSON.stringify(file)} },`))).toEqual([
      '@hono/node-server',
      'hono',
      'jose',
      'kysely',
      'zod',
    ]);
  });

  it('with a password is Argon2', async () => {
    const users = "users: [{ subject: '1', username: 'alice', password: 'alice' }],";
    const body = "{ grant_type: 'password', username: 'alice', password: 'alice', scope: 'openid' }";
    expect(await script(served(body, users))).toEqual(['@hono/node-server', '@node-rs/argon2', 'hono', 'jose', 'zod']);
  });

  it('with a log is Pino', async () => {
    expect(await script("import { createLogger } from 'mintmark'; await createLogger();")).toEqual([
      '@hono/node-server',
      'hono',
      'jose',
      'pino',
      'zod',
    ]);
  });
});
