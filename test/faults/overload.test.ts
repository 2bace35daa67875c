import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type Answer, nodeClient } from '../support/node-client.ts';
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
    holdable: true,
    listen: { maximumInFlight: 20 },
  });
  await node.tell('holdStore');
  const answered: Answer[] = [];
  const mostAnswered = Promise.withResolvers<void>();
  const all = Promise.all(
    Array.from({ length: 100 }, async () => {
      const answer = await http.token(node.url, 'reference-machine', { grant_type: 'client_credentials' });
      if (answered.push(answer) === 60) mostAnswered.resolve();
      return answer;
    }),
  );
  await mostAnswered.promise;
  // The admitted ones are still at it.
  expect(answered.filter(({ status }) => status === 200)).toEqual([]);
  for (const path of ['/health/live', '/.well-known/openid-configuration', '/.well-known/openid-configuration/jwks']) {
    expect([path, (await http.get(node.url, path)).status]).toEqual([path, 200]);
  }
  await node.tell('releaseStore');
  const answers = await all;
  const served = answers.filter(({ status }) => status === 200);
  // What still receives its body does not count, so a few more than 20 may come in together.
  expect(served.length).toBeGreaterThanOrEqual(20);
  expect(served.length).toBeLessThanOrEqual(40);
  for (const { status, json, headers } of answers.filter((answer) => !served.includes(answer))) {
    expect([status, json.error, headers['retry-after']]).toEqual([503, 'temporarily_unavailable', '1']);
  }
  // It is over when it is over.
  expect((await http.token(node.url, 'reference-machine', { grant_type: 'client_credentials' })).status).toBe(200);
  expect(await node.stop()).toBe(0);
});
