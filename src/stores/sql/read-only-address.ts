import { existsSync, realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/**
 * A SQLite file to be opened without writing: a database that nobody has open would get log and index files beside it, unless it is said that
 * nobody changes it.
 */
export function readOnlyAddress(path: string): URL {
  const address = pathToFileURL(realpathSync(path));
  if (!existsSync(`${realpathSync(path)}-wal`)) address.searchParams.set('immutable', '1');
  return address;
}
