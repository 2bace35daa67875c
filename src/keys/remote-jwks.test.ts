import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RemoteJwks, RemoteJwksError } from './remote-jwks.ts';

let server: Server;
let uri: string;
let requests = 0;
let answer: { status: number; body: string };
const time = { now: 0 };
let remote: RemoteJwks;

const jwks = (...keyIds: readonly string[]) => {
  return JSON.stringify({ keys: keyIds.map((kid) => ({ kty: 'EC', crv: 'P-256', kid, x: 'x', y: 'y' })) });
};

beforeAll(async () => {
  server = createServer((_, response) => {
    requests += 1;
    response.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

beforeEach(() => {
  requests = 0;
  time.now = 1_800_000_000;
  answer = { status: 200, body: jwks('a') };
  remote = new RemoteJwks({ clock: { now: () => time.now }, allowPrivateAddresses: true });
});

describe('RemoteJwks', () => {
  it('fetches once, whoever asks at the same time, and keeps the very object for five minutes', async () => {
    const sets = await Promise.all([remote.keySet(uri), remote.keySet(uri, 'a'), remote.keySet(uri)]);
    time.now += 299;
    expect(await remote.keySet(uri, 'a')).toBe(sets[0]);
    expect(new Set(sets).size).toBe(1);
    expect(requests).toBe(1);
    time.now += 1;
    await remote.keySet(uri);
    expect(requests).toBe(2);
  });

  it('asks again for a key id it does not have, at most every 30 seconds', async () => {
    await remote.keySet(uri);
    answer.body = jwks('a', 'b');
    expect((await remote.keySet(uri, 'b')).keys.length).toBe(1);
    time.now += 30;
    expect((await remote.keySet(uri, 'b')).keys.map((key) => key.kid)).toEqual(['a', 'b']);
    await remote.keySet(uri, 'made-up');
    expect(requests).toBe(2);
  });

  it('keeps the keys it has when looking for an unknown one fails, until their five minutes are over', async () => {
    const before = await remote.keySet(uri);
    answer = { status: 500, body: '' };
    time.now += 60;
    expect(await remote.keySet(uri, 'made-up')).toBe(before);
    expect(await remote.keySet(uri, 'a')).toBe(before);
    time.now += 240;
    await expect(remote.keySet(uri, 'a')).rejects.toThrow(RemoteJwksError);
    expect(requests).toBe(3);
  });

  it('remembers a failure for 30 seconds and recovers after it', async () => {
    answer.status = 503;
    await expect(remote.keySet(uri)).rejects.toThrow('the JWKS answered with status 503');
    answer.status = 200;
    await expect(remote.keySet(uri)).rejects.toThrow('the JWKS answered with status 503');
    expect(requests).toBe(1);
    time.now += 30;
    expect((await remote.keySet(uri)).keys.length).toBe(1);
  });

  it.each([
    ['no json', 'the JWKS is not JSON'],
    ['null', 'the JWKS has no array of at most 100 keys'],
    ['{"keys":{}}', 'the JWKS has no array of at most 100 keys'],
    [jwks(...Array.from({ length: 101 }, String)), 'the JWKS has no array of at most 100 keys'],
    ['x'.repeat(65_537), '127.0.0.1 answered with more than 65536 bytes'],
  ])('refuses %.20s', async (body, message) => {
    answer.body = body;
    await expect(remote.keySet(uri)).rejects.toThrow(message);
  });

  it('does not follow redirects', async () => {
    answer = { status: 302, body: '' };
    await expect(remote.keySet(uri)).rejects.toThrow('the JWKS answered with status 302');
  });

  it('leaves out symmetric and private keys, which must authenticate nobody once published (RFC 7517 §9.2), and too large ones', async () => {
    const keys = [
      { kty: 'oct', k: 'AA' },
      { kty: 'EC', d: 'AA' },
      { kty: 'RSA', kid: 'good' },
      { kty: 'RSA', kid: 'dear', n: 'A'.repeat(342), e: `AQAB${'A'.repeat(400)}` },
      { kid: 'none' },
      null,
      'x',
    ];
    answer.body = JSON.stringify({ keys });
    expect((await remote.keySet(uri)).keys).toEqual([{ kty: 'RSA', kid: 'good' }]);
  });

  it('calls no private address unless that is allowed', async () => {
    remote = new RemoteJwks({ clock: { now: () => time.now }, allowPrivateAddresses: false });
    await expect(remote.keySet(uri)).rejects.toThrow('127.0.0.1: https is required');
    await expect(remote.keySet(uri.replace('http:', 'https:'))).rejects.toThrow('127.0.0.1 is not a public address');
    expect(requests).toBe(0);
  });

  it('remembers a thousand addresses at most, and forgets those not asked for longest', async () => {
    const calls: string[] = [];
    remote = new RemoteJwks({
      clock: { now: () => time.now },
      allowPrivateAddresses: false,
      fetch: async (url) => {
        calls.push(url);
        return { status: 200, header: () => undefined, body: Buffer.from(jwks('a')) };
      },
    });
    for (let index = 0; index <= 1000; index += 1) await remote.keySet(`https://example.com/${index}`);
    await remote.keySet('https://example.com/1000');
    await remote.keySet('https://example.com/0');
    expect(calls.length).toBe(1002);
    expect(calls.at(-1)).toBe('https://example.com/0');
  });
});
