import { statSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { listen } from '../../src/http/node-listener.ts';
import { timedHandle } from '../../src/keys/digest.ts';
import { authenticatedSubject } from '../../src/model/subject.ts';
import { createServer } from '../../src/server/server.ts';
import { newFamily } from '../../src/tokens/token-id.ts';
import { order } from '../servers/answer-questions.ts';
import type { AttackedQuestion, AttackedSize } from './plan.ts';

/** The server under attack: SQLite, all limits as they are by default, what is known of the caller's address included. */

const { path, port } = order<{ readonly path: string; readonly port: number }>();
const clientSecrets = [{ value: 'secret' }];
const server = await createServer({
  mode: 'dev',
  issuer: `http://localhost:${port}`,
  storage: { kind: 'sqlite', path },
  apiScopes: [{ name: 'api.read' }],
  users: [{ subject: 'alice', username: 'alice', password: 'wonderland' }],
  clients: [
    { clientId: 'm2m', clientSecrets, allowedGrantTypes: ['client_credentials'], allowedScopes: ['api.read'] },
    {
      clientId: 'web',
      clientSecrets,
      allowedGrantTypes: ['authorization_code', 'refresh_token', 'password'],
      allowedScopes: ['openid', 'api.read'],
      allowOfflineAccess: true,
      redirectUris: ['https://web.example/cb'],
    },
    {
      clientId: 'tv',
      requireClientSecret: false,
      allowedGrantTypes: ['urn:ietf:params:oauth:grant-type:device_code', 'authorization_code'],
      allowedScopes: ['api.read'],
      redirectUris: ['https://tv.example/cb'],
    },
  ],
});
await listen(server, { host: '127.0.0.1', port });
const { vault, clock } = server.services;

/** All of one client: what a person who does nothing but sign in again and again would have without a bound. */
async function fill(rows: number): Promise<void> {
  const now = clock.now();
  const subject = authenticatedSubject('alice', { method: 'pwd', at: now });
  for (let written = 0; written < rows; written += 500) {
    const records = Array.from({ length: 500 }, () => {
      const row = { clientId: 'web', family: newFamily(), createdAt: now, expiresAt: now + 86_400 };
      const content = { ...row, authorizedAt: now, subject, scopes: ['api.read', 'offline_access'] };
      return vault.record('refresh_token', timedHandle(now), content, { ...row, subjectId: 'alice' });
    });
    await vault.insert(...records);
  }
}

let last = performance.eventLoopUtilization();

async function answer(question: AttackedQuestion): Promise<unknown> {
  if (question.ask === 'fill') return fill(question.rows);
  if (question.ask === 'loop') {
    const now = performance.eventLoopUtilization();
    const { active } = performance.eventLoopUtilization(now, last);
    last = now;
    return active;
  }
  const databaseBytes = statSync(path).size + (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0);
  return { rssBytes: process.memoryUsage.rss(), databaseBytes } satisfies AttackedSize;
}

process.on('message', async (question: AttackedQuestion) => {
  process.send?.({ answer: await answer(question) });
});
process.on('disconnect', () => process.exit());
process.send?.({ port });
