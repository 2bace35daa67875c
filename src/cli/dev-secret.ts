import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { randomHandle } from '../keys/digest.ts';

/** Where `dev` keeps things when no configuration says otherwise. */
export const developmentFolder = '.mintmark';
export const quickstartDatabase = join(developmentFolder, 'quickstart.db');

/** The master secret for development in `file`; made on first use, readable by its owner alone. */
export function developmentSecret(file: string): string {
  const folder = dirname(file);
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(file)) {
    try {
      writeFileSync(file, `${randomHandle()}\n`, { flag: 'wx', mode: 0o600 });
    } catch (error) {
      // Another process was first.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  chmodSync(file, 0o600);
  return readFileSync(file, 'utf8').trim();
}

/** Beside the database: `quickstart.db` has `quickstart.db.secret`; of a database elsewhere, in the folder of the configuration. */
export function secretFileFor(storage: unknown, folder: string): string | undefined {
  const { kind, path } = (storage ?? { kind: 'sqlite' }) as { readonly kind?: unknown; readonly path?: unknown };
  if (kind === 'memory') return undefined;
  return kind === 'sqlite' && path !== ':memory:'
    ? `${typeof path === 'string' ? path : './mintmark.db'}.secret`
    : join(folder, developmentFolder, 'secret');
}
