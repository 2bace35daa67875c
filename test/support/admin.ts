import type { ClientConfiguration } from '../../src/config/client-configuration.ts';
import { listen } from '../../src/http/node-listener.ts';
import type { ServerOptions } from '../../src/server/options.ts';
import { createServer, type MintmarkServer } from '../../src/server/server.ts';
import { type SettableClock, settableClock } from '../../src/testing/settable-clock.ts';
import { type Answer, answerOf, basic, postForm } from './connect.ts';
import { secret } from './fixture.ts';
import { freePort } from './free-port.ts';

/** A server that listens on a public port and on an admin port. */
export interface AdminServer {
  /** The issuer. */
  readonly url: string;
  /** Where it listens, whatever the issuer. */
  readonly listening: string;
  /** `http://localhost:<port>`, as `admin.url` has it. */
  readonly admin: string;
  readonly clock: SettableClock;
  readonly server: MintmarkServer;
  close(): Promise<void>;
}

const machine = { clientSecrets: [{ value: secret }], allowedGrantTypes: ['client_credentials'] };

/** Clients with which the admin API is called. */
export const operators: readonly ClientConfiguration[] = [
  { ...machine, clientId: 'operator', allowedScopes: ['mintmark.admin', 'mintmark.read'] },
  { ...machine, clientId: 'reader', allowedScopes: ['mintmark.read'] },
];

export interface AdminOptions extends Partial<ServerOptions> {
  /** It can read its configuration anew, and finds the same. */
  readonly rereads?: boolean;
}

export async function startAdmin({ rereads = false, ...options }: AdminOptions = {}): Promise<AdminServer> {
  const clock = settableClock();
  const [port, adminPort] = [await freePort(), await freePort()];
  const own = `http://localhost:${port}`;
  const { issuer: url = own } = options;
  const complete: ServerOptions = {
    mode: 'dev',
    storage: { kind: 'memory' },
    clock,
    ...options,
    issuer: url,
    listen: { ...options.listen, adminPort },
    signing: { algorithms: ['ES256'], ...options.signing },
    clients: [...operators, ...(options.clients ?? [])],
  };
  const server = await createServer(rereads ? { ...complete, reloadFrom: () => complete } : complete);
  const listening = await listen(server, { host: '127.0.0.1', port, adminPort });
  return { url, listening: own, admin: `http://localhost:${adminPort}`, clock, server, close: () => listening.stop() };
}

/** An access token for the admin API. */
export async function adminToken(
  { url }: Pick<AdminServer, 'url'>,
  { clientId = 'operator', scope = 'mintmark.admin' } = {},
): Promise<string> {
  const form = { grant_type: 'client_credentials', scope };
  const { json } = await postForm(`${url}/connect/token`, form, { authorization: basic(clientId) });
  return json.access_token;
}

export interface AdminRequest {
  readonly token?: string | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks the admin API; `path` is below `/admin/v1`. */
export async function askAdmin(
  { admin }: Pick<AdminServer, 'admin'>,
  method: string,
  path: string,
  { token, body, headers = {} }: AdminRequest = {},
): Promise<Answer> {
  const response = await fetch(`${admin}/admin/v1${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return answerOf(response);
}
