import { describe, expect, it } from 'vitest';
import { newFolder, production, run, serve } from '../support/command.ts';
import { freePort } from '../support/free-port.ts';

const withoutSecret = { MINTMARK_SECRET: undefined };

describe.concurrent('users', () => {
  it('of the configuration can be disabled before any server has seen them, without the master secret', async () => {
    const folder = newFolder();
    const users = [{ subject: '1', username: 'alice', password: 'alice' }];
    const config = ['--config', production(folder, { users }), '--json'];
    const disabled = await run(folder, ['users', 'disable', 'alice', ...config], '', withoutSecret);
    expect(disabled).toEqual({
      code: 0,
      stdout: '{"username":"alice","subject":"1","enabled":false}\n',
      stderr: '',
    });
    const taken = await run(folder, ['users', 'add', 'alice', '--no-password', ...config], '', withoutSecret);
    expect(taken).toEqual({ code: 1, stdout: '', stderr: 'error: a user of this name or subject is there already\n' });
    const set = await run(folder, ['users', 'password', 'alice', ...config], 'correct horse\n', withoutSecret);
    expect(set.stdout).toBe('{"username":"alice","subject":"1","enabled":false}\n');
  });

  it('have a name', async () => {
    const folder = newFolder();
    expect(await run(folder, ['users', 'add', '', '--no-password', '--config', production(folder)])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: the user name must have 1 to 256 characters\n',
    });
    expect(await run(folder, ['users', 'add', 'ali\u200Bce', '--no-password', '--config', production(folder)])).toEqual(
      {
        code: 2,
        stdout: '',
        stderr: 'error: the user name must be characters that can be seen\n',
      },
    );
  });
});

describe.concurrent('clients', () => {
  it('are disabled and enabled; a public one has no secret to renew', async () => {
    const folder = newFolder();
    const config = ['--config', production(folder)];
    const grant = ['--grant', 'authorization_code', '--redirect-uri', 'https://app.example.com/callback'];
    expect((await run(folder, ['clients', 'add', 'app', '--public', ...grant, ...config])).code).toBe(0);
    const renewed = await run(folder, ['clients', 'secret', 'app', ...config]);
    expect(renewed).toEqual({ code: 1, stdout: '', stderr: 'error: app is a public client: it has no secret\n' });
    expect((await run(folder, ['clients', 'disable', 'app', ...config])).stdout).toBe(
      'The client is disabled. Its refresh and reference tokens are ended. Running servers notice within 5 seconds.\n',
    );
    const { stdout } = await run(folder, ['clients', 'list', '--json', ...config]);
    expect(JSON.parse(stdout)[1]).toMatchObject({ clientId: 'app', from: 'store', enabled: false });
    const enabled = await run(folder, ['clients', 'disable', 'app', '--enable', '--json', ...config]);
    expect(enabled.stdout).toBe('{"clientId":"app","enabled":true}\n');
    const configured = await run(folder, ['clients', 'disable', 'm2m', ...config]);
    expect(configured.stderr).toBe('error: m2m stands in the configuration: change it there\n');
  });

  it('are not called as users, nor users as clients: an API could not tell them apart (RFC 9700 §4.15)', async () => {
    const folder = newFolder();
    const config = ['--config', production(folder, { users: [{ subject: 'first', username: 'alice' }] })];
    const addUser = (subject: string) =>
      run(folder, ['users', 'add', subject, '--no-password', '--subject', subject, ...config]);
    const addClient = (id: string) => run(folder, ['clients', 'add', id, '--grant', 'client_credentials', ...config]);
    expect((await addUser('second')).code).toBe(0);
    for (const id of ['first', 'second']) {
      const told = `error: ${id} is the subject of a user: an API could take the client for the user\n`;
      expect(await addClient(id)).toEqual({ code: 1, stdout: '', stderr: told });
    }
    expect((await addClient('third')).code).toBe(0);
    for (const id of ['m2m', 'third']) {
      const told = `error: ${id} is the id of a client: an API could take the client for the user\n`;
      expect(await addUser(id)).toEqual({ code: 1, stdout: '', stderr: told });
    }
  });

  it('are not stored without a grant type, with which they could get no token', async () => {
    const folder = newFolder();
    const { code, stderr } = await run(folder, ['clients', 'add', 'app', '--config', production(folder)]);
    expect(stderr).toBe('error: --kind or --grant is needed: a client without a grant type gets no token\n');
    expect(code).toBe(2);
  });
});

describe.concurrent('migrate', () => {
  it('needs the database only, not the master secret', async () => {
    const folder = newFolder();
    const migrated = await run(folder, ['migrate', '--config', production(folder)], '', withoutSecret);
    expect(migrated).toEqual({ code: 0, stdout: 'The schema is up to date.\n', stderr: '' });
  });
});

describe.concurrent('without --config', () => {
  it('says that the database is that of `mintmark dev`', async () => {
    const listed = await run(newFolder(), ['users', 'list', '--json']);
    expect(listed.stderr).toBe(
      'Working on .mintmark/quickstart.db, the database of `mintmark dev`; --config names another.\n',
    );
    expect(JSON.parse(listed.stdout).map(({ username }: { username: string }) => username)).toEqual(['alice', 'bob']);
  });
});

describe.concurrent('keys', () => {
  it('whose id begins with a hyphen are named after --', async () => {
    const folder = newFolder();
    const config = ['--config', production(folder)];
    expect((await run(folder, ['keys', 'retire', '-x', ...config])).stderr).toContain(
      '(what begins with - and is no option stands after --)\n',
    );
    expect((await run(folder, ['keys', 'retire', ...config, '--', '-x'])).stderr).toBe('error: there is no key -x\n');
  });

  it('rotate for an algorithm of the configuration only', async () => {
    const folder = newFolder();
    const { code, stderr } = await run(folder, [
      ...['keys', 'rotate', '--algorithm', 'PS256', '--config', production(folder)],
    ]);
    expect(stderr).toBe('error: --algorithm must be one of signing.algorithms: ES256, RS256\n');
    expect(code).toBe(2);
  });
});

describe.concurrent('check', () => {
  it('tells whether `dev` would serve it, which makes a master secret where there is none', async () => {
    const folder = newFolder();
    const config = production(folder);
    const checked = await run(folder, ['check', '--dev', '--config', config], '', withoutSecret);
    expect(checked).toEqual({ code: 0, stdout: `${config} is right: 1 client, 0 warnings.\n`, stderr: '' });
    expect((await run(folder, ['check', '--config', config], '', withoutSecret)).code).toBe(2);
  });
});

describe.concurrent('hash', () => {
  it('prints what stands in a configuration instead of a password, which then signs in', async (context) => {
    const folder = newFolder();
    const { stdout } = await run(folder, ['hash', 'password'], 'correct horse\n');
    const users = [{ subject: '1', username: 'alice', passwordHash: stdout.trim() }];
    const clients = [
      {
        clientId: 'legacy',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['password'],
        allowedScopes: ['read'],
      },
    ];
    const port = await freePort();
    const config = production(folder, { users, clients, listen: { port } });
    await serve(context, folder, ['start', '--config', config]);
    const response = await fetch(`http://127.0.0.1:${port}/connect/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('legacy:secret')}` },
      body: new URLSearchParams({ grant_type: 'password', username: 'alice', password: 'correct horse' }),
    });
    expect(response.status).toBe(200);
  });

  it('prints the same for a client secret, or makes one', async () => {
    const folder = newFolder();
    const given = await run(folder, ['hash', 'secret', '--secret-stdin'], 'secret\n');
    expect(given).toEqual({ code: 0, stdout: 'K7gNU3sdo-OL0wNhqoVWhr3g6s1xYv72ol_pe_Unols\n', stderr: '' });
    const made = await run(folder, ['hash', 'secret']);
    expect(made.stdout).toMatch(/^secret [\w-]{43} \(shown this once\)\nsha256 [\w-]{43}\n$/);
  });
});
