import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { newFolder, production, run, serve } from '../support/command.ts';
import { freePort } from '../support/free-port.ts';

const stopped = async ({ child, exited }: Awaited<ReturnType<typeof serve>>) => {
  child.kill('SIGTERM');
  expect(await exited).toBe(0);
};

describe.concurrent('the paths of a configuration', () => {
  it('belong to its file, from wherever the command runs', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'server'));
    production(join(folder, 'server'));
    const { code } = await run(folder, ['migrate', '--config', 'server/mintmark.config.json']);
    expect(code).toBe(0);
    expect([existsSync(join(folder, 'server/mintmark.db')), existsSync(join(folder, 'mintmark.db'))]).toEqual([
      true,
      false,
    ]);
  });

  it('do so where the environment gives them, also those of certificates and of the secret of `dev`', async () => {
    const folder = newFolder();
    const server = join(folder, 'server');
    mkdirSync(server);
    production(server, {
      secret: 'env:NONE',
      storage: { kind: 'sqlite', path: 'env:DATABASE' },
      issuer: 'https://localhost:9400',
      listen: { port: 0, tls: { certificate: 'tls/cert.pem', key: '/nowhere/key.pem' } },
    });
    const { stderr } = await run(folder, ['dev', '--config', 'server/mintmark.config.json'], '', {
      DATABASE: 'data.db',
    });
    expect(stderr).toContain('server/tls/cert.pem');
    expect(existsSync(join(server, 'data.db.secret'))).toBe(true);
  });
});

describe.concurrent('a configuration that stands in the folder', () => {
  it('is found by every command', async () => {
    const folder = newFolder();
    production(folder);
    expect((await run(folder, ['check'])).stdout).toContain('mintmark.config.json is right: 1 client');
    expect((await run(folder, ['migrate'])).stdout).toBe('The schema is up to date.\n');
    expect((await run(folder, ['clients', 'list', '--json'])).stdout).toContain('"clientId": "m2m"');
    expect((await run(folder, ['keys', 'list'])).stdout).toContain('ES256');
    expect(existsSync(join(folder, '.mintmark'))).toBe(false);
  });

  it('is served by `start` and `dev`; `dev --quickstart` serves the quickstart all the same', async (context) => {
    const folder = newFolder();
    production(folder, { issuer: 'http://localhost:9400', listen: { port: 0 } });
    const started = await serve(context, folder, ['start']);
    expect(JSON.parse(started.ready)).toMatchObject({ event: 'ready', issuer: 'http://localhost:9400' });
    await stopped(started);
    const development = await serve(context, folder, ['dev', '--port', '0']);
    await vi.waitFor(() => expect(development.output()).toContain('curl -u m2m:SECRET'));
    expect(development.output()).toContain('Serving mintmark.config.json; --quickstart serves the quickstart instead.');
    expect(development.output()).not.toContain('alice');
    await stopped(development);
    const quickstart = await serve(context, folder, ['dev', '--quickstart', '--port', '0']);
    await vi.waitFor(() => expect(quickstart.output()).toContain('curl -u m2m:secret'));
    await stopped(quickstart);
  });

  it('is not guessed where there are two', async () => {
    const folder = newFolder();
    production(folder);
    writeFileSync(join(folder, 'mintmark.config.js'), 'export default {};');
    const expected = 'error: mintmark.config.js and mintmark.config.json are both here: name one with --config\n';
    expect(await run(folder, ['start'])).toEqual({ code: 2, stdout: '', stderr: expected });
    expect((await run(folder, ['users', 'list'])).stderr).toBe(expected);
  });

  it('is asked for where there is none', async () => {
    for (const command of ['start', 'check', 'migrate']) {
      expect(await run(newFolder(), [command])).toEqual({
        code: 2,
        stdout: '',
        stderr:
          'error: there is no configuration here (mintmark.config.ts, .js or .json): name one with --config, or write one with `mintmark init`\n',
      });
    }
  });
});

it('an unknown flag is named, with the one that was meant', async () => {
  const { code, stderr } = await run(newFolder(), ['start', '--prot', '3']);
  expect(code).toBe(2);
  expect(stderr).toContain("error: unknown option '--prot'\n(Did you mean --port?)");
});

it('the listener follows the port of an issuer on this machine', async (context) => {
  const folder = newFolder();
  const port = await freePort();
  production(folder, { issuer: `http://localhost:${port}`, listen: undefined });
  const started = await serve(context, folder, ['start']);
  expect((await fetch(`http://localhost:${port}/health/live`)).status).toBe(200);
  await stopped(started);
});

describe.concurrent('a database of another configuration', () => {
  it('is told at `dev` at once, with what can be done', async () => {
    const folder = newFolder();
    production(folder, { secret: 'env:MINTMARK_SECRET' });
    await run(folder, ['keys', 'list']);
    const another = { MINTMARK_SECRET: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8' };
    const { code, stderr } = await run(folder, ['dev'], '', another);
    expect(code).toBe(2);
    expect(stderr).toContain('secret: opens none of the signing keys in the store, which were sealed with another one');
    expect(stderr).toContain('give this configuration a database of its own (storage)');
  });

  it('is left alone by `init`, which names another', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'mintmark.db'), '');
    await run(folder, ['init']);
    expect(readFileSync(join(folder, 'mintmark.config.ts'), 'utf8')).toContain("path: './mintmark-2.db'");
  });
});

describe.concurrent('init', () => {
  it('prints commands that work as they are printed, and keeps the database out of git', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, '.gitignore'), 'node_modules');
    const { stdout } = await run(folder, ['init'], '', { npm_lifecycle_event: undefined });
    expect(stdout).toMatch(/Next:\n {2}npx mintmark dev\n {2}npx mintmark check\n$/);
    expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe(
      'node_modules\nmintmark*.db\nmintmark*.db-*\nmintmark*.db.secret\n.mintmark/\n.env\n',
    );
  });

  it('sets what each kind of application needs, and says why', async () => {
    const folder = newFolder();
    const kinds = ['machine', 'web', 'authjs', 'spa', 'native', 'device', 'oauth2-proxy', 'rs256'];
    expect((await run(folder, ['init', '--kind', ...kinds])).code).toBe(0);
    const written = readFileSync(join(folder, 'mintmark.config.ts'), 'utf8');
    expect(written).toContain(
      '      // Auth.js reads the ID token alone: without this, people have no name and no e-mail.\n      alwaysIncludeUserClaimsInIdToken: true,\n',
    );
    expect(written).toContain("      allowedAccessTokenSigningAlgorithms: ['RS256'],\n");
    const checked = await run(folder, ['check']);
    expect([checked.code, checked.stdout.split('\n').at(-2)]).toEqual([
      0,
      'mintmark.config.ts is right: 8 clients, 1 warning.',
    ]);
  });

  it('names the kinds that there are', async () => {
    const { code, stderr } = await run(newFolder(), ['init', '--kind', 'blog']);
    expect([code, stderr]).toEqual([
      2,
      'error: --kind blog: must be one of machine, web, authjs, spa, native, device, oauth2-proxy, rs256\n',
    ]);
  });
});

describe('clients add', () => {
  it('sets what the kind needs, with the addresses of the operator, and warns as a configuration does', async () => {
    const folder = newFolder();
    production(folder);
    const authjs = ['clients', 'add', 'shop', '--kind', 'authjs'];
    expect((await run(folder, authjs)).stderr).toBe(
      'error: --redirect-uri is needed: where its codes are sent to, such as http://localhost:3000/api/auth/callback/mintmark\n',
    );
    const added = await run(folder, [...authjs, '--redirect-uri', 'https://shop.test/api/auth/callback/mintmark']);
    expect(added.stdout).toContain('alwaysIncludeUserClaimsInIdToken: Auth.js reads the ID token alone');
    const shown = JSON.parse((await run(folder, ['clients', 'show', 'shop', '--json'])).stdout);
    expect(shown).toMatchObject({
      allowedGrantTypes: ['authorization_code'],
      allowedScopes: ['openid', 'profile', 'email'],
      alwaysIncludeUserClaimsInIdToken: true,
      postLogoutRedirectUris: [],
    });
    const editor = await run(folder, [
      ...['clients', 'add', 'editor', '--kind', 'spa', '--redirect-uri', 'vscode://publisher.extension/callback'],
      ...['--set', 'privateUseSchemes=["vscode"]'],
    ]);
    expect(editor.stderr).toBe(
      'warning: requireConsent: any program on the user’s device can pass for this public client; set it, and allowRememberConsent to false (RFC 8252 §8.6)\n',
    );
    const changed = await run(folder, ['clients', 'update', 'editor', '--redirect-uri', 'https://app.test/例え']);
    expect([changed.code, changed.stderr]).toEqual([
      2,
      'The configuration has a problem:\n  redirectUris[0]: must be ASCII, encoded as in RFC 3986 §2: https://app.test/%E4%BE%8B%E3%81%88\n',
    ]);
  });

  it('asks for the kind or the grant where nobody can be asked', async () => {
    const folder = newFolder();
    production(folder);
    const { code, stderr } = await run(folder, ['clients', 'add', 'x']);
    expect([code, stderr]).toEqual([
      2,
      'error: --kind or --grant is needed: a client without a grant type gets no token\n',
    ]);
  });
});

describe.concurrent('what check calls right', () => {
  it('is not an address of PostgreSQL that start could not use', async () => {
    const folder = newFolder();
    production(folder, { storage: { kind: 'postgres', url: 'postgres://app:p#ss/w0rd@127.0.0.1:5432/db' } });
    const expected = {
      code: 2,
      stdout: '',
      stderr:
        'The configuration has a problem:\n  storage.url: cannot be read as an address: encode what is special in user name and password: / as %2F, # as %23, ? as %3F, @ as %40, % as %25\n',
    };
    expect(await run(folder, ['check'])).toEqual(expected);
    expect(await run(folder, ['start'])).toEqual(expected);
  });

  it('nor is a subject that users add would refuse', async () => {
    const folder = newFolder();
    production(folder);
    const refused = 'error: --subject must be 1 to 255 characters of printable ASCII (OpenID Connect Core 1.0 §2)\n';
    for (const subject of ['a'.repeat(256), 'ünïcode-1']) {
      const { code, stderr } = await run(folder, ['users', 'add', 'alice', '--no-password', '--subject', subject]);
      expect([code, stderr]).toEqual([2, refused]);
    }
  });
});
