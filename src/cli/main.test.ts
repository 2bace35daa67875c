import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newFolder, production, run, serve } from '../../test/support/command.ts';

const clientCredentials = (issuer: string) =>
  fetch(`${issuer}/connect/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('m2m:secret')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });

describe.concurrent('bad input', () => {
  it.each([
    ['an unknown command', ['frobnicate']],
    ['an unknown option', ['dev', '--frobnicate']],
    ['a port that is none', ['dev', '--port', '99999']],
    ['no configuration', ['start']],
    ['a configuration that is not there', ['check', '--config', 'none.json']],
  ])('ends with 2 for %s', async (_, args) => {
    const { code, stderr } = await run(newFolder(), args);
    expect(stderr).not.toBe('');
    expect(stderr).not.toContain('    at ');
    expect(code).toBe(2);
  });

  it('prints every problem with its path and starts nothing', async () => {
    const folder = newFolder();
    const config = production(folder, { issuer: 'http://id.example.com', secret: undefined, clientz: [] });
    const { code, stderr } = await run(folder, ['start', '--config', config]);
    expect(stderr).toContain('clientz: is not known (did you mean "clients"?)');
    expect(stderr).toContain('issuer: must use https: unless the host is loopback');
    expect(stderr).toContain('secret: a master secret is required');
    expect(code).toBe(2);
    expect(existsSync(join(folder, 'mintmark.db'))).toBe(false);
  });

  it('refuses several workers in memory', async () => {
    const folder = newFolder();
    const config = production(folder, { storage: { kind: 'memory' } });
    const { code, stderr } = await run(folder, ['start', '--config', config, '--workers', '2']);
    expect(stderr).toContain('storage.kind: memory cannot be shared by several workers');
    expect(code).toBe(2);
  });
});

describe.concurrent('init', () => {
  it('writes a configuration that passes the check in any folder, and never overwrites', async () => {
    const folder = newFolder();
    const first = await run(folder, ['init', 'server']);
    expect(first.code).toBe(0);
    const file = join(folder, 'server', 'mintmark.config.ts');
    const written = readFileSync(file, 'utf8');
    const secrets = [...first.stdout.matchAll(/^ {2}(?:worker|web) +(\S{43})$/gm)].map(([, value]) => value!);
    expect(secrets).toHaveLength(2);
    for (const value of secrets) expect(written).not.toContain(value);
    expect(await run(folder, ['check', '--config', file])).toEqual({
      code: 0,
      stdout: `${file} is right: 2 clients, 0 warnings.\n`,
      stderr: '',
    });
    const second = await run(folder, ['init', 'server']);
    expect(second.code).toBe(1);
    expect(readFileSync(file, 'utf8')).toBe(written);
  });
});

describe.concurrent('dev', () => {
  it('serves the quickstart, keeps its secret to the owner and stops cleanly on SIGTERM', async (context) => {
    const folder = newFolder();
    const { child, ready, exited } = await serve(context, folder, ['dev', '--port', '0']);
    const [issuer] = /http:\/\/localhost:\d+/.exec(ready)!;
    const response = await clientCredentials(issuer);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      expires_in: 3600,
      token_type: 'Bearer',
      scope: 'api.read api.write',
    });
    expect(statSync(join(folder, '.mintmark')).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, '.mintmark/quickstart.db.secret')).mode & 0o777).toBe(0o600);
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
  }, 30_000);

  it('ends with 1 when the port is taken', async (context) => {
    const first = newFolder();
    const { ready } = await serve(context, first, ['dev', '--port', '0']);
    const [, port] = /localhost:(\d+)/.exec(ready)!;
    const { code, stderr } = await run(newFolder(), ['dev', '--port', port!]);
    expect(stderr).toContain('EADDRINUSE');
    expect(code).toBe(1);
  }, 30_000);
});

describe.concurrent('start', () => {
  it('prints one JSON object that says ready, and stops cleanly on SIGINT', async (context) => {
    const folder = newFolder();
    const { child, ready, exited } = await serve(context, folder, ['start', '--config', production(folder)]);
    expect(JSON.parse(ready)).toMatchObject({
      event: 'ready',
      issuer: 'http://localhost:9400',
      version: '0.1.0',
      address: expect.stringMatching(/^[\d.:[\]]+:\d+$/),
      store: 'sqlite',
      workers: 1,
    });
    child.kill('SIGINT');
    expect(await exited).toBe(0);
  }, 30_000);

  it('serves from several workers and is ready once', async (context) => {
    const folder = newFolder();
    const config = production(folder, { listen: { port: 0 } });
    const { child, exited, output } = await serve(context, folder, ['start', '--config', config, '--workers', '2']);
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    expect(output().match(/"event":"ready"/g)).toHaveLength(1);
    expect(output()).toMatch(/"store":"sqlite","workers":2/);
  }, 30_000);
});

describe.concurrent('the store', () => {
  it('is migrated, twice without harm', async () => {
    const folder = newFolder();
    const args = ['migrate', '--config', production(folder)];
    expect((await run(folder, args)).stdout).toBe('The schema is up to date.\n');
    expect((await run(folder, args)).code).toBe(0);
  });

  it('gets users, whose passwords come from stdin and go nowhere else', async () => {
    const folder = newFolder();
    const config = ['--config', production(folder), '--json'];
    const added = await run(folder, ['users', 'add', 'carol', '--password-stdin', ...config], 'correct horse\n');
    expect(added).toMatchObject({ code: 0, stderr: '' });
    expect((await run(folder, ['users', 'add', 'Carol', '--no-password', ...config])).code).toBe(1);
    expect((await run(folder, ['users', 'add', 'dave', '--password-stdin', ...config], 'short\n')).code).toBe(2);
    expect((await run(folder, ['users', 'disable', 'carol', ...config])).code).toBe(0);
    expect(
      (await run(folder, ['users', 'password', 'nobody', '--password-stdin', ...config], 'correct horse')).code,
    ).toBe(1);
    const { stdout } = await run(folder, ['users', 'list', ...config]);
    expect(JSON.parse(stdout)).toMatchObject([{ username: 'carol', enabled: false, password: 'yes', claims: {} }]);
    expect(stdout).not.toContain('correct horse');
  }, 30_000);

  it('gets clients, whose secrets are printed once', async () => {
    const folder = newFolder();
    const config = ['--config', production(folder), '--json'];
    const grant = ['--grant', 'client_credentials', '--scope', 'read'];
    const added = await run(folder, ['clients', 'add', 'robot', ...grant, ...config]);
    expect(JSON.parse(added.stdout)).toEqual({ clientId: 'robot', clientSecret: expect.stringMatching(/^[\w-]{43}$/) });
    expect((await run(folder, ['clients', 'add', 'm2m', ...grant, ...config])).code).toBe(1);
    const wrong = await run(folder, [
      'clients',
      'add',
      'x',
      '--grant',
      'client_credential',
      '--scope',
      'raed',
      ...config,
    ]);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain(
      'allowedGrantTypes[0]: is not a known grant type (did you mean "client_credentials"?)',
    );
    const renewed = await run(folder, ['clients', 'secret', 'robot', ...config]);
    expect(JSON.parse(renewed.stdout).clientSecret).not.toBe(JSON.parse(added.stdout).clientSecret);
    const listed = JSON.parse((await run(folder, ['clients', 'list', ...config])).stdout);
    expect(listed.map((row: { clientId: string; from: string }) => [row.clientId, row.from])).toEqual([
      ['m2m', 'configuration'],
      ['robot', 'store'],
    ]);
  }, 30_000);

  it('gets signing keys, which rotate and retire', async () => {
    const folder = newFolder();
    const config = ['--config', production(folder, { signing: { algorithms: ['ES256'] } })];
    const states = async () => {
      const { stdout } = await run(folder, ['keys', 'list', ...config, '--json']);
      return JSON.parse(stdout) as readonly { readonly keyId: string; readonly state: string }[];
    };
    const [first] = await states();
    expect(first?.state).toBe('signing');
    expect((await run(folder, ['keys', 'rotate', ...config])).code).toBe(0);
    expect((await states()).map(({ state }) => state)).toEqual(['signing', 'announced']);
    expect((await run(folder, ['keys', 'retire', first!.keyId, ...config])).code).toBe(0);
    expect((await states()).find(({ keyId }) => keyId === first!.keyId)?.state ?? 'gone').toMatch(/retired|gone/);
    expect((await run(folder, ['keys', 'retire', 'nope', ...config])).code).toBe(1);
  }, 30_000);
});
