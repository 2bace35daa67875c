import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { nodeClient } from '../support/node-client.ts';
import { startNode } from '../support/node-process.ts';
import old from './old-database.json' with { type: 'json' };
import type { OldDatabase } from './old-database.ts';
import { codeOf, Person, redirectUri, verifier } from './person.ts';

it('opens a database of the first schema, and what was issued from it counts: tokens, keys, users and clients', async ({
  onTestFinished,
}) => {
  const { madeAt, accessToken, refreshToken, referenceToken, database }: OldDatabase = old;
  const folder = mkdtempSync(join(tmpdir(), 'mintmark-old-'));
  const path = join(folder, 'old.db');
  writeFileSync(path, gunzipSync(Buffer.from(database, 'base64')));
  const clockStep = madeAt + 5 - Math.floor(Date.now() / 1000);
  const node = await startNode({ storage: { kind: 'sqlite', path }, clockStep });
  const http = nodeClient();
  onTestFinished(async () => {
    http.close();
    await node.kill();
    rmSync(folder, { recursive: true });
  });

  for (const token of [accessToken, referenceToken]) {
    const { json } = await http.introspect(node.url, token);
    expect(json).toMatchObject({ active: true, sub: 'subject-of-alice' });
  }
  expect((await http.refresh(node.url, 'application', refreshToken)).status).toBe(200);

  const person = new Person();
  const page = await person.authorize(node.url, 'app-of-carol', { scope: 'openid orders.read' });
  const fields = { action: 'login', username: 'carol', password: 'the password of carol' };
  const code = codeOf(await person.submit(node.url, page, '/login', fields));
  const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
  const redeemed = await http.post(node.url, '/connect/token', { client_id: 'app-of-carol', ...form });
  expect([redeemed.status, redeemed.json.scope]).toEqual([200, 'openid orders.read']);
});
