import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { ConnectionInfo } from './fetch-request.ts';
import { bodyReadBefore, wasReadBefore } from './node-body.ts';
import { certificateOf, hasSoundHost, refuseMessage, remoteAddressOf } from './node-connection.ts';

/** What `node:http`, Express and Fastify call with a request. Resolves once the answer is handed over. */
export type NodeHandler = (message: IncomingMessage, response: ServerResponse) => Promise<void>;

/** An Express application mounted at a path shortens `url` and keeps the whole one here. */
interface MountedMessage extends IncomingMessage {
  readonly originalUrl?: string | undefined;
}

/**
 * Makes a server answer where another application listens. Put it before body parsers, so that it reads bodies itself; where one has
 * read them, it takes what that left as `rawBody` or `body`.
 *
 * @param options `trustProxy`: believe `x-forwarded-for` and the client certificate header of the proxy in front [false].
 */
export function toNodeHandler(
  server: { fetch(request: Request, connection?: ConnectionInfo): Promise<Response> },
  options: { readonly trustProxy?: boolean } = {},
): NodeHandler {
  const trustProxy = options.trustProxy === true;
  const listener = getRequestListener(
    (request, env) => {
      const { incoming } = env as { readonly incoming: IncomingMessage };
      return server.fetch(request, {
        remoteAddress: remoteAddressOf(incoming, trustProxy),
        clientCertificate: certificateOf(incoming, trustProxy),
        target: incoming.url,
        body: wasReadBefore(incoming) ? () => bodyReadBefore(incoming) : undefined,
      });
    },
    { overrideGlobalObjects: false },
  );
  return async (message: MountedMessage, response) => {
    if (!hasSoundHost(message)) return refuseMessage(response, 400);
    if (message.originalUrl !== undefined) message.url = message.originalUrl;
    await listener(message, response);
  };
}
