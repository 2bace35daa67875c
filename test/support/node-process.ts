import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ClientConfiguration } from '../../src/config/client-configuration.ts';
import type { Configuration } from '../../src/config/configuration.ts';

/** What a process uses, once garbage was collected. */
export interface ProcessUsage {
  /** Bytes. */
  readonly heap: number;
  readonly rss: number;
  /** Sockets, timers and the like that keep it busy. */
  readonly handles: number;
}

/** What a node is started with, beyond the fixture; it travels as JSON. */
export interface NodeOptions {
  readonly storage:
    | { readonly kind: 'sqlite'; readonly path: string }
    | { readonly kind: 'postgres'; readonly url: string };
  readonly secret: string;
  /** The same for all nodes, whatever port each listens on. */
  readonly issuer: string;
  readonly moreClients?: readonly ClientConfiguration[];
  readonly signing?: Configuration['signing'];
  readonly limits?: Configuration['limits'];
  readonly listen?: { readonly adminPort?: number; readonly maximumInFlight?: number };
  /** Seconds by which its clock is ahead. */
  readonly clockStep?: number;
  readonly further?: Partial<Configuration>;
  /** Runs as this user of the system. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** Absent: any that is free. */
  readonly port?: number;
  /** Its store waits between the commands `holdStore` and `releaseStore`. */
  readonly holdable?: boolean;
  /** The folder of the version that it runs; absent: this one. */
  readonly version?: string;
  /** No file may grow beyond this (`ulimit -f`): a disk that is full for this process. */
  readonly fileSizeKilobytes?: number;
}

export interface NodeCommand {
  readonly name:
    | 'stepClock'
    | 'rotateKeys'
    | 'refreshKeys'
    | 'cleanUp'
    | 'holdStore'
    | 'releaseStore'
    | 'failSyncs'
    | 'usage';
  readonly value?: number;
}

export interface NodeProcess {
  /** Where this one listens, `http://127.0.0.1:<port>`; not the issuer. */
  readonly url: string;
  readonly port: number;
  readonly adminPort: number | undefined;
  readonly child: ChildProcess;
  tell(name: NodeCommand['name'], value?: number): Promise<unknown>;
  /** `kill -9`. */
  kill(): Promise<void>;
  /** SIGTERM; resolves to the exit code. */
  stop(): Promise<number | null>;
}

export const issuer = 'http://localhost:9400';
export const masterSecret = 'bWFzdGVyLXNlY3JldC1vZi0zMi1ieXRlcy1vci1tb3JlLi4u';

/** Starts a server in a process of its own; resolves once it answers. */
export async function startNode(options: Pick<NodeOptions, 'storage'> & Partial<NodeOptions>): Promise<NodeProcess> {
  const { fileSizeKilobytes, user, version = join(import.meta.dirname, '../..'), ...told } = options;
  const script = join(version, 'test/support/node-main.ts');
  const node = [
    '--conditions=source',
    '--expose-gc',
    script,
    JSON.stringify({ issuer, secret: masterSecret, ...told }),
  ];
  const [command, parameters] =
    fileSizeKilobytes === undefined
      ? [process.execPath, node]
      : ['bash', ['-c', `ulimit -S -f ${fileSizeKilobytes} && exec "$0" "$@"`, process.execPath, ...node]];
  const child = spawn(command, parameters, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], ...user });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const first = await Promise.race([
    once(child, 'message') as Promise<[{ port: number; adminPort?: number }]>,
    ended.then(([code]) => {
      throw new Error(`The node ended with ${code}.`);
    }),
  ]);
  const { port, adminPort } = first[0];
  let commands = 0;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    adminPort,
    child,
    async tell(name, value) {
      commands += 1;
      const id = commands;
      const answer = new Promise<{ result?: unknown; error?: string }>((resolve) => {
        const look = (message: { id: number; result?: unknown; error?: string }) => {
          if (message.id !== id) return;
          child.off('message', look);
          resolve(message);
        };
        child.on('message', look);
      });
      child.send({ id, name, value });
      const { result, error } = await answer;
      if (error !== undefined) throw new Error(error);
      return result;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      child.kill('SIGTERM');
      return (await ended)[0];
    },
  };
}

/** Several nodes on one store. */
export function startNodes(
  count: number,
  options: Pick<NodeOptions, 'storage'> & Partial<NodeOptions>,
): Promise<NodeProcess[]> {
  return Promise.all(Array.from({ length: count }, () => startNode(options)));
}
