import { describe, expect, it, type TestContext } from 'vitest';
import { newFolder, production, run, serve } from '../support/command.ts';
import { freePort } from '../support/free-port.ts';

const registration = { mode: 'initialAccessToken', scopes: ['openid'] };
const withoutSecret = { MINTMARK_SECRET: undefined };

describe.concurrent('clients invite', () => {
  it('prints a token with which so many clients register themselves; they are listed, shown, limited and removed', async (context) => {
    const folder = newFolder();
    const port = await freePort();
    const file = production(folder, {
      issuer: `http://localhost:${port}`,
      listen: { port },
      clientRegistration: registration,
    });
    const config = ['--config', file];
    const printed = await run(folder, ['clients', 'invite', '--uses', '2', '--json', ...config], '', withoutSecret);
    const { initialAccessToken, uses } = JSON.parse(printed.stdout);
    expect(uses).toBe(2);
    const server = await serve(context, folder, ['start', ...config, '--log', 'json']);
    const register = () =>
      fetch(`http://localhost:${port}/connect/register`, {
        method: 'POST',
        headers: { authorization: `Bearer ${initialAccessToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ redirect_uris: ['http://127.0.0.1/'], token_endpoint_auth_method: 'none' }),
      });
    const [first, second, third] = [await register(), await register(), await register()];
    expect([first.status, second.status, third.status]).toEqual([201, 201, 401]);
    const { client_id: clientId } = (await first.json()) as { client_id: string };
    server.child.kill('SIGTERM');
    await server.exited;

    const listed = await run(folder, ['clients', 'list', '--origin', 'registered', '--json', ...config]);
    const rows: readonly { clientId: string; from: string }[] = JSON.parse(listed.stdout);
    expect(rows.map(({ from }) => from)).toEqual(['registered', 'registered']);
    expect(rows.map((row) => row.clientId)).toContain(clientId);
    expect((await run(folder, ['clients', 'list', '--origin', 'document', ...config])).stdout).toBe('none\n');

    const shown = await run(folder, ['clients', 'show', clientId, '--json', ...config]);
    expect(JSON.parse(shown.stdout)).toMatchObject({ from: 'registered', requireConsent: true });
    expect(shown.stdout).not.toContain('accessTokenSha256');

    const beyond = await run(folder, ['clients', 'update', clientId, '--set', 'requireConsent=false', ...config]);
    expect(beyond).toEqual({
      code: 1,
      stdout: '',
      stderr: 'error: requireConsent: is beyond clientRegistration, which says what such clients may have\n',
    });
    const within = await run(folder, [
      'clients',
      'update',
      clientId,
      '--set',
      'accessTokenLifetime=60',
      '--json',
      ...config,
    ]);
    expect(JSON.parse(within.stdout)).toMatchObject({ accessTokenLifetime: 60, origin: 'registered' });
    expect((await run(folder, ['clients', 'remove', clientId, ...config])).code).toBe(0);
  });

  it('says where no client could use it', async () => {
    const folder = newFolder();
    const off = await run(folder, ['clients', 'invite', '--config', production(folder)]);
    expect(off).toEqual({
      code: 1,
      stdout: '',
      stderr: 'error: clientRegistration.mode is off: no client can register itself\n',
    });
    const wrong = await run(folder, ['clients', 'invite', '--uses', '0', '--config', production(folder)]);
    expect(wrong.code).toBe(2);
  });
});

describe.concurrent('the quickstart', () => {
  async function registers(context: TestContext, flags: readonly string[]): Promise<number> {
    const folder = newFolder();
    const port = await freePort();
    await serve(context, folder, ['dev', '--port', String(port), ...flags]);
    const response = await fetch(`http://localhost:${port}/connect/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ redirect_uris: ['http://127.0.0.1/'], token_endpoint_auth_method: 'none' }),
    });
    return response.status;
  }

  it('lets clients register themselves on this machine', async (context) => {
    expect(await registers(context, [])).toBe(201);
  });

  it('lets nobody do so where others can reach it', async (context) => {
    expect(await registers(context, ['--host', '0.0.0.0', '--expose'])).toBe(404);
  });
});
