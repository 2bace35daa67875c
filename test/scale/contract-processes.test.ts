import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect, it } from 'vitest';
import { createTestDatabase } from '../support/postgres-database.ts';

const directory = mkdtempSync(join(tmpdir(), 'mintmark-contract-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const script = join(import.meta.dirname, '../support/contract-main.ts');

it.concurrent.each([
  ['SQLite', 0],
  ['SQLite', 5],
  ['SQLite', 50],
  ['PostgreSQL', 0],
  ['PostgreSQL', 5],
  ['PostgreSQL', 50],
] as const)('four processes at once keep the store contract on one %s, with %i ms of latency', async (kind, ms) => {
  const place = kind === 'SQLite' ? join(directory, `${ms}.db`) : await createTestDatabase();
  const children = [1, 2, 3, 4].map(() =>
    spawn(process.execPath, ['--conditions=source', script, kind, place, String(ms)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  const reports = await Promise.all(children.map(async ({ stdout }) => JSON.parse(await text(stdout))));
  for (const { kept, broken } of reports) {
    expect(broken).toEqual([]);
    expect(kept).toBeGreaterThan(30);
  }
});
