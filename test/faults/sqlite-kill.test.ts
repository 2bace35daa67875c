import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createSqliteStore } from '../../src/stores/sql/sqlite-store.ts';

const directory = mkdtempSync(join(tmpdir(), 'mintmark-kill-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function rotateUntilKilled(path: string, afterLines: number): Promise<string[]> {
  const script = join(import.meta.dirname, 'rotator.ts');
  const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.setEncoding('utf8');
  let output = '';
  for await (const chunk of child.stdout) {
    output += chunk;
    if (output.split('\n').length > afterLines) child.kill('SIGKILL');
  }
  expect(child.signalCode ?? 'SIGKILL').toBe('SIGKILL');
  return output.split('\n').slice(0, -1);
}

it('loses no acknowledged rotation when the process is killed, again and again, on one file', async () => {
  const path = join(directory, 'killed.db');
  for (const afterLines of [50, 300, 1000]) {
    const lines = await rotateUntilKilled(path, afterLines);
    expect(lines.length).toBeGreaterThanOrEqual(afterLines);
    const store = createSqliteStore({ path });
    for (const line of lines) {
      const [before, successor] = line.split(' ') as [string, string];
      expect((await store.grants.find(before))?.grant.consumedAt).toBe(1);
      expect((await store.grants.find(successor))?.grant.handleHash).toBe(successor);
    }
    await store.close();
  }
});
