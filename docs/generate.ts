import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { adminApiPage, adminOperations } from './admin-api-page.ts';
import { adminClientFiles } from './admin-client-types.ts';
import { apiPage } from './api-page.ts';
import { architectureDrawing } from './architecture-drawing.ts';
import { configurationPage } from './configuration-page.ts';
import { configurationJsonSchema } from './configuration-schema.ts';
import { adminConfigurationType, clientConfigurationType, configurationType } from './configuration-types.ts';
import { errorsPage } from './errors-page.ts';
import { conformancePage } from './generate-conformance.ts';
import { limitsPage } from './limits-page.ts';

import { profilesPage } from './profiles-page.ts';

/** Renders the pages that follow from the source. `--check` writes nothing and exits 1 if a page differs. */
const root = join(import.meta.dirname, '..');
const pages: Readonly<Record<string, string>> = {
  ...(await adminClientFiles()),
  'docs/reference/admin-api.md': adminApiPage(await adminOperations()),
  'docs/reference/api.md': apiPage(),
  'docs/reference/configuration.md': configurationPage(),
  'docs/reference/configuration.schema.json': configurationJsonSchema(),
  'src/config/client-configuration.ts': clientConfigurationType(),
  'src/config/admin-configuration.ts': adminConfigurationType(),
  'src/config/configuration.ts': configurationType(),
  'docs/reference/limits.md': limitsPage(),
  'docs/errors.md': errorsPage(),
  'docs/conformance.md': conformancePage(),
  'docs/architecture.svg': architectureDrawing(),
  'docs/profiles.md': profilesPage(),
};
const checking = process.argv.includes('--check');

for (const [path, content] of Object.entries(pages)) {
  const file = join(root, path);
  if (existsSync(file) && readFileSync(file, 'utf8') === content) continue;
  if (checking) {
    process.stderr.write(`${relative(root, file)} differs from the source: run npm run docs\n`);
    process.exitCode = 1;
  } else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    process.stdout.write(`wrote ${relative(root, file)}\n`);
  }
}

/** Holds nothing that is not generated. */
const generated = 'src/admin-client/generated';
for (const entry of readdirSync(join(root, generated), { recursive: true, withFileTypes: true })) {
  const path = relative(root, join(entry.parentPath, entry.name));
  if (!entry.isFile() || path in pages) continue;
  if (checking) {
    process.stderr.write(`${path} is not generated any more: run npm run docs\n`);
    process.exitCode = 1;
  } else {
    rmSync(join(root, path));
    process.stdout.write(`removed ${path}\n`);
  }
}
