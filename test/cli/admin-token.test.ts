import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { AdminError, createAdminClient } from 'mintmark/admin';
import { describe, expect, it, type TestContext } from 'vitest';
import { newFolder, production, run, serve } from '../support/command.ts';
import { freePort } from '../support/free-port.ts';

/** A server in a process of its own with an admin port, and the commands on its store. */
async function administered(context: TestContext) {
  const folder = newFolder();
  const [port, adminPort] = [await freePort(), await freePort()];
  const config = production(folder, {
    issuer: `http://localhost:${port}`,
    storage: { kind: 'sqlite', path: join(folder, 'store.db') },
    signing: { algorithms: ['ES256'] },
    listen: { port, adminPort },
  });
  await serve(context, folder, ['start', '--config', config]);
  const token = (...flags: readonly string[]) => run(folder, ['admin', 'token', ...flags, '--config', config]);
  const admin = (token: string) => createAdminClient({ url: `http://localhost:${adminPort}`, token });
  return { folder, port, config, token, admin };
}

const problemOf = (work: PromiseLike<unknown>) =>
  Promise.resolve(work).then(
    () => 'none',
    (error: unknown) => (error instanceof AdminError ? error.problem : error),
  );

describe('admin token', () => {
  it('is printed alone, is taken by the running server, and is over when it says', async (context) => {
    const { port, token, admin } = await administered(context);
    const { code, stdout } = await token();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const claims = decodeJwt(stdout.trim());
    expect(decodeProtectedHeader(stdout.trim())).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    expect(claims).toMatchObject({
      iss: `http://localhost:${port}`,
      aud: 'urn:mintmark:admin',
      scope: 'mintmark.admin',
      client_id: 'mintmark-command',
      sub: 'mintmark-command',
    });
    expect(claims.exp! - claims.iat!).toBe(900);
    expect((await admin(stdout.trim()).listClients()).items.map(({ clientId }) => clientId)).toEqual(['m2m']);
    const brief = await token('--expires', '1', '--json');
    const { accessToken, expiresAt, ...rest } = JSON.parse(brief.stdout);
    expect(rest).toEqual({ tokenType: 'Bearer', scope: 'mintmark.admin' });
    await expect.poll(() => problemOf(admin(accessToken).listClients()), { timeout: 10_000 }).toBe('invalid-token');
    expect(Date.now() / 1000).toBeGreaterThanOrEqual(expiresAt);
  });

  it('with --read only reads, and nobody else can be its client', async (context) => {
    const { port, token, admin, folder, config } = await administered(context);
    const { stdout } = await token('--read');
    expect(decodeJwt(stdout.trim()).scope).toBe('mintmark.read');
    expect(await problemOf(admin(stdout.trim()).listClients())).toBe('none');
    const form = { grant_type: 'client_credentials', client_id: 'mintmark-command' };
    const asked = await fetch(`http://localhost:${port}/connect/token`, {
      method: 'POST',
      body: new URLSearchParams(form),
    });
    expect([asked.status, await asked.json()]).toMatchObject([401, { error: 'invalid_client' }]);
    const settings = JSON.parse(readFileSync(config, 'utf8'));
    production(folder, { ...settings, clients: [{ ...settings.clients[0], clientId: 'mintmark-command' }] });
    const { code, stderr } = await token();
    expect([code, stderr]).toEqual([
      2,
      'The configuration has a problem:\n  clients[0].clientId: is the client of `mintmark admin token`: choose another\n',
    ]);
  });

  it('is not made without an admin port, under another secret, or for longer than a day', async () => {
    const folder = newFolder();
    const config = ['--config', production(folder)];
    expect(await run(folder, ['admin', 'token', ...config])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'error: listen.adminPort is not set: there is no admin API that would take a token\n',
    });
    production(folder, { listen: { port: 0, adminPort: 0 } });
    expect((await run(folder, ['admin', 'token', '--expires', '86401', ...config])).code).toBe(2);
    expect((await run(folder, ['admin', 'token', ...config])).code).toBe(0);
    const foreign = await run(folder, ['admin', 'token', ...config], '', {
      MINTMARK_SECRET: 'Zk3vP0cW8sQy1nXhT5uJ6bRmA2dLgE9oKiFfVwC7tNs',
    });
    expect([foreign.code, foreign.stdout]).toEqual([2, '']);
    expect(foreign.stderr).toContain('secret: ');
  });
});
