import { existsSync } from 'node:fs';
import { UsageError } from './failure.ts';

/** What `init` writes, and its other spellings. */
const names = ['mintmark.config.ts', 'mintmark.config.js', 'mintmark.config.json'];

/** The configuration of the working directory, if there is one. @throws {UsageError} where there are several. */
export function findConfiguration(): string | undefined {
  const [found, ...others] = names.filter((name) => existsSync(name));
  if (found === undefined || others.length === 0) return found;
  throw new UsageError(`${[found, ...others].join(' and ')} are both here: name one with --config`);
}

/** The one that was named, or that of the working directory. @throws {UsageError} where there is none. */
export function requireConfiguration(named: string | undefined): string {
  const config = named ?? findConfiguration();
  if (config !== undefined) return config;
  throw new UsageError(
    'there is no configuration here (mintmark.config.ts, .js or .json): name one with --config, or write one with `mintmark init`',
  );
}
