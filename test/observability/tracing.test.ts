import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

interface Report {
  readonly statuses: readonly number[];
  readonly spans: readonly {
    readonly name: string;
    readonly parent: string | null;
    readonly attributes: Readonly<Record<string, unknown>>;
    readonly failed: boolean;
    readonly ended: boolean;
  }[];
  readonly modules: readonly string[];
}

async function run(mode: 'traced' | 'plain'): Promise<Report> {
  const script = join(import.meta.dirname, 'traced-server.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=source', script, mode], {
    maxBuffer: 10_000_000,
  });
  return JSON.parse(stdout);
}

describe('OpenTelemetry', () => {
  it('sees the steps of a token request as spans, one inside the other, and the reason of a refusal', async () => {
    const { statuses, spans } = await run('traced');
    expect(statuses).toEqual([200, 401, 200]);
    const parents = new Map(spans.map(({ name, parent }) => [name, parent]));
    expect(parents.get('mintmark.client')).toBe(null);
    expect(parents.get('mintmark.grant')).toBe(null);
    expect(parents.get('mintmark.generate')).toBe(null);
    expect(parents.get('mintmark.mint.claims')).toBe('mintmark.generate');
    expect(parents.get('mintmark.mint.token')).toBe('mintmark.generate');
    expect(parents.get('mintmark.store.insert')).toBe('mintmark.mint.token');
    expect(parents.get('mintmark.grant.token')).toBe('mintmark.grant');
    expect(parents.get('mintmark.grant.target')).toBe('mintmark.grant');
    expect(spans.filter(({ ended }) => !ended)).toEqual([]);
    const failed = spans.filter((span) => span.failed);
    expect(failed.map(({ name, attributes }) => [name, attributes])).toEqual([
      ['mintmark.client', { 'mintmark.reason': 'client.wrong-secret' }],
    ]);
    expect(JSON.stringify(spans)).not.toContain('secret of');
  });

  it('costs nothing when no provider is registered: its API is not even loaded, and neither are metrics and drivers', async () => {
    const { statuses, spans, modules } = await run('plain');
    expect(statuses).toEqual([200, 401, 200]);
    expect(spans).toEqual([]);
    expect(modules.filter((url) => url.includes('/hono/')).length).toBeGreaterThan(0);
    expect(modules.filter((url) => /@opentelemetry|prom-client|node_modules\/pg\//.test(url))).toEqual([]);
  });
});
