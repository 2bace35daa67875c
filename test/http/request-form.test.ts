import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen } from '../../src/http/node-listener.ts';
import { createServer } from '../../src/server/server.ts';
import { basic, postForm, requestToken } from '../support/connect.ts';
import { clients, fixture, secret, startFixture } from '../support/fixture.ts';

interface Started {
  readonly url: string;
  close(): Promise<void>;
}

/** The listener of `mintmark start`, which has a way of its own to read requests. */
async function startListener(): Promise<Started> {
  const probe = await startFixture();
  const { url } = probe;
  await probe.close();
  const server = await createServer({ ...fixture, clients, mode: 'dev', issuer: url });
  const listening = await listen(server, { host: '127.0.0.1', port: Number(new URL(url).port) });
  return { url, close: () => listening.stop() };
}

interface RawAnswer {
  readonly status: number | undefined;
  readonly json: { readonly error?: string; readonly access_token?: string };
}

/** A request of which every byte and header is the test's. */
function raw(
  url: string,
  options: {
    readonly method?: string;
    readonly headers?: Record<string, string | string[]>;
    readonly body?: Uint8Array | string;
  },
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      url,
      { method: options.method ?? 'POST', headers: options.headers ?? {} },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode, json: JSON.parse(text) }));
      },
    );
    request.on('error', reject);
    request.end(options.body);
  });
}

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const good = `grant_type=client_credentials&client_id=machine&client_secret=${encodeURIComponent(secret)}`;

describe.each([
  ['the fetch interface', () => startFixture() as Promise<Started>],
  ['the Node listener', startListener],
])('the token endpoint behind %s', (_, start) => {
  let server: Started;
  let token: string;
  beforeAll(async () => {
    server = await start();
    token = `${server.url}/connect/token`;
  });
  afterAll(() => server.close());

  it('answers a form with a token (RFC 6749 §4.4.3)', async () => {
    const answer = await raw(token, { headers: form, body: good });
    expect(answer.status).toBe(200);
    expect(answer.json.access_token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  it('reads a chunked body, split anywhere (RFC 9112 §7.1)', async () => {
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest(token, { method: 'POST', headers: form }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.on('error', reject);
      request.write(good.slice(0, 7));
      request.write(good.slice(7, 40));
      request.end(good.slice(40));
    });
    expect(answer).toBe(200);
  });

  it.each([
    'application/x-www-form-urlencoded;charset=UTF-8',
    'Application/X-WWW-Form-URLEncoded',
    'application/x-www-form-urlencoded ; charset=utf-8',
  ])('accepts the content type %s (RFC 9110 §8.3.1)', async (contentType) => {
    expect((await raw(token, { headers: { 'content-type': contentType }, body: good })).status).toBe(200);
  });

  it.each([
    'application/json',
    'multipart/form-data; boundary=x',
    'text/plain',
    'application/x-www-form-urlencodedx',
    'x-application/x-www-form-urlencoded',
  ])('refuses the content type %s with 415 (CONTRACT §6)', async (contentType) => {
    const answer = await raw(token, { headers: { 'content-type': contentType }, body: good });
    expect(answer.status).toBe(415);
    expect(answer.json.error).toBe('invalid_request');
  });

  it('refuses a body without a content type with 415 (CONTRACT §6)', async () => {
    expect((await raw(token, { body: good })).status).toBe(415);
  });

  it.each([
    'GET',
    'PUT',
    'DELETE',
    'PATCH',
    'OPTIONS',
  ])('refuses %s with 405 and Allow (RFC 6749 §3.2)', async (method) => {
    const response = await fetch(token, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('never takes parameters from the URL (RFC 6749 §2.3.1)', async () => {
    const answer = await raw(`${token}?${good}`, { headers: form, body: '' });
    expect(answer.status).toBe(401);
    expect(answer.json.error).toBe('invalid_client');
  });

  it('refuses a body of more than 64 KiB with 413, whether or not its length is stated (CONTRACT §6)', async () => {
    const body = `${good}&padding=${'x'.repeat(65_536)}`;
    const stated = await raw(token, { headers: { ...form, 'content-length': String(body.length) }, body });
    expect(stated.status).toBe(413);
    expect(stated.json.error).toBe('invalid_request');
    const chunked = await raw(token, { headers: { ...form, 'transfer-encoding': 'chunked' }, body });
    expect(chunked.status).toBe(413);
  });

  it('accepts a body of exactly 64 KiB', async () => {
    const start = `${good}&padding=`;
    const body = start + 'x'.repeat(65_536 - start.length);
    expect((await raw(token, { headers: form, body })).status).toBe(200);
  });

  it.each([
    ['bytes that are not UTF-8', new Uint8Array([0x61, 0x3d, 0xff, 0xfe])],
    ['an overlong UTF-8 sequence', new Uint8Array([0x61, 0x3d, 0xc0, 0xaf])],
    ['escapes that are not UTF-8', 'grant_type=%FF%FE'],
    ['half an escape', 'grant_type=client_credentials&scope=%4'],
    ['an escape of no hex digits', 'grant_type=%zz'],
    ['an escaped lone surrogate', 'scope=%ED%A0%80'],
    ['an escaped NUL', `${good}&scope=a%00b`],
    ['a plain NUL', `${good}&scope=a\0b`],
    ['more than 100 parameters', Array.from({ length: 101 }, (_, index) => `p${index}=1`).join('&')],
  ])('refuses %s as invalid_request (RFC 6749 App. B)', async (_what, body) => {
    const answer = await raw(token, { headers: form, body });
    expect(answer.status).toBe(400);
    expect(answer.json.error).toBe('invalid_request');
  });

  it.each([
    ['the same value', `${good}&grant_type=client_credentials`],
    ['another value', `${good}&client_id=other-machine`],
    ['an empty value', `${good}&scope=&scope=orders.read`],
    ['an unknown parameter', `${good}&x=1&x=2`],
    ['an escaped name', `${good}&client%5Fid=machine`],
    ['__proto__', `${good}&__proto__=1&__proto__=2`],
  ])('refuses a repeated parameter: %s (RFC 6749 §3.2)', async (_what, body) => {
    const answer = await raw(token, { headers: form, body });
    expect(answer.status).toBe(400);
    expect(answer.json.error).toBe('invalid_request');
  });

  it('ignores unknown parameters, empty pairs and values that are missing (RFC 6749 §3.2)', async () => {
    const body = `&&${good}&=&scope=&unknown=1&constructor=2&__proto__=3&&`;
    expect((await raw(token, { headers: form, body })).status).toBe(200);
  });

  it('asks for the grant type when it is missing (RFC 6749 §5.2)', async () => {
    for (const body of [good.replace('grant_type=client_credentials&', ''), good.replace('=client_credentials', '=')]) {
      const answer = await raw(token, { headers: form, body });
      expect(answer.status).toBe(400);
      expect(answer.json.error).toBe('invalid_request');
    }
  });

  it.each([
    'unknown',
    'urn:unknown',
    'CLIENT_CREDENTIALS',
    'constructor',
    '__proto__',
    'x'.repeat(5000),
    'implicit',
  ])('refuses the grant type %.30s (RFC 6749 §5.2)', async (grantType) => {
    const answer = await requestToken(server, 'machine', { grant_type: grantType });
    expect(answer.status).toBe(400);
    expect(answer.json.error).toBe('unsupported_grant_type');
  });

  it('refuses two Authorization headers (RFC 6749 §2.3)', async () => {
    const answer = await raw(token, {
      headers: { ...form, authorization: [basic('machine'), basic('other-machine')] },
      body: 'grant_type=client_credentials',
    });
    expect(answer.status).toBe(400);
    expect(answer.json.error).toBe('invalid_request');
  });

  it('does not mind an odd Referer', async () => {
    const headers = { ...form, referer: 'http://%%%/[\u00ff?' };
    expect((await raw(token, { headers, body: good })).status).toBe(200);
  });

  it('answers unknown paths with 404 as JSON', async () => {
    const answer = await postForm(`${server.url}/connect/tokens`, {});
    expect(answer.status).toBe(404);
    expect(answer.json.error).toBe('not_found');
  });

  it('writes every error as JSON with code, description and page, and never caches it (RFC 6749 §5.2)', async () => {
    const answer = await requestToken(server, 'machine', { grant_type: 'client_credentials', scope: 'unheard.of' });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('pragma')).toBe('no-cache');
    expect(answer.json).toEqual({
      error: 'invalid_scope',
      error_description: 'A requested scope is unknown or not allowed for the client.',
      error_uri: `${server.url}/docs/errors/scope.not-allowed`,
    });
    expect(Object.keys(answer.json)).toEqual(['error', 'error_description', 'error_uri']);
    expect((await fetch(answer.json.error_uri)).status).toBe(200);
  });
});
