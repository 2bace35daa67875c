import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { HttpRequest } from '../model/http-message.ts';
import { type Listening, type ListenOptions, listen } from './node-listener.ts';

let listening: Listening | undefined;
let closed = 0;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await listening?.stop();
  listening = undefined;
});

async function start(handle: (request: HttpRequest) => Promise<string>, options: Partial<ListenOptions> = {}) {
  closed = 0;
  listening = await listen(
    {
      hotPaths: new Set(['/hot']),
      async handle(request) {
        try {
          return {
            status: 200,
            headers: { 'content-type': 'text/plain', 'set-cookie': ['a=1', 'b=2'] },
            body: await handle(request),
          };
        } catch (error) {
          return { status: (error as { status: number }).status, headers: {}, body: '' };
        }
      },
      fetch: async (request, connection) =>
        new Response(`fetch ${new URL(request.url).pathname} ${connection?.remoteAddress}`),
      async close() {
        closed += 1;
      },
    },
    { host: '127.0.0.1', port: 0, ...options },
  );
  return listening;
}

/** Sends raw bytes; resolves to everything that came until the server ended the connection, or until `until` was seen. */
function talk(bytes: string, until?: string): Promise<string> {
  const socket = connect(listening!.port, '127.0.0.1');
  sockets.push(socket);
  socket.setEncoding('latin1');
  socket.write(bytes);
  return new Promise((resolve) => {
    let received = '';
    const end = () => resolve(received);
    socket.on('data', (text: string) => {
      received += text;
      if (until !== undefined && received.includes(until)) end();
    });
    socket.on('close', end);
    socket.on('error', end);
  });
}

const echo = async (request: HttpRequest) =>
  `${request.method} ${request.target} ${Buffer.from(await request.body(10))}`;
const statusOf = (answer: string) => answer.split('\r\n', 1)[0];

describe('what is handed on', () => {
  it('answers hot paths without Request and Response, with a content length and every cookie', async () => {
    await start(echo);
    const answer = await talk('POST /hot?x=y HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\nabc', 'abc');
    expect(statusOf(answer)).toBe('HTTP/1.1 200 OK');
    expect(answer).toContain('content-length: 17\r\n');
    expect(answer).toContain('set-cookie: a=1\r\nset-cookie: b=2\r\n');
    expect(answer.endsWith('\r\n\r\nPOST /hot?x=y abc')).toBe(true);
  });

  it('leaves other paths and cross-origin requests to fetch', async () => {
    await start(echo);
    expect(await talk('GET /cold HTTP/1.1\r\nhost: a\r\n\r\n', 'fetch')).toContain('fetch /cold 127.0.0.1');
    expect(await talk('GET /hot HTTP/1.1\r\nhost: a\r\norigin: https://b\r\n\r\n', 'fetch')).toContain('fetch /hot');
  });

  it('shows a repeated Authorization header as such', async () => {
    await start(async (request) => `<${request.header('authorization')}>`);
    const answer = await talk('GET /hot HTTP/1.1\r\nhost: a\r\nauthorization: x\r\nauthorization: y\r\n\r\n', '>');
    expect(answer).toContain('<x, y>');
  });

  it('believes a proxy about the address only when told to, and then its own entry only', async () => {
    const request = 'GET /hot HTTP/1.1\r\nhost: a\r\nx-forwarded-for: 6.6.6.6, 203.0.113.9\r\n\r\n';
    await start(async ({ remoteAddress }) => `<${remoteAddress}>`);
    expect(await talk(request, '>')).toContain('<127.0.0.1>');
    await listening!.stop();
    await start(async ({ remoteAddress }) => `<${remoteAddress}>`, { trustProxy: true });
    expect(await talk(request, '>')).toContain('<203.0.113.9>');
  });

  it('keeps callers behind a proxy apart that names ports, or writes Forwarded (RFC 7239)', async () => {
    await start(async ({ remoteAddress }) => `<${remoteAddress}>`, { trustProxy: true });
    const from = (header: string) => talk(`GET /hot HTTP/1.1\r\nhost: a\r\n${header}\r\n\r\n`, '>');
    expect(await from('x-forwarded-for: 203.0.113.9:1001')).toContain('<203.0.113.9>');
    expect(await from('x-forwarded-for: [2001:db8::1]:1')).toContain('<2001:db8::1>');
    expect(await from('forwarded: for=6.6.6.6\r\nforwarded: for="203.0.113.9:1001";proto=https')).toContain(
      '<203.0.113.9>',
    );
  });
});

describe('hostile clients', () => {
  it('keeps no connection open for a body that nobody reads', async () => {
    await start(async () => 'answered');
    const answer = await talk('POST /hot HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nab');
    expect(answer).toMatch(/connection: close[\s\S]*answered$/);
  });

  it('answers 413 to a body over the limit and closes the connection (RFC 9110 §15.5.14)', async () => {
    await start(echo);
    const answer = await talk(`POST /hot HTTP/1.1\r\nhost: a\r\ncontent-length: 11\r\n\r\n${'x'.repeat(11)}`);
    expect(statusOf(answer)).toBe('HTTP/1.1 413 Payload Too Large');
    expect(answer).toContain('connection: close');
  });

  it('answers 413 before the body is sent when its stated length is far too large', async () => {
    await start(echo);
    const answer = await talk('POST /hot HTTP/1.1\r\nhost: a\r\ncontent-length: 99999999\r\n\r\n');
    expect(statusOf(answer)).toBe('HTTP/1.1 413 Payload Too Large');
  });

  it('answers 431 to huge headers (RFC 6585 §5)', async () => {
    await start(echo);
    const answer = await talk(`GET /hot HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(statusOf(answer)).toBe('HTTP/1.1 431 Request Header Fields Too Large');
  });

  it('answers 400 to what is no HTTP and to two lengths at once (RFC 9112 §6.3)', async () => {
    await start(echo);
    expect(statusOf(await talk('hello\r\n\r\n'))).toBe('HTTP/1.1 400 Bad Request');
    const smuggled =
      'POST /hot HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n';
    expect(statusOf(await talk(smuggled))).toBe('HTTP/1.1 400 Bad Request');
  });

  it('answers 408 to headers and bodies that come too slowly (RFC 9110 §15.5.9)', async () => {
    await start(echo, { headersTimeoutMs: 100 });
    const [headers, body] = await Promise.all([
      talk('GET /hot HTTP/1.1\r\n'),
      talk('POST /hot HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nab'),
    ]);
    expect(statusOf(headers)).toBe('HTTP/1.1 408 Request Timeout');
    expect(statusOf(body)).toBe('HTTP/1.1 408 Request Timeout');
  });

  it('goes on after a client that leaves in the middle of its body', async () => {
    await start(echo);
    const socket = connect(listening!.port, '127.0.0.1');
    await new Promise<void>((resolve) =>
      socket.write('POST /hot HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nab', () => resolve()),
    );
    socket.destroy();
    expect(await talk('GET /hot HTTP/1.1\r\nhost: a\r\n\r\n', 'GET /hot ')).toContain('200 OK');
  });

  it('still answers a client that has ended its half of the connection', async () => {
    await start(echo);
    const socket = connect({ port: listening!.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.end('GET /hot HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    expect(statusOf(answer)).toBe('HTTP/1.1 200 OK');
  });
});

describe('overload', () => {
  /** Holds every `GET /hot`. What it resolves to sends that many, and resolves once they are being answered. */
  async function held(maximumInFlight: number, count: number) {
    let begun = 0;
    const arrived = Promise.withResolvers<void>();
    await start(
      async ({ method }) => {
        if (method !== 'GET') return 'refused';
        begun += 1;
        if (begun === count) arrived.resolve();
        return new Promise<string>(() => {});
      },
      { maximumInFlight, graceMs: 10 },
    );
    return async () => {
      for (let one = 0; one < count; one += 1) void talk('GET /hot HTTP/1.1\r\nhost: a\r\n\r\n');
      await arrived.promise;
    };
  }

  it.each([
    '/hot?/health/',
    '/hot?x=/.well-known/',
    '/hot/health/x',
  ])('exempts no request for what it wrote into its target: %s', async (target) => {
    await (await held(1, 1))();
    const answer = await talk(`GET ${target} HTTP/1.1\r\nhost: a\r\n\r\n`, 'temporarily_unavailable');
    expect(statusOf(answer)).toBe('HTTP/1.1 503 Service Unavailable');
  });

  it.each(['GET /cold', 'PUT /hot'])('lets nobody in for a body that never comes: %s', async (line) => {
    const fill = await held(2, 2);
    for (let one = 0; one < 3; one += 1)
      await talk(`${line} HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\n`, 'HTTP/1.1 200');
    await fill();
    const answer = await talk('GET /hot HTTP/1.1\r\nhost: a\r\n\r\n', 'temporarily_unavailable');
    expect(statusOf(answer)).toBe('HTTP/1.1 503 Service Unavailable');
  });
});

describe('stopping', () => {
  it('finishes what is in flight, drops idle connections and closes the server once', async () => {
    let release: (() => void) | undefined;
    let begun: (() => void) | undefined;
    const arrived = new Promise<void>((resolve) => {
      begun = resolve;
    });
    await start(async () => {
      begun?.();
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return 'done';
    });
    const silent = talk('');
    const answer = talk('GET /hot HTTP/1.1\r\nhost: a\r\n\r\n');
    await arrived;
    const stopping = Promise.all([listening!.stop(), listening!.stop()]);
    expect(closed).toBe(0);
    release?.();
    await stopping;
    expect(await answer).toMatch(/connection: close[\s\S]*done$/);
    expect(await silent).toBe('');
    expect(closed).toBe(1);
  });

  it('waits no longer than the grace time', async () => {
    let begun: (() => void) | undefined;
    const arrived = new Promise<void>((resolve) => {
      begun = resolve;
    });
    await start(
      () => {
        begun?.();
        return new Promise<string>(() => {});
      },
      { graceMs: 50 },
    );
    const answer = talk('GET /hot HTTP/1.1\r\nhost: a\r\n\r\n');
    await arrived;
    await listening!.stop();
    expect(await answer).toBe('');
    expect(closed).toBe(1);
  });
});
