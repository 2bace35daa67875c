import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toNodeHandler } from '../http/node-handler.ts';
import type { ServerOptions } from '../server/options.ts';
import { createServer, type MintmarkServer } from '../server/server.ts';
import { type SettableClock, settableClock } from './settable-clock.ts';

/** A running server and the clock that it reads. */
export interface TestServer {
  /** The issuer, `http://localhost:<port>`. */
  readonly url: string;
  /** Set it instead of waiting. */
  readonly clock: SettableClock;
  readonly server: MintmarkServer;
  close(): Promise<void>;
}

/** What a test gives: the issuer is the address the server happens to get. */
export type TestServerOptions = Omit<ServerOptions, 'issuer' | 'clock'> & {
  readonly clock?: SettableClock;
  /** Path of the issuer, such as `/id`. */
  readonly path?: string;
};

/** A real server on a free port of the loopback address, in memory unless `storage` or `store` says otherwise. */
export async function createTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { path = '', clock = settableClock(), ...rest } = options;
  const trustProxy = rest.listen?.trustProxy ?? false;
  let answer: MintmarkServer['fetch'];
  const handler = toNodeHandler({ fetch: (request, connection) => answer(request, connection) }, { trustProxy });
  const http = createHttpServer(handler);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://localhost:${(http.address() as AddressInfo).port}${path}`;
  try {
    const server = await createServer({ mode: 'dev', storage: { kind: 'memory' }, ...rest, issuer: url, clock });
    const caughtUp = catchUp(server);
    const { fetch, handle } = server;
    answer = async (request, connection) => fetch(request, await caughtUp(connection));
    return {
      url,
      clock,
      server: {
        ...server,
        fetch: answer,
        handle: async (request) => handle(await caughtUp(request)),
        // What a reload replaces.
        get services() {
          return server.services;
        },
        get settings() {
          return server.settings;
        },
        get warnings() {
          return server.warnings;
        },
        get hotPaths() {
          return server.hotPaths;
        },
      },
      close: async () => {
        await new Promise<void>((resolve) => {
          http.close(() => resolve());
          http.closeAllConnections();
        });
        await server.close();
      },
    };
  } catch (error) {
    http.close();
    throw error;
  }
}

/** The timers of a server run on real time: what they would have done to the keys by now is done before a request is answered. */
function catchUp(server: MintmarkServer): <Passed>(passed: Passed) => Promise<Passed> {
  let lookedAt = server.services.clock.now();
  return async (passed) => {
    const { clock, keyRing } = server.services;
    const lookAgainSeconds = Math.max(60, server.settings.signing.propagationTime / 4);
    if (Math.abs(clock.now() - lookedAt) >= lookAgainSeconds) {
      lookedAt = clock.now();
      // What a broken store says of it is for the request to say.
      await keyRing.refresh().catch(() => undefined);
    }
    return passed;
  };
}
