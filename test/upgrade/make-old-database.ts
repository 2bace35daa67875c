/**
 * Makes `old-database.json`: a SQLite database as the first version of the schema left it, and what was issued from it. Run once, by
 * `node --conditions=source test/upgrade/make-old-database.ts`, in a clone with its history.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gzipSync } from 'node:zlib';
import { asUserGrant } from '../support/fixture.ts';
import { nodeClient } from '../support/node-client.ts';
import { issuer, startNode } from '../support/node-process.ts';
import type { OldDatabase } from './old-database.ts';
import { redirectUri } from './person.ts';
import { command, unpackVersion } from './previous-version.ts';

const version = unpackVersion('124d2c4a9b8828b129641c4da08499c7330d716f');
const path = join(version, 'old.db');
const storage = { kind: 'sqlite', path } as const;
const config = join(version, 'old.json');
const scopes = { apiScopes: [{ name: 'orders.read' }], identityResources: ['openid'] };
writeFileSync(config, JSON.stringify({ issuer, secret: 'env:MINTMARK_SECRET', storage, ...scopes }));

const madeAt = Math.floor(Date.now() / 1000);
const http = nodeClient();
const node = await startNode({ storage, version });
const scope = 'openid orders.read offline_access';
const issue = async (clientId: string) =>
  (await http.token(node.url, clientId, { grant_type: asUserGrant, user: 'subject-of-alice', scope })).json;
const jwt = await issue('application');
const reference = await issue('reference-application');
await command(version, config, ['users', 'add', 'carol', '--password-stdin'], 'the password of carol\n');
const client = ['--public', '--grant', 'authorization_code', '--scope', 'openid', 'orders.read'];
await command(version, config, ['clients', 'add', 'app-of-carol', ...client, '--redirect-uri', redirectUri]);
await node.stop();
http.close();

const database = new DatabaseSync(path);
database.exec('PRAGMA journal_mode = DELETE; VACUUM');
database.close();
const made: OldDatabase = {
  madeAt,
  accessToken: jwt.access_token,
  refreshToken: jwt.refresh_token,
  referenceToken: reference.access_token,
  database: gzipSync(readFileSync(path), { level: 9 }).toString('base64'),
};
writeFileSync(join(import.meta.dirname, 'old-database.json'), `${JSON.stringify(made, null, 2)}\n`);
rmSync(version, { recursive: true });
