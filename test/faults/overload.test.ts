import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { nodeClient } from '../support/node-client.ts';
import { startNode } from '../support/node-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'mintmark-overload-'));
const http = nodeClient({ connections: 200 });
afterAll(() => {
  http.close();
  rmSync(directory, { recursive: true, force: true });
});

it('serves as many requests as it may and refuses the others at once, but not health, discovery and keys', async () => {
  const node = await startNode({
    storage: { kind: 'sqlite', path: join(directory, 'slow.db') },
    latencyMs: 1500,
    listen: { maximumInFlight: 20 },
  });
  const order: number[] = [];
  const all = Promise.all(
    Array.from({ length: 100 }, async () => {
      const answer = await http.token(node.url, 'reference-machine', { grant_type: 'client_credentials' });
      order.push(answer.status);
      return answer;
    }),
  );
  while (order.length < 60) await new Promise((resolve) => setTimeout(resolve, 10));
  // The slow ones are still at it.
  expect(order.filter((status) => status === 200)).toEqual([]);
  for (const path of ['/health/live', '/.well-known/openid-configuration', '/.well-known/openid-configuration/jwks']) {
    expect([path, (await http.get(node.url, path)).status]).toEqual([path, 200]);
  }
  const answers = await all;
  const served = answers.filter(({ status }) => status === 200);
  const refused = answers.filter(({ status }) => status !== 200);
  expect(served.length).toBeGreaterThanOrEqual(20);
  expect(served.length).toBeLessThanOrEqual(40);
  for (const { status, json, headers } of refused) {
    expect([status, json.error, headers['retry-after']]).toEqual([503, 'temporarily_unavailable', '1']);
  }
  // It is over when it is over.
  expect((await http.token(node.url, 'reference-machine', { grant_type: 'client_credentials' })).status).toBe(200);
  expect(await node.stop()).toBe(0);
});
