import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Browser } from '../support/browser.ts';
import { signIn } from '../support/console.ts';

const main = new URL('../../src/cli/main.ts', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'mintmark-console-'));

let quickstart: ChildProcess;
let output = '';

beforeAll(async () => {
  const args = ['--conditions=source', main, 'dev', '--quickstart', '--port', '0', '--admin-port', '0'];
  quickstart = spawn(process.execPath, args, { cwd: folder, env: { ...process.env, NODE_OPTIONS: '' } });
  await new Promise<void>((resolve, reject) => {
    quickstart.stdout?.on('data', (chunk) => {
      output += String(chunk);
      if (output.includes('Ctrl-C stops')) resolve();
    });
    quickstart.once('exit', (code) => reject(new Error(`ended with ${code}: ${output}`)));
  });
}, 60_000);

afterAll(async () => {
  const ended = new Promise((resolve) => quickstart.once('exit', resolve));
  quickstart.kill('SIGKILL');
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

it('mintmark dev --admin-port serves a console for alice, and says where', async () => {
  const issuer = /is ready at (\S+)/.exec(output)?.[1] ?? '';
  const url = /^Console: (\S+)$/m.exec(output)?.[1] ?? '';
  const arrived = await signIn(new Browser(), { issuer, url });
  expect([arrived.url, arrived.status]).toEqual([`${url}/`, 200]);
  expect(arrived.text).toContain('Signed in as Alice Smith (alice)');
  expect((await signIn(new Browser(), { issuer, url }, 'bob')).status).toBe(403);
});
