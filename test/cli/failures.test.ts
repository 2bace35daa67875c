import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newFolder, production, run, serve } from '../support/command.ts';

/** A port that is taken until the test ends. */
async function takenPort(onTestFinished: (done: () => void) => void): Promise<number> {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  onTestFinished(() => void holder.close());
  return (holder.address() as { port: number }).port;
}

describe.concurrent('a port that is taken', () => {
  it('ends `start` with 1 and says what to do', async ({ onTestFinished }) => {
    const port = await takenPort(onTestFinished);
    const folder = newFolder();
    expect(await run(folder, ['start', '--config', production(folder), '--port', String(port)])).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: 127.0.0.1:${port} is taken (EADDRINUSE): stop what listens there, or choose another port with listen.port or --port\n`,
    });
  });

  it('ends several workers too', async ({ onTestFinished }) => {
    const port = await takenPort(onTestFinished);
    const folder = newFolder();
    const args = ['start', '--config', production(folder), '--port', String(port), '--workers', '2'];
    const { code, stderr } = await run(folder, args);
    expect(stderr).toContain(`127.0.0.1:${port} is taken (EADDRINUSE)`);
    expect(stderr).toContain('error: a worker did not start');
    expect(code).toBe(1);
  });
});

describe.concurrent('an address given by a flag', () => {
  it.each([
    ['no host', ['--host', ''], '  listen.host: must not be empty\n'],
    [
      'the port of health and metrics',
      ['--port', '9411'],
      '  listen.adminPort: must differ from listen.port: metrics are not for the public\n',
    ],
  ])('is checked as the one of the configuration is: %s', async (_, flags, problem) => {
    const folder = newFolder();
    const config = production(folder, { listen: { port: 0, adminPort: 9411 } });
    const { code, stderr } = await run(folder, ['start', '--config', config, ...flags]);
    expect(stderr).toBe(`The configuration has a problem:\n${problem}`);
    expect(code).toBe(2);
  });

  it('that no machine has ends with 1 and without a stack', async () => {
    const folder = newFolder();
    const args = ['start', '--config', production(folder), '--host', 'no-such-host.invalid'];
    const { code, stderr } = await run(folder, args);
    expect(stderr).toMatch(/^error: .*no-such-host\.invalid.*\n$/);
    expect(code).toBe(1);
  });
});

describe.concurrent('a SQLite file', () => {
  it.each([
    ['in a folder that does not exist', './no/such/x.db', './no/such/x.db cannot be made: its folder does not exist'],
    ['that is a folder', './folder', './folder is a folder; name a file'],
    ['that is no database', './text.db', './text.db cannot be opened: file is not a database'],
  ])('%s is a mistake of the configuration', async (_, path, problem) => {
    const folder = newFolder();
    mkdirSync(join(folder, 'folder'));
    writeFileSync(join(folder, 'text.db'), 'This is the text of a file that is no database at all.');
    const config = production(folder, { storage: { kind: 'sqlite', path } });
    const expected = { code: 2, stdout: '', stderr: `The configuration has a problem:\n  storage.path: ${problem}\n` };
    expect(await run(folder, ['start', '--config', config])).toEqual(expected);
    expect(await run(folder, ['migrate', '--config', config])).toEqual(expected);
  });
});

it('says what to write instead of module.exports', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'mintmark.config.js'), 'module.exports = {};');
  expect((await run(folder, ['check', '--config', 'mintmark.config.js'])).stderr).toBe(
    'The configuration has a problem:\n  mintmark.config.js:1:1: module is not defined in ES module scope; write: export default defineConfig({ … })\n',
  );
});

describe.concurrent('a master secret that is not the one of the database', () => {
  const another = { MINTMARK_SECRET: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8' };
  const refusal = /^The configuration has a problem:\n {2}secret: opens none of the signing keys in the store, /m;

  it('is refused by `start` and `keys rotate`, and changes nothing', async () => {
    const folder = newFolder();
    const config = ['--config', production(folder, { signing: { algorithms: ['ES256'] } })];
    const before = await run(folder, ['keys', 'list', '--json', ...config]);
    for (const command of [['start'], ['start', '--workers', '2'], ['keys', 'rotate']]) {
      const { code, stdout, stderr } = await run(folder, [...command, ...config], '', another);
      expect(stderr).toMatch(refusal);
      expect(stdout).not.toContain('ready');
      expect(code).toBe(2);
    }
    const listed = await run(folder, ['keys', 'list', '--json', ...config], '', another);
    expect(JSON.parse(listed.stdout)).toMatchObject([{ state: 'unusable' }]);
    expect(await run(folder, ['keys', 'list', '--json', ...config])).toEqual(before);
  });

  it('is taken once its keys are retired, for when the old one is lost', async () => {
    const folder = newFolder();
    const config = ['--config', production(folder, { signing: { algorithms: ['ES256'] } })];
    const [{ keyId }] = JSON.parse((await run(folder, ['keys', 'list', '--json', ...config])).stdout);
    const retired = await run(folder, ['keys', 'retire', keyId, '--json', ...config], '', another);
    expect(retired.stdout).toBe(`{"keyId":"${keyId}","state":"retired"}\n`);
    const states = JSON.parse((await run(folder, ['keys', 'list', '--json', ...config], '', another)).stdout);
    expect(states.map(({ state }: { state: string }) => state)).toContain('signing');
  });
});

it('warns when the issuer names another port than the one that is listened on', async (context) => {
  const folder = newFolder();
  const config = production(folder, { issuer: 'http://localhost:9399' });
  const { child, exited, output } = await serve(context, folder, ['start', '--config', config]);
  child.kill('SIGTERM');
  expect(await exited).toBe(0);
  expect(output()).toMatch(
    /"level":"warn".*"message":"issuer: names port 9399, but the server listens on \d+: clients that follow its discovery document do not find it"/,
  );
});
