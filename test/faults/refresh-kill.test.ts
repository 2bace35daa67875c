import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { introspect, refresh, signIn } from '../support/connect.ts';
import { ordersApi } from '../support/fixture.ts';
import { freePort } from '../support/free-port.ts';

const directory = mkdtempSync(join(tmpdir(), 'mintmark-refresh-kill-'));
const path = join(directory, 'killed.db');
const secret = 'bWFzdGVyLXNlY3JldC1vZi0zMi1ieXRlcy1vci1tb3JlLi4u';
let child: ChildProcess | undefined;
afterAll(() => {
  child?.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

async function start(port: number): Promise<ChildProcess> {
  const script = join(import.meta.dirname, 'refresh-server.ts');
  const started = spawn(process.execPath, ['--conditions=source', script, path, String(port), secret], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [ready] = (await once(started.stdout!, 'data')) as [Buffer];
  expect(ready.toString()).toBe('ready\n');
  return started;
}

/** Refreshes without end until the server is gone; resolves to the last refresh token that was received. */
async function rotateUntilCut(
  server: { readonly url: string },
  clientId: string,
  first: string,
  onRotation: () => void,
): Promise<string> {
  let token = first;
  for (;;) {
    try {
      const { status, json } = await refresh(server, clientId, token);
      if (status !== 200) throw new Error(`the server refused: ${status}`);
      token = json.refresh_token;
    } catch (error) {
      if (error instanceof TypeError || (error as { code?: string }).code !== undefined) return token;
      throw error;
    }
    onRotation();
  }
}

it('kill -9 in the middle of 1,000 rotations loses no token whose answer was sent (CONTRACT §7.2, §7.3)', async () => {
  const port = await freePort();
  const server = { url: `http://localhost:${port}` };
  child = await start(port);
  const families = await Promise.all(
    Array.from({ length: 8 }, async () => (await signIn(server, 'patient-reference-application')).json),
  );
  let rotations = 0;
  const last = await Promise.all(
    families.map(({ refresh_token }) =>
      rotateUntilCut(server, 'patient-reference-application', refresh_token, () => {
        rotations += 1;
        if (rotations === 1000) child!.kill('SIGKILL');
      }),
    ),
  );
  expect(rotations).toBeGreaterThanOrEqual(1000);
  child = await start(port);
  for (const [index, token] of last.entries()) {
    // The last token received works, or, if the cut came after it was used, the retry gets its successor.
    const { status, json } = await refresh(server, 'patient-reference-application', token);
    expect(status).toBe(200);
    expect((await refresh(server, 'patient-reference-application', json.refresh_token)).status).toBe(200);
    for (const accessToken of [families[index]!.access_token, json.access_token]) {
      expect((await introspect(server, ordersApi, accessToken)).json.active).toBe(true);
    }
  }
});
