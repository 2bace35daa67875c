import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, type TestContext } from 'vitest';

/** With the cache of compiled code: hundreds of commands are run. */
const main = join(import.meta.dirname, '../../src/cli/from-source.js');
/** The master secret in the environment of every command. */
export const masterSecret = 'q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k';
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mintmark-cli-'));
  folders.push(folder);
  return folder;
}

const node = ['--conditions=source', main];
const environment = { ...process.env, NODE_OPTIONS: '', MINTMARK_SECRET: masterSecret };

/** Runs a command to its end. `more`: further environment variables; `undefined` takes one away. */
export function run(
  cwd: string,
  args: readonly string[],
  input = '',
  more: Readonly<Record<string, string | undefined>> = {},
) {
  return new Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [...node, ...args],
      { cwd, env: { ...environment, ...more } },
      (
        error,
        stdout,
        stderr, // One that a signal ended has no code, and did not succeed.
      ) => resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr }),
    );
    child.stdin?.end(input);
  });
}

/** Starts a server, which ends with the test; resolves with its first line that says it is ready. `more`: as of {@link run}. */
export async function serve(
  { onTestFinished }: TestContext,
  cwd: string,
  args: readonly string[],
  more: Readonly<Record<string, string | undefined>> = {},
) {
  const child = spawn(process.execPath, [...node, ...args], { cwd, env: { ...environment, ...more } });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await exited;
  });
  let output = '';
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += String(chunk);
  });
  const ready = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      output += String(chunk);
      const line = output.split('\n').find((candidate) => candidate.includes('ready') && output.includes('\n'));
      if (line !== undefined) resolve(line);
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${errors}`)));
  });
  return { child, ready, exited, output: () => output };
}

/** Writes a configuration that `start` accepts, with `more` in it; returns its path. */
export function production(folder: string, more: object = {}): string {
  const file = join(folder, 'mintmark.config.json');
  const configuration = {
    issuer: 'http://localhost:9400',
    secret: 'env:MINTMARK_SECRET',
    listen: { port: 0 },
    apiScopes: [{ name: 'read' }],
    clients: [
      {
        clientId: 'm2m',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['client_credentials'],
        allowedScopes: ['read'],
      },
    ],
    ...more,
  };
  writeFileSync(file, JSON.stringify(configuration));
  return file;
}
