import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startNode } from '../../test/support/node-process.ts';
import { codeClients } from '../../test/support/redeemable.ts';
import type { Trial } from '../trial.ts';
import { type FaultSurroundings, faultTrial } from './fault.ts';

function pathOf({ opened: { storage } }: FaultSurroundings): string {
  if (storage.kind !== 'sqlite') throw new Error('SQLite is needed');
  return storage.path;
}

/** No file of the process may grow any more; needs `prlimit` of util-linux. */
const full = faultTrial({
  name: 'disk-full-sqlite',
  kind: 'sqlite',
  async make(surroundings) {
    const { node, clients, seconds } = surroundings;
    const size = statSync(`${pathOf(surroundings)}-wal`).size;
    const limit = (bytes: number | 'unlimited') =>
      execFileSync('prlimit', ['--pid', String(node.child.pid), `--fsize=${bytes}:unlimited`]);
    limit(size + 65_536);
    const before = clients.rotations;
    await wait(seconds * 1000);
    const whileFull = clients.rotations - before;
    limit('unlimited');
    return { figures: { 'rotations while it was full': whileFull } };
  },
});

/** The disk fails to keep what it was given: nothing later may be called durable, until a restart. */
const syncs = faultTrial({
  name: 'failing-syncs-sqlite',
  kind: 'sqlite',
  async make({ node, clients, opened, seconds }) {
    await node.tell('failSyncs', 1);
    await wait(500);
    const before = clients.rotations;
    await wait(seconds * 500);
    await node.tell('failSyncs', 0);
    await wait(seconds * 500);
    const whileBroken = clients.rotations - before;
    await node.kill();
    const next = await startNode({ storage: opened.storage, moreClients: codeClients, port: node.port });
    return {
      node: next,
      figures: { 'rotations after a failed sync': whileBroken },
      violations: whileBroken === 0 ? [] : ['writes were answered after a failed sync'],
    };
  },
});

/** The files are moved away and come back, as when a volume is taken from under a process. */
const moved = faultTrial({
  name: 'files-moved-sqlite',
  kind: 'sqlite',
  async make(surroundings) {
    const path = pathOf(surroundings);
    const { clients, seconds } = surroundings;
    const files = ['', '-wal', '-shm'];
    for (const suffix of files) renameSync(path + suffix, `${path}${suffix}.away`);
    await wait(500);
    const before = clients.rotations;
    await wait(seconds * 1000);
    for (const suffix of files) renameSync(`${path}${suffix}.away`, path + suffix);
    return { figures: { 'rotations while they were away': clients.rotations - before } };
  },
});

/** Root may write everything: then the server runs as `nobody`. */
function ordinaryUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

/** The file may not be written when the server starts: it says so and stops, and starts once it may. */
const readOnly = faultTrial({
  name: 'read-only-file-sqlite',
  kind: 'sqlite',
  async make(surroundings) {
    const { node, opened } = surroundings;
    const path = pathOf(surroundings);
    await node.stop();
    const user = ordinaryUser();
    const files = [path, dirname(path)];
    if (user !== undefined) for (const file of files) chownSync(file, user.uid, user.gid);
    const options = { storage: opened.storage, moreClients: codeClients, port: node.port, ...(user && { user }) };
    chmodSync(path, 0o444);
    chmodSync(dirname(path), 0o555);
    const refused = await startNode(options).then(
      (started) => started.kill().then(() => 0),
      () => 1,
    );
    chmodSync(dirname(path), 0o755);
    chmodSync(path, 0o600);
    return {
      node: await startNode(options),
      figures: { 'starts that were refused': refused },
      violations: refused === 1 ? [] : ['it started although it cannot write'],
    };
  },
});

export const diskTrials: readonly Trial[] = [full, syncs, moved, readOnly];
