import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const source = new URL('../../src/', import.meta.url);

/** Serves, asks for `/` at the admin port, and tells which files of the console that took. */
const program = (options: object) => `
import { registerHooks } from 'node:module';
const loaded = [];
registerHooks({
  load(url, context, next) {
    if (url.includes('/src/console/')) loaded.push(url.split('/src/')[1]);
    return next(url, context);
  },
});
const { createServer } = await import('${source}server/server.ts');
const issuer = 'http://localhost:9400';
const server = await createServer({ mode: 'dev', storage: { kind: 'memory' }, issuer, identityResources: ['openid'], ...${JSON.stringify(options)} });
const request = { method: 'GET', target: '/', header: (name) => (name === 'host' ? 'localhost:9401' : undefined), body: async () => new Uint8Array() };
const { status } = await server.admin(request);
const { dayMetrics, events } = server.services;
console.log(JSON.stringify({ status, counts: dayMetrics !== undefined, listens: events.active, loaded: loaded.toSorted() }));
await server.close();
`;

async function served(options: object) {
  const args = ['--conditions=source', '--input-type=module', '--eval', program(options)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, NODE_OPTIONS: '' } });
  return JSON.parse(stdout) as { status: number; loaded: readonly string[] };
}

const wiring = ['console/module.ts', 'console/paths.ts'];

it('without a port or without administrators nothing of the console is loaded, counted or listened to', async () => {
  expect(await served({ admin: { explorer: false } })).toEqual({
    status: 404,
    counts: false,
    listens: false,
    loaded: wiring,
  });
  const off = { listen: { adminPort: 9401 }, admin: { explorer: false, audit: { store: 'off' } } };
  expect(await served(off)).toMatchObject({ status: 404, counts: false, loaded: wiring });
});

it('with them it is loaded by the first request to it', async () => {
  const on = { listen: { adminPort: 9401 }, admin: { console: { subjects: ['1'] } } };
  const { status, loaded } = await served(on);
  expect([status, loaded.includes('console/create-console.ts')]).toEqual([303, true]);
});
