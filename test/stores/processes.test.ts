import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { grant, sampleNow, unique } from '../../src/stores/contract/samples.ts';
import type { Store } from '../../src/stores/contracts.ts';
import { createPostgresStore } from '../../src/stores/sql/postgres-store.ts';
import { createSqliteStore } from '../../src/stores/sql/sqlite-store.ts';
import { createTestDatabase } from '../support/postgres-database.ts';

const directory = mkdtempSync(join(tmpdir(), 'mintmark-processes-'));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

const script = join(import.meta.dirname, 'redeemer.ts');

async function redeemInProcesses(kind: string, place: string, handles: readonly string[]): Promise<string[][]> {
  const processes = [0, 1, 2, 3].map((name) => {
    const child = spawn(process.execPath, [script, kind, place, String(name)], { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(child);
    const ready = new Promise<void>((resolve, reject) => {
      child.stdout.once('readable', () => resolve());
      child.once('exit', (code) => reject(new Error(`The process ended with ${code}.`)));
    });
    return { child, ready };
  });
  await Promise.all(processes.map(({ ready }) => ready));
  // All of them start at once, when each has its connection.
  for (const { child } of processes) child.stdin.end(JSON.stringify(handles));
  const outputs = await Promise.all(processes.map(({ child }) => text(child.stdout)));
  return outputs.map((output) => JSON.parse(output.replace('ready\n', '')));
}

async function proveSingleUse(kind: string, place: string, store: Store): Promise<void> {
  await store.migrate();
  const handles = Array.from({ length: 200 }, () => unique('hash'));
  await store.grants.insert(
    handles.map((handleHash) => grant({ handleHash, family: handleHash, subjectId: handleHash })),
  );
  const outcomes = await redeemInProcesses(kind, place, handles);
  for (const [index, handle] of handles.entries()) {
    const own = outcomes.map((ofProcess) => ofProcess[index]);
    expect([...own].sort()).toEqual(['consumed', 'replayed', 'replayed', 'replayed']);
    const live = await store.grants.list({ subjectId: handle }, sampleNow, 10);
    expect(live.map(({ handleHash }) => handleHash)).toEqual([`${handle}-next-${own.indexOf('consumed')}`]);
  }
  await store.close();
}

describe('four processes that redeem the same handles at once', () => {
  it('succeed once a handle on one SQLite file, with the successor of the one that did', async () => {
    const place = join(directory, 'shared.db');
    await proveSingleUse('sqlite', place, createSqliteStore({ path: place }));
  });

  it('succeed once a handle on one PostgreSQL, with the successor of the one that did', async () => {
    const place = await createTestDatabase();
    await proveSingleUse('postgres', place, createPostgresStore({ url: place }));
  });
});
