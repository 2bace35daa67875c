import { createServer as createHttpServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { parse } from 'node:querystring';
import { buffer } from 'node:stream/consumers';
import { serve } from '@hono/node-server';
import express, { type Handler } from 'express';
import { fastify } from 'fastify';
import { Hono } from 'hono';
import { toNodeHandler } from '../../src/http/node-handler.ts';
import { listen } from '../../src/http/node-listener.ts';
import { createLogger } from '../../src/operations/log.ts';
import { createServer, type MintmarkServer } from '../../src/server/server.ts';
import { fixture } from './fixture.ts';
import { freePort } from './free-port.ts';

/** A server with the fixture, reached in one of the ways in which people embed it. */
export interface WayIn {
  readonly issuer: string;
  readonly server: MintmarkServer;
  /** Sends a request to a path below the issuer. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** Sends bytes, and resolves to all that came back until the connection ended. Absent where there is no socket. */
  readonly talk?: ((bytes: string | Buffer) => Promise<string>) | undefined;
  /** What the server logged, a line each. */
  readonly lines: readonly string[];
  close(): Promise<void>;
}

type Open = (server: MintmarkServer, port: number) => Promise<() => Promise<unknown>>;

const places = ['/id', '/.well-known'];
const isOurs = (url = '') => places.some((place) => url.startsWith(`${place}/`));

async function listenOn(http: Server, port: number) {
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
  return () =>
    new Promise((resolve) => {
      http.close(resolve);
      http.closeAllConnections();
    });
}

const plain =
  (prepare: (message: IncomingMessage) => Promise<unknown>): Open =>
  (server, port) => {
    const handler = toNodeHandler(server);
    const answer: RequestListener = async (message, response) => {
      await prepare(message);
      await handler(message, response);
    };
    return listenOn(createHttpServer(answer), port);
  };

const inExpress =
  (...parsers: readonly Handler[]): Open =>
  async (server, port) => {
    const app = express();
    for (const parser of parsers) app.use(parser);
    app.use(places, toNodeHandler(server));
    const http = app.listen(port, '127.0.0.1');
    await new Promise((resolve) => http.once('listening', resolve));
    return () =>
      new Promise((resolve) => {
        http.close(resolve);
        http.closeAllConnections();
      });
  };

const inFastify =
  (parses: boolean): Open =>
  async (server, port) => {
    const handler = toNodeHandler(server);
    const app = fastify({ forceCloseConnections: true });
    await app.register(async (plugin) => {
      plugin.removeAllContentTypeParsers();
      if (parses) plugin.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
      else plugin.addContentTypeParser('*', (_request, _body, done) => done(null));
      for (const place of places) {
        plugin.all(`${place}/*`, async (request, reply) => {
          reply.hijack();
          await handler(parses ? Object.assign(request.raw, { body: request.body }) : request.raw, reply.raw);
        });
      }
    });
    await app.listen({ port, host: '127.0.0.1' });
    return () => app.close();
  };

const inHono: Open = async (server, port) => {
  const app = new Hono();
  app.all('*', (c) => (isOurs(c.req.path) ? server.fetch(c.req.raw) : c.notFound()));
  const http = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const opened = serve({ fetch: app.fetch, port, hostname: '127.0.0.1', overrideGlobalObjects: false }, () =>
      resolve(opened),
    );
  });
  return async () => {
    await new Promise((resolve) => {
      http.close(resolve);
      if ('closeAllConnections' in http) http.closeAllConnections();
    });
  };
};

/** As the page routes of Next.js do: every body is read, a form becomes an object. */
async function parseAsNext(message: IncomingMessage): Promise<void> {
  const text = (await buffer(message)).toString('utf8');
  const isForm = message.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  Object.assign(message, { body: isForm ? parse(text) : text });
}

/** Reads the body and leaves nothing of it. */
export const swallow: Handler = (request, _response, next) => {
  buffer(request).then(() => next(), next);
};

const everyType = { type: () => true };

export const openings = {
  listener: async (server, port) => {
    const listening = await listen(server, { host: '127.0.0.1', port });
    return () => listening.stop();
  },
  toNodeHandler: plain(async () => {}),
  'toNodeHandler where a platform keeps rawBody': plain(async (message) => {
    Object.assign(message, { rawBody: await buffer(message), body: { not: 'this one' } });
  }),
  Express: inExpress(),
  'Express behind urlencoded()': inExpress(express.json(), express.urlencoded({ extended: false })),
  'Express behind the parsers of NestJS': inExpress(express.json(), express.urlencoded({ extended: true })),
  'Express behind text()': inExpress(express.text(everyType)),
  'Express behind raw()': inExpress(express.raw(everyType)),
  Fastify: inFastify(false),
  'Fastify behind a parser': inFastify(true),
  'page routes of Next.js': plain(parseAsNext),
  Hono: inHono,
  'Express behind what leaves nothing': inExpress(swallow),
} satisfies Readonly<Record<string, Open>>;

export type NameOfWay = keyof typeof openings | 'fetch';

/** Opens one way in. */
export async function openWay(name: NameOfWay): Promise<WayIn> {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}/id`;
  const lines: string[] = [];
  const log = await createLogger({ write: (line) => lines.push(line) });
  const clientRegistration = { mode: 'open', scopes: ['orders.read'] } as const;
  const server = await createServer({ ...fixture, clientRegistration, mode: 'dev', issuer, log });
  const shared = { issuer, server, lines };
  if (name === 'fetch') {
    return {
      ...shared,
      ask: (path, init) => server.fetch(new Request(issuer + path, init)),
      close: () => server.close(),
    };
  }
  const close = await openings[name](server, port);
  return {
    ...shared,
    ask: (path, init) => fetch(issuer + path, { redirect: 'manual', ...init }),
    talk: (bytes) => talkTo(port, bytes),
    async close() {
      await close();
      await server.close();
    },
  };
}

function talkTo(port: AddressInfo['port'], bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let received = '';
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      received += text;
    });
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
    socket.write(bytes);
  });
}
