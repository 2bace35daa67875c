/**
 * Before packing: takes out of `package.json` what holds in this repository only, and an old build out of the way. After it, with
 * `--restore`: puts the file back. npm runs both (`prepack`, `postpack`); what an interrupted run left is put back by the next one.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const manifest = join(root, 'package.json');
const kept = join(root, '.mintmark/package.json.before-packing');

if (existsSync(kept)) renameSync(kept, manifest);
if (!process.argv.includes('--restore')) {
  mkdirSync(join(root, '.mintmark'), { recursive: true });
  copyFileSync(manifest, kept);
  // `source` leads to files that are not published.
  const text = readFileSync(manifest, 'utf8');
  const published = JSON.stringify(
    JSON.parse(text, (name, value) => (name === 'source' ? undefined : value)),
    undefined,
    2,
  );
  writeFileSync(manifest, `${published}\n`);
  rmSync(join(root, 'dist'), { recursive: true, force: true });
}
