import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, it } from 'vitest';
import { createServer } from '../../src/server/server.ts';
import { clients, fixture } from '../support/fixture.ts';
import { type Answer, nodeClient } from '../support/node-client.ts';
import { issuer, masterSecret, startNode } from '../support/node-process.ts';
import { codeClients, writeRefreshToken } from '../support/redeemable.ts';

const directory = mkdtempSync(join(tmpdir(), 'mintmark-full-'));
const http = nodeClient();
afterAll(() => {
  http.close();
  rmSync(directory, { recursive: true, force: true });
});

function canLimit(): boolean {
  try {
    execFileSync('prlimit', ['--version'], { stdio: 'ignore' });
    return process.platform === 'linux';
  } catch {
    return false;
  }
}

it.skipIf(!canLimit())(
  'a full disk is 503 with nothing half-written, and over once there is room (SQLite)',
  async () => {
    const storage = { kind: 'sqlite', path: join(directory, 'full.db') } as const;
    const server = await createServer({
      ...fixture,
      clients: [...clients, ...codeClients],
      mode: 'dev',
      issuer,
      secret: masterSecret,
      storage,
    });
    let token = await writeRefreshToken(server.services, 'code-retrying');
    await server.close();
    const node = await startNode({ storage, moreClients: codeClients, fileSizeKilobytes: 2000 });

    const accessTokens: string[] = [];
    let refused: Answer | undefined;
    for (let count = 0; refused === undefined; count += 1) {
      expect(count).toBeLessThan(5000);
      const answer = await http.refresh(node.url, 'code-retrying', token);
      if (answer.status === 200) {
        token = answer.json.refresh_token;
        accessTokens.push(answer.json.access_token);
      } else refused = answer;
    }
    expect([refused.status, refused.json.error, refused.headers['retry-after']]).toEqual([
      503,
      'temporarily_unavailable',
      '2',
    ]);
    expect((await http.refresh(node.url, 'code-retrying', token)).status).toBe(503);
    // What writes nothing goes on.
    expect((await http.introspect(node.url, accessTokens.at(-1)!)).json.active).toBe(true);
    expect((await http.token(node.url, 'machine', { grant_type: 'client_credentials' })).status).toBe(200);

    execFileSync('prlimit', ['--pid', String(node.child.pid), '--fsize=unlimited']);
    for (let count = 0; count < 20; count += 1) {
      const answer = await http.refresh(node.url, 'code-retrying', token);
      expect(answer.status).toBe(200);
      token = answer.json.refresh_token;
      accessTokens.push(answer.json.access_token);
    }
    for (const accessToken of accessTokens) {
      expect((await http.introspect(node.url, accessToken)).json.active).toBe(true);
    }
    expect(await node.stop()).toBe(0);

    const database = new DatabaseSync(storage.path);
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    const count = (condition: string) =>
      database.prepare(`SELECT count(*) AS n FROM grants WHERE kind = 'refresh_token' AND ${condition}`).get()!['n'];
    // Each used token has its successor, and one is left to be used.
    expect(count('consumed_at IS NULL')).toBe(1);
    expect(count('consumed_at IS NOT NULL AND successor IS NULL')).toBe(0);
    database.close();
  },
);
