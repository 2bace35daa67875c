import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../support/postgres-database.ts';

const directory = mkdtempSync(join(tmpdir(), 'mintmark-contract-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const script = join(import.meta.dirname, '../support/contract-main.ts');
const latencies = [0, 5, 50];

type Report = Readonly<Record<string, { readonly kept: number; readonly broken: readonly string[] }>>;

async function keepContract(kind: string, place: string): Promise<Report> {
  const child = spawn(process.execPath, ['--conditions=source', script, kind, place, ...latencies.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(await text(child.stdout));
}

describe.each(['SQLite', 'PostgreSQL'])('four processes at once keep the store contract on one %s', (kind) => {
  let reports: readonly Report[];
  beforeAll(async () => {
    const place = kind === 'SQLite' ? join(directory, 'contract.db') : await createTestDatabase();
    reports = await Promise.all([1, 2, 3, 4].map(() => keepContract(kind, place)));
  }, 120_000);

  it.each(latencies)('with %i ms of latency', (ms) => {
    for (const report of reports) {
      const { kept, broken } = report[ms]!;
      expect(broken).toEqual([]);
      expect(kept).toBeGreaterThan(30);
    }
  });
});
