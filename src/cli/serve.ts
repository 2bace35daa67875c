import cluster from 'node:cluster';
import { type Listening, listen } from '../http/node-listener.ts';
import type { TlsReload } from '../http/node-tls.ts';
import { isLoopbackHost } from '../keys/public-address.ts';
import type { Settings } from '../model/settings.ts';
import { createLogger, type Logger } from '../operations/log.ts';
import type { LogLevel } from '../operations/log-fields.ts';
import { version } from '../operations/version.ts';
import type { ServerOptions } from '../server/options.ts';
import { createServer, type MintmarkServer } from '../server/server.ts';
import { servedOptions } from './served-options.ts';
import { reloadAndTell } from './tell-reload.ts';

export interface ServeOptions {
  readonly options: ServerOptions;
  /** The same options anew, for a reload. */
  readonly reloadFrom: () => Promise<ServerOptions>;
  readonly log: 'json' | 'pretty';
  readonly level: LogLevel;
  /** Whether requests that name this host are answered. Absent: all are. */
  readonly answersTo?: ((host: string, issuer: string) => boolean) | undefined;
  /** Called once requests are accepted. Absent: the ready line is printed. */
  readonly ready?: ((server: MintmarkServer, log: Logger, facts: ReadyFacts) => unknown) | undefined;
}

/** Builds the server, listens, and resolves once a signal has stopped it. Exit code 0 then. */
export async function serve(serving: ServeOptions): Promise<void> {
  const log = serving.options.log ?? (await createLogger({ format: serving.log, level: serving.level }));
  const stopped = stopSignal();
  const { options, reloadFrom, log: format } = serving;
  const starting = createServer(servedOptions(options, { log, format, reloadFrom }));
  reloadOnHangUp(starting, log);
  const server = await starting;
  const { listen: configured } = server.settings;
  let listening: Listening;
  try {
    listening = await listen(server, {
      host: configured.host,
      port: configured.port,
      // Of several workers, the primary answers for all (`workers.ts`).
      adminPort: cluster.isWorker ? undefined : configured.adminPort,
      trustProxy: configured.trustProxy,
      answersTo: knownHosts(serving, server.settings.issuer, log),
      tls: configured.tls && { ...configured.tls, onReload: (reload) => tellCertificate(reload, log) },
      maximumInFlight: configured.maximumInFlight,
      maximumConnections: configured.maximumConnections,
      maximumConnectionsPerAddress: configured.maximumConnectionsPerAddress,
      maximumInFlightPerConnection: configured.maximumInFlightPerConnection,
    });
  } catch (error) {
    await server.close();
    throw error;
  }
  // The primary has told them for all its workers.
  if (cluster.isPrimary) for (const warning of server.warnings) log.warn(warning);
  const facts = readyFacts(server.settings, serving.options.store !== undefined, 1, listening.port);
  if (serving.ready === undefined) printReady(facts, serving.log);
  else await serving.ready(server, log, facts);
  const elsewhere = unreachable(server.settings, listening.port);
  if (cluster.isPrimary && elsewhere !== undefined) log.warn(elsewhere);
  await stopped;
  await listening.stop();
}

function knownHosts({ answersTo }: ServeOptions, issuer: string, log: Logger) {
  if (answersTo === undefined) return undefined;
  return (host: string) => {
    if (answersTo(host, issuer)) return true;
    log.warn(
      `a request to ${host.slice(0, 100)} was refused: it could come from any page. The name in the issuer is answered to`,
    );
    return false;
  };
}

/**
 * SIGHUP reads the configuration anew. Of several workers the primary acts upon it; a terminal that is closed ends the server.
 * @param starting one that comes before it has started waits for it.
 */
function reloadOnHangUp(starting: Promise<MintmarkServer>, log: Logger): void {
  process.on('SIGHUP', () => {
    if (cluster.isWorker) return;
    if (process.stdout.isTTY) process.kill(process.pid, 'SIGTERM');
    else
      starting.then(
        (server) => reloadAndTell(() => server.reload(), log),
        () => undefined,
      );
  });
}

function tellCertificate({ validTo, failure }: TlsReload, log: Logger): void {
  if (failure === undefined) log.info('the TLS certificate was read anew', { validTo });
  else log.error('the TLS certificate could not be read anew: the one in use stays', { cause: failure });
}

/** Of an issuer on this machine, with no proxy in front: the port in it must be the one that is listened on. */
function unreachable({ issuer, listen: { trustProxy, tls } }: Settings, port: number): string | undefined {
  const { hostname, port: named, protocol } = new URL(issuer);
  const isSecure = protocol === 'https:';
  const expected = named === '' ? (isSecure ? 443 : 80) : Number(named);
  if (isSecure !== (tls !== undefined) || trustProxy || !isLoopbackHost(hostname) || port === expected)
    return undefined;
  return `issuer: names port ${expected}, but the server listens on ${port}: clients that follow its discovery document do not find it`;
}

export interface ReadyFacts {
  readonly issuer: string;
  /** What is listened on: `127.0.0.1:8080`. */
  readonly address: string;
  /** `sqlite`, `postgres`, `memory`, or `own`. */
  readonly store: string;
  readonly workers: number;
}

/** The one line that says that requests are accepted, and what by. */
export function printReady({ issuer, address, store, workers }: ReadyFacts, format: 'json' | 'pretty'): void {
  const facts = { issuer, version: version(), address, store, workers };
  const line = { level: 'info', time: new Date().toISOString(), event: 'ready', ...facts, message: 'ready' };
  const inWords = `version ${facts.version}, on ${address}, store ${store}${workers === 1 ? '' : `, ${workers} workers`}`;
  process.stdout.write(
    format === 'json' ? `${JSON.stringify(line)}\n` : `Mintmark is ready at ${issuer} (${inWords})\n`,
  );
}

/** @param port that is listened on, where the configured one was left to the system. */
export function readyFacts(
  { issuer, listen: { host, port: configured }, storage }: Pick<Settings, 'issuer' | 'listen' | 'storage'>,
  own: boolean,
  workers: number,
  port = configured,
): ReadyFacts {
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return { issuer, address, store: own ? 'own' : storage.kind, workers };
}

/** Resolves with the first SIGTERM or SIGINT; a second one ends the process at once. */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let stopping = false;
    const stop = (signal: NodeJS.Signals) => {
      if (stopping && signal === 'SIGINT') process.exit(1);
      stopping = true;
      resolve(signal);
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  });
}
