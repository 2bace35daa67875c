import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import { newFolder, production, serve } from '../support/command.ts';
import { freePort } from '../support/free-port.ts';

const machine = (clientId: string) => ({
  clientId,
  clientSecrets: [{ value: 'secret' }],
  allowedGrantTypes: ['client_credentials'],
  allowedScopes: ['read'],
});

async function started(test: TestContext, write: (folder: string) => string = production) {
  const folder = newFolder();
  const config = write(folder);
  const port = await freePort();
  const server = await serve(test, folder, ['start', '--config', config, '--port', String(port)]);
  return {
    ...server,
    folder,
    config,
    hangUp: () => server.child.kill('SIGHUP'),
    told: (text: string, times = 1) =>
      test.expect.poll(() => server.output().split(text).length - 1, { message: text }).toBe(times),
    async token(clientId: string) {
      const body = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: 'secret',
      });
      return (await fetch(`http://127.0.0.1:${port}/connect/token`, { method: 'POST', body })).status;
    },
  };
}

const readAnew = 'the configuration was read anew';
const refused = 'the new configuration was refused: the one in use stays';

describe.concurrent('SIGHUP to a server without workers', () => {
  it('reads the configuration anew; one that is wrong, half written or gone changes nothing', async (test) => {
    const { folder, config, hangUp, told, token, child, exited, output } = await started(test);
    production(folder, { clients: [machine('second')] });
    hangUp();
    await told(readAnew);
    expect(output()).toContain('"changed":["clients"]');
    expect(await token('m2m')).toBe(401);
    expect(await token('second')).toBe(200);

    production(folder, { issuer: 'https://id.example.com', clients: [{ ...machine('third'), allowedScopes: ['no'] }] });
    hangUp();
    await told(refused);
    expect(output()).toContain('"problems":["clients[0].allowedScopes[0]: ');
    writeFileSync(config, '{ "issuer": "http://localhost:9400", "cli');
    hangUp();
    await told(refused, 2);
    expect(output()).toContain('mintmark.config.json:1:42: is not valid JSON');
    rmSync(config);
    hangUp();
    await told(refused, 3);
    expect(output()).toContain('mintmark.config.json: there is no such file');
    expect(await token('second')).toBe(200);

    production(folder);
    hangUp();
    await told(readAnew, 2);
    expect(await token('m2m')).toBe(200);
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
  });

  it('runs a configuration in code anew, with the files that it imports', async (test) => {
    const clients = (...ids: string[]) => `export const clients = ${JSON.stringify(ids.map(machine))};`;
    const { folder, hangUp, told, token } = await started(test, (folder) => {
      writeFileSync(join(folder, 'clients.ts'), clients('first'));
      const config = join(folder, 'mintmark.config.ts');
      writeFileSync(
        config,
        `import { defineConfig } from 'mintmark';
import { clients } from './clients.ts';
export default defineConfig({
  issuer: 'http://localhost:9400',
  secret: 'env:MINTMARK_SECRET',
  apiScopes: [{ name: 'read' }],
  clients,
});`,
      );
      return config;
    });
    writeFileSync(join(folder, 'clients.ts'), clients('second'));
    hangUp();
    await told(readAnew);
    expect([await token('first'), await token('second')]).toEqual([401, 200]);
    writeFileSync(join(folder, 'clients.ts'), 'export const clients = [];\nthrow new Error("the registry is away");');
    hangUp();
    await told(refused);
    await told('the registry is away');
    expect(await token('second')).toBe(200);
  });
});
