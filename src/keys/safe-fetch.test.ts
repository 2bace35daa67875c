import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publicLookup, SafeFetchError, type SafeFetchFailure, type SafeFetchOptions, safeFetch } from './safe-fetch.ts';

let server: Server;
let port: number;
let connections = 0;
let lastRequest: IncomingMessage | undefined;
let lastBody = '';

const answers: Readonly<Record<string, RequestListener>> = {
  '/json': (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"a":1}'),
  '/missing': (_, response) => response.writeHead(404).end('no'),
  '/redirect': (_, response) => response.writeHead(302, { location: '/json' }).end(),
  '/announced': (_, response) => response.writeHead(200, { 'content-length': '100000' }).end('x'.repeat(100_000)),
  '/endless': (_, response) => {
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(16_384)));
    };
    response.on('drain', more);
    more();
  },
  '/silent': () => undefined,
  '/stalled': (_, response) => void response.writeHead(200).write('{'),
  '/cut': (_, response) => {
    response.writeHead(200, { 'content-length': '10' }).write('{', () => response.destroy());
  },
  '/packed': (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('bomb'),
};

beforeAll(async () => {
  server = createServer((request, response) => {
    lastRequest = request;
    lastBody = '';
    request.on('data', (chunk: Buffer) => {
      lastBody += chunk.toString();
    });
    request.on('end', () => answers[request.url ?? '']?.(request, response));
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const allowed = { allowPrivateAddresses: true } as const;
const at = (path: string) => `http://127.0.0.1:${port}${path}`;

async function failure(url: string, options?: SafeFetchOptions): Promise<SafeFetchFailure> {
  const error: unknown = await safeFetch(url, options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof SafeFetchError) return error.reason;
  throw new Error('it did not fail as it should', { cause: error });
}

describe('safeFetch', () => {
  it('gets a body with status and headers', async () => {
    const response = await safeFetch(at('/json'), allowed);
    expect(response.status).toBe(200);
    expect(response.header('content-type')).toBe('application/json');
    expect(Buffer.from(response.body).toString()).toBe('{"a":1}');
  });

  it('posts a body with the headers it is given', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization: 'Bearer x' };
    await safeFetch(at('/json'), { ...allowed, body: 'logout_token=ü', headers });
    expect(lastRequest?.method).toBe('POST');
    expect(lastRequest?.headers).toMatchObject({ ...headers, 'content-length': '15', 'accept-encoding': 'identity' });
    expect(lastBody).toBe('logout_token=ü');
  });

  it('resolves names where private addresses are allowed', async () => {
    expect((await safeFetch(`http://localhost:${port}/json`, allowed)).status).toBe(200);
  });

  it('gives back errors and redirects without following them', async () => {
    expect((await safeFetch(at('/missing'), allowed)).status).toBe(404);
    const response = await safeFetch(at('/redirect'), allowed);
    expect([response.status, response.header('location')]).toEqual([302, '/json']);
  });

  it('stops reading a body that is larger than allowed, announced or not', async () => {
    expect(await failure(at('/announced'), allowed)).toBe('too-large');
    expect(await failure(at('/endless'), allowed)).toBe('too-large');
    expect((await safeFetch(at('/announced'), { ...allowed, maximumBytes: 100_000 })).body.length).toBe(100_000);
  });

  it('gives up in time on a server that says nothing, or half of it', async () => {
    expect(await failure(at('/silent'), { ...allowed, timeoutMs: 50 })).toBe('timeout');
    expect(await failure(at('/stalled'), { ...allowed, timeoutMs: 50 })).toBe('timeout');
  });

  it('fails on a connection that is cut or refused, and on a coding it did not ask for', async () => {
    expect(await failure(at('/cut'), allowed)).toBe('network');
    expect(await failure('http://127.0.0.1:1/', allowed)).toBe('network');
    expect(await failure(at('/packed'), allowed)).toBe('network');
  });

  it('does not speak TLS with a server that has no certificate', async () => {
    expect(await failure(`https://127.0.0.1:${port}/json`, allowed)).toBe('network');
  });

  it.each([
    'not a url',
    'ftp://example.com/',
    'file:///etc/passwd',
    'data:application/json,{}',
    'http://example.com/',
    'http://127.0.0.1/',
    'https://user:password@example.com/',
  ])('refuses %s', async (url) => {
    expect(await failure(url)).toBe('url');
  });

  it('allows plain http for loopback hosts only, even where private addresses are allowed', async () => {
    expect(await failure('http://10.0.0.1/', allowed)).toBe('url');
    expect(await failure('http://example.com/', allowed)).toBe('url');
    expect(await failure('https://user@127.0.0.1/', allowed)).toBe('url');
  });
});

describe('without leave to call private addresses', () => {
  it.each([
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '127.0.0.1.',
    '１２７.0.0.1',
    '0.0.0.0',
    '0',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[0:0:0:0:0:ffff:127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[fe80::1]',
    '[fd00:ec2::254]',
    '10.0.0.1',
    '192.168.0.1',
    '169.254.169.254',
    'localhost',
    'localhost.',
  ])('https://%s is refused and nothing is connected to', async (host) => {
    const before = connections;
    const reason = await failure(`https://${host}:${port}/json`);
    // `localhost.` does not resolve everywhere.
    expect(host === 'localhost.' ? ['address', 'network'] : ['address']).toContain(reason);
    expect(connections).toBe(before);
  });

  it('a name is resolved for the connection itself and refused if it is this machine', async () => {
    for (const all of [true, false]) {
      const error = await new Promise((resolve) => publicLookup()('localhost', { all }, resolve));
      expect(error).toMatchObject({ name: 'SafeFetchError', reason: 'address' });
    }
  });

  it('a name that leads elsewhere at the second look-up is refused then, and nothing is connected to', async () => {
    const before = connections;
    const answers = [['93.184.215.14'], ['127.0.0.1'], ['93.184.215.14', '::ffff:127.0.0.1']];
    const lookup = publicLookup((_name, _options, callback) =>
      callback(
        null,
        answers.shift()!.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      ),
    );
    const look = () =>
      new Promise((resolve) => lookup('rebound.example', {}, (error, address) => resolve(error?.message ?? address)));
    expect(await look()).toBe('93.184.215.14');
    expect(await look()).toBe('rebound.example is not a public address');
    expect(await look()).toBe('rebound.example is not a public address');
    const reason = await failure(`https://rebound.example:${port}/json`, {
      resolve: (_name, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
    });
    expect([reason, connections]).toEqual(['address', before]);
  });

  it('errors name the host and nothing else of the URL', async () => {
    await expect(safeFetch('https://127.0.0.1/hook?token=secret')).rejects.toThrow(
      /^127\.0\.0\.1 is not a public address$/,
    );
  });
});
