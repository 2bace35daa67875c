import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createServer } from '../../src/server/server.ts';
import { grant } from '../../src/stores/contract/samples.ts';
import { clients, fixture, secret } from '../support/fixture.ts';
import { issuer, masterSecret } from '../support/node-process.ts';
import { createTestDatabase } from '../support/postgres-database.ts';
import { codeClients, writeRefreshToken } from '../support/redeemable.ts';

const directory = mkdtempSync(join(tmpdir(), 'mintmark-clean-up-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

it.each(['SQLite', 'PostgreSQL'])('deletes 50,000 expired rows while requests run, and none that live: %s', {
  timeout: 90_000,
}, async (kind) => {
  const storage =
    kind === 'SQLite'
      ? ({ kind: 'sqlite', path: join(directory, 'expired.db') } as const)
      : ({ kind: 'postgres', url: await createTestDatabase() } as const);
  const server = await createServer({
    ...fixture,
    clients: [...clients, ...codeClients],
    mode: 'dev',
    issuer,
    secret: masterSecret,
    storage,
  });
  const { store, cleanUp, clock } = server.services;
  const expiresAt = clock.now() - 10;
  for (let batch = 0; batch < 100; batch += 1) {
    await store.grants.insert(Array.from({ length: 500 }, () => grant({ expiresAt })));
  }
  const living = Array.from({ length: 100 }, () => grant({ subjectId: 'living' }));
  await store.grants.insert(living);

  let cleaning = true;
  const statuses: number[] = [];
  async function refreshOn(first: string): Promise<void> {
    let token = first;
    while (cleaning) {
      const body = new URLSearchParams({
        client_id: 'code-reference',
        client_secret: secret,
        grant_type: 'refresh_token',
        refresh_token: token,
      });
      const response = await server.fetch(new Request(`${issuer}/connect/token`, { method: 'POST', body }));
      statuses.push(response.status);
      token = ((await response.json()) as { refresh_token: string }).refresh_token;
    }
  }
  const tokens = await Promise.all([1, 2, 3, 4].map(() => writeRefreshToken(server.services, 'code-reference')));
  const requests = Promise.all(tokens.map(refreshOn));
  const deleted = await cleanUp.run();
  cleaning = false;
  await requests;
  expect(deleted).toBe(50_000);
  expect(statuses.length).toBeGreaterThan(4);
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect((await store.grants.list({ subjectId: 'living' }, clock.now(), 1000)).length).toBe(100);
  await server.close();
});
