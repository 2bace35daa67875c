import type { AddressInfo } from 'node:net';
import { createServer as createProbe } from 'node:net';
import { dirname, relative } from 'node:path';
import { isPlainObject } from '../config/environment-references.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { isLoopbackHost } from '../keys/public-address.ts';
import type { ServerOptions } from '../server/options.ts';
import { quickstartConfiguration } from '../server/quickstart.ts';
import { developmentSecret, quickstartDatabase, secretFileFor } from './dev-secret.ts';
import { loadConfiguration } from './load-configuration.ts';
import { withOwnPaths } from './own-paths.ts';

const defaultPort = 9400;

/** What `dev` serves: the file, or the quickstart. A master secret is made beside the database where there is none. */
export async function developmentOptions(
  config: string | undefined,
  { port, adminPort }: { readonly port?: number | undefined; readonly adminPort?: number | undefined } = {},
): Promise<ServerOptions> {
  if (config === undefined) return quickstartOptions(port, adminPort);
  const options = await loadOptions(config);
  const secretFile = lacksSecret(options.secret) ? secretFileFor(options.storage, dirname(config)) : undefined;
  return {
    ...options,
    ...(secretFile === undefined ? {} : { secret: developmentSecret(secretFile) }),
    mode: 'dev',
  };
}

/** None, or one whose environment variable is not set. */
export function lacksSecret(secret: unknown): boolean {
  if (secret === undefined) return true;
  return typeof secret === 'string' && secret.startsWith('env:') && (process.env[secret.slice(4)] ?? '') === '';
}

/** `--host`, `--port` and `--admin-port` stand in the place of what the configuration says, and are checked as it is. */
export function withAddress(
  options: ServerOptions,
  {
    host,
    port,
    adminPort,
  }: {
    readonly host?: string | undefined;
    readonly port?: number | undefined;
    readonly adminPort?: number | undefined;
  },
): ServerOptions {
  const { listen = {} } = options;
  if (!isPlainObject(listen)) return options;
  const given = Object.entries({ host, port, adminPort }).filter(([, value]) => value !== undefined);
  return { ...options, listen: { ...listen, ...Object.fromEntries(given) } };
}

/** The quickstart takes clients that nobody configured as long as nobody but this machine can reach it. */
export function forHost(quickstart: ServerOptions, host: string | undefined): ServerOptions {
  if (host === undefined || isLoopbackHost(host)) return quickstart;
  const { clientRegistration: _registration, clientIdMetadataDocuments: _documents, ...closed } = quickstart;
  return closed;
}

/** A configuration file as `createServer` takes it; its relative paths belong to its folder. @throws {ConfigurationError} */
export async function loadOptions(config: string): Promise<ServerOptions> {
  const loaded = await loadConfiguration(config);
  if (!isPlainObject(loaded)) throw new ConfigurationError([{ path: '', message: `${config}: must hold an object` }]);
  return withOwnPaths(loaded, relative('.', dirname(config)) || '.') as unknown as ServerOptions;
}

async function quickstartOptions(wanted = defaultPort, wantedAdmin?: number): Promise<ServerOptions> {
  const port = wanted === 0 ? await freePort() : wanted;
  // It stands in the address of the console, as the port does in the issuer.
  const adminPort = wantedAdmin === 0 ? await freePort() : wantedAdmin;
  const secret = developmentSecret(`${quickstartDatabase}.secret`);
  const configuration = quickstartConfiguration({
    issuer: `http://localhost:${port}`,
    port,
    adminPort,
    databasePath: quickstartDatabase,
    secret,
  });
  return { ...configuration, mode: 'dev' };
}

/** The issuer holds the port, so that it must be known before the server is built. */
async function freePort(): Promise<number> {
  const probe = createProbe();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
