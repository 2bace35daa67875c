import { Connection } from './connection.ts';

const open = new Map<number, Connection[]>();

/** The first so many connections to a server; those of earlier runs are used again, so that connecting is not measured. */
export async function connectionsTo(port: number, count: number): Promise<readonly Connection[]> {
  const known = (open.get(port) ?? []).filter((connection) => connection.isOpen);
  const missing = Array.from({ length: Math.max(0, count - known.length) }, () => Connection.open(port));
  const all = [...known, ...(await Promise.all(missing))];
  open.set(port, all);
  return all.slice(0, count);
}
