import { afterEach, beforeEach, expect, it, vi } from 'vitest';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** As another process makes it, which knows nothing of this one. */
async function madeElsewhere(at: number): Promise<string> {
  vi.resetModules();
  return (await import('./audit-entry-id.ts')).auditEntryId(at);
}

it('an entry whose second has passed before it is made sorts behind those of that second', async () => {
  vi.setSystemTime(1_800_000_000_990);
  const first = await madeElsewhere(1_800_000_000);
  vi.setSystemTime(1_800_000_001_003);
  const second = await madeElsewhere(1_800_000_000);
  const third = await madeElsewhere(1_800_000_001);
  expect([third, second, first].sort()).toEqual([first, second, third]);
});
