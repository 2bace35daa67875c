import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { type Listening, listen } from '../../src/http/node-listener.ts';
import { createServer, type MintmarkServer } from '../../src/server/server.ts';

async function start(options: { readonly maximumInFlight?: number }): Promise<[MintmarkServer, Listening]> {
  const server = await createServer({ mode: 'dev', issuer: 'http://localhost:9400', storage: { kind: 'memory' } });
  const answersTo = (host: string) => !host.startsWith('other');
  const listening = await listen(server, { host: '127.0.0.1', port: 0, answersTo, ...options });
  onTestFinished(() => listening.stop());
  return [server, listening];
}

/** Sends bytes and resolves to what comes back before the connection ends. */
function send(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += String(chunk);
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

const request = (host: string, more = '') =>
  `GET /connect/userinfo HTTP/1.1\r\nHost: ${host}\r\n${more}Connection: close\r\n\r\n`;

it.each([
  ['another host', request('other.example'), 421, '/connect/userinfo', 'issuer'],
  ['two hosts', request('localhost', 'Host: localhost\r\n'), 400, '/connect/userinfo', 'none'],
  ['headers that are too large', request('localhost', `X: ${'x'.repeat(100_000)}\r\n`), 431, '(none)', 'none'],
  ['what is no HTTP', 'hello\r\n\r\n', 400, '(none)', 'none'],
])('keeps a trip of a request that was refused before anything looked at it: %s', async (_, bytes, status, path, setting) => {
  const [server, { port }] = await start({});
  expect(await send(port, bytes)).toContain(` ${status} `);
  const [trip] = server.services.trips.list().items;
  expect(trip).toMatchObject({ status, path, outcome: 'refused', steps: [], refusal: { setting } });
  expect(trip?.refusal?.likelyCause.length).toBeGreaterThan(30);
});

it('keeps a trip of one that was refused since too many were being answered', async () => {
  const [server, { port }] = await start({ maximumInFlight: 0 });
  expect(await send(port, request('localhost'))).toContain(' 503 ');
  expect(server.services.trips.list().items[0]).toMatchObject({
    method: 'GET',
    status: 503,
    refusal: { setting: 'listen.maximumInFlight' },
  });
});
