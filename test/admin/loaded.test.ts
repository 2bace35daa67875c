import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Starts a server in a process of its own and tells what of administration was loaded for it. */
const program = `
import { registerHooks } from 'node:module';
const loaded = [];
registerHooks({
  load(url, context, next) {
    const found = /\\/src\\/((?:admin|console|explorer)\\/.*)$/.exec(url);
    if (found !== null) loaded.push(found[1]);
    return next(url, context);
  },
});
const { createServer } = await import('mintmark');
const server = await createServer({
  issuer: 'http://localhost:9400',
  mode: 'dev',
  storage: { kind: 'memory' },
  signing: { algorithms: ['ES256'] },
  admin: { explorer: false },
});
await server.close();
console.log(JSON.stringify(loaded.sort()));
`;

describe('a server without an admin port', () => {
  it('loads what says what there is, and nothing that does it: no operation, no schema, no page', async () => {
    const flags = ['--conditions=source', '--input-type=module', '--eval', program];
    const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd: root });
    const loaded: readonly string[] = JSON.parse(stdout);
    expect(loaded).toContain('admin/module.ts');
    const declaring =
      /^\w+\/module\.ts$|^admin\/(?:administrators|once|audit\/[\w-]+)\.ts$|^(?:console\/paths|explorer\/trips)\.ts$/;
    expect(loaded.filter((path) => !declaring.test(path))).toEqual([]);
  });
});
