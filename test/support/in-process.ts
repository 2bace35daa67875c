import type { ServerOptions } from '../../src/server/options.ts';
import { createServer, type MintmarkServer } from '../../src/server/server.ts';
import { type SettableClock, settableClock } from '../../src/testing/index.ts';
import { clients, fixture, secret } from './fixture.ts';

export interface InProcess {
  readonly server: MintmarkServer;
  readonly clock: SettableClock;
  /** Posts a form as a client of the fixture. */
  post(path: string, clientId: string, parameters: Readonly<Record<string, string>>): Promise<Answered>;
}

export interface Answered {
  readonly status: number;
  readonly body: Readonly<Record<string, string | undefined>>;
}

/** The fixture without sockets: for properties that ask thousands of times. */
export async function startInProcess(options: Partial<ServerOptions> = {}): Promise<InProcess> {
  const clock = settableClock(1_800_000_000);
  const issuer = 'http://localhost';
  const server = await createServer({ ...fixture, clients, ...options, mode: 'dev', issuer, clock });
  return {
    server,
    clock,
    async post(path, clientId, parameters) {
      const body = new URLSearchParams({ client_id: clientId, client_secret: secret, ...parameters });
      const response = await server.fetch(new Request(issuer + path, { method: 'POST', body }));
      const text = await response.text();
      return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
    },
  };
}
