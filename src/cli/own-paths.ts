import { isAbsolute, join } from 'node:path';
import { isPlainObject } from '../config/environment-references.ts';

const files = ['certificate', 'key', 'clientAuthorities'];

/**
 * A configuration whose files are found from wherever the command runs: relative paths belong to the folder of its file. What has no right shape
 * is left for the check.
 *
 * @param folder of the configuration; `.` leaves everything as it is written.
 */
export function withOwnPaths(
  options: Readonly<Record<string, unknown>>,
  folder: string,
): Readonly<Record<string, unknown>> {
  if (folder === '.') return options;
  const { storage = { kind: 'sqlite' }, listen } = options;
  const within = (path: unknown) => (typeof path === 'string' ? inFolder(path, folder) : path);
  const moved: Record<string, unknown> = Object.create(null);
  if (isPlainObject(storage) && storage['kind'] === 'sqlite') {
    moved['storage'] = { ...storage, path: within(storage['path'] ?? './mintmark.db') };
  }
  if (isPlainObject(listen) && isPlainObject(listen['tls'])) {
    const named = Object.entries(listen['tls']);
    const tls = Object.fromEntries(named.map(([name, path]) => [name, files.includes(name) ? within(path) : path]));
    moved['listen'] = { ...listen, tls };
  }
  return { ...options, ...moved };
}

function inFolder(path: string, folder: string): string {
  const named = path.startsWith('env:') ? (process.env[path.slice(4)] ?? '') : path;
  // A variable that is not set is for the check to tell, and so is a store in memory.
  if (named === '' || named === ':memory:' || isAbsolute(named)) return path;
  return join(folder, named);
}
