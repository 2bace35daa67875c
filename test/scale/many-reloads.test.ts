import { expect, it } from 'vitest';
import { manyReloads } from './many-reloads.ts';

it('reloads under load lose no request, those that are refused neither, and leave nothing in memory', async () => {
  const { requests, ...outcome } = await manyReloads(60);
  expect(outcome).toMatchObject({ reloads: 60, refusedReloads: 6, lost: [], leftInMemory: 0 });
  expect(requests).toBeGreaterThanOrEqual(240);
});
