import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { loadConfiguration } from './load-configuration.ts';

const folder = mkdtempSync(join(tmpdir(), 'mintmark-load-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

it('loads JSON', async () => {
  expect(await loadConfiguration(file('a.json', '{"issuer":"x"}'))).toEqual({ issuer: 'x' });
});

it('leaves out the $schema of JSON, which is for editors', async () => {
  expect(await loadConfiguration(file('s.json', '{"$schema":"./schema.json","issuer":"x"}'))).toEqual({ issuer: 'x' });
});

it('says where JSON breaks and quotes nothing of it', async () => {
  const path = file('b.json', '{\n  "secret": "hunter2" x}');
  await expect(loadConfiguration(path)).rejects.toThrow(`${path}:2:23: is not valid JSON`);
});

it('loads a default export, and awaits a function', async () => {
  expect(await loadConfiguration(file('c.mjs', 'export default { a: 1 }'))).toEqual({ a: 1 });
  expect(await loadConfiguration(file('d.mjs', 'export default async () => ({ a: 2 })'))).toEqual({ a: 2 });
});

it('refuses a module without a default export', async () => {
  await expect(loadConfiguration(file('e.mjs', 'export const a = 1'))).rejects.toThrow('has no default export');
});

it('refuses a file that is not there and one of another kind', async () => {
  await expect(loadConfiguration(join(folder, 'none.ts'))).rejects.toThrow('there is no such file');
  await expect(loadConfiguration(file('f.yaml', 'a: 1'))).rejects.toThrow('must be a .ts, .js or .json file');
});

it('refuses a folder, and a file that this user may not read', async () => {
  await expect(loadConfiguration(folder)).rejects.toThrow(`${folder}: is a folder or device, not a file`);
  const path = file('g.json', '{}');
  chmodSync(path, 0o000);
  // Nothing is closed to root.
  if (process.getuid?.() !== 0) await expect(loadConfiguration(path)).rejects.toThrow('may not be read by this user');
});

it('reads JSON that begins with a byte order mark, as some editors write it (RFC 8259 §8.1)', async () => {
  expect(await loadConfiguration(file('h.json', '\uFEFF{"issuer":"x"}'))).toEqual({ issuer: 'x' });
});

it('refuses a JSON member that stands twice, of which readers drop one in silence (RFC 8259 §4), with each place', async () => {
  const path = file(
    'i.json',
    '{\n  "issuer": "x",\n  "clients": [\n    { "clientId": "a" },\n    { "clientId": "b", "redirectUris": ["{,\\"}"], "clientId": "c" }\n  ],\n  "issu\\u0065r": "y"\n}',
  );
  await expect(loadConfiguration(path)).rejects.toThrow(
    `${path}:5:51: clients[1].clientId stands twice in one object\n${path}:7:3: issuer stands twice in one object`,
  );
});

it('refuses in JSON what only code can give, as the schema for editors does', async () => {
  const path = file('j.json', '{"issuer":"x","mode":"dev","environment":{},"pages":{"name":"A"}}');
  await expect(loadConfiguration(path)).rejects.toThrow(
    'mode: can be given by a .ts or .js file only\nenvironment: can be given by a .ts or .js file only',
  );
});
