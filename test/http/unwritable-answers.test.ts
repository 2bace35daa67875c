import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toNodeHandler } from '../../src/http/node-handler.ts';
import { listen } from '../../src/http/node-listener.ts';
import { silentLog } from '../../src/operations/log.ts';
import { createServer } from '../../src/server/server.ts';

const query = new URLSearchParams({
  client_id: 'web',
  redirect_uri: 'https://app.test/cb',
  response_type: 'code',
  scope: 'openid',
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
});

/** A server whose front end is told an address that no header can carry, and the lines that it logs. */
async function start() {
  const lines: { readonly message: string; readonly fields: Readonly<Record<string, unknown>> | undefined }[] = [];
  const server = await createServer({
    issuer: 'http://localhost',
    mode: 'dev',
    storage: { kind: 'memory' },
    interactionUrl: () => 'https://login.test/例え',
    clients: [
      {
        clientId: 'web',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['authorization_code'],
        allowedScopes: ['openid'],
        redirectUris: ['https://app.test/cb'],
      },
    ],
    log: {
      ...silentLog,
      error: (message, fields) => {
        lines.push({ message, fields });
      },
    },
  });
  return { server, lines };
}

async function expectTold(response: Response, lines: Awaited<ReturnType<typeof start>>['lines']): Promise<void> {
  expect(response.status).toBe(500);
  const id = response.headers.get('x-request-id');
  expect(await response.json()).toMatchObject({
    error: 'server_error',
    error_description: expect.stringContaining(id!),
  });
  expect(lines).toEqual([
    {
      message: 'a request failed',
      fields: expect.objectContaining({ requestId: id, detail: 'the answer cannot be written' }),
    },
  ]);
}

describe('an answer with a header that cannot be written is a 500 with an id and a log line', () => {
  it('by the listener', async () => {
    const { server, lines } = await start();
    const listening = await listen(server, { host: '127.0.0.1', port: 0 });
    onTestFinished(() => listening.stop());
    const url = `http://127.0.0.1:${listening.port}/connect/authorize?${query}`;
    await expectTold(await fetch(url, { redirect: 'manual' }), lines);
  });

  it('by fetch', async () => {
    const { server, lines } = await start();
    onTestFinished(() => server.close());
    await expectTold(await server.fetch(new Request(`http://localhost/connect/authorize?${query}`)), lines);
  });

  it('by the handler for other applications', async () => {
    const { server, lines } = await start();
    const http = createHttpServer(toNodeHandler(server)).listen(0, '127.0.0.1');
    onTestFinished(async () => {
      http.closeAllConnections();
      http.close();
      await server.close();
    });
    await once(http, 'listening');
    const { port } = http.address() as AddressInfo;
    await expectTold(await fetch(`http://127.0.0.1:${port}/connect/authorize?${query}`, { redirect: 'manual' }), lines);
  });

  it('also what is thrown around the endpoints, such as the store that is asked for origins', async () => {
    const { server, lines } = await start();
    onTestFinished(() => server.close());
    const { corsOrigins } = server.services;
    corsOrigins.has = () => Promise.reject(new Error('broken'));
    const response = await server.fetch(
      new Request('http://localhost/connect/token', { method: 'POST', headers: { origin: 'https://a.test' } }),
    );
    expect(response.status).toBe(500);
    expect(lines).toEqual([
      {
        message: 'a request failed',
        fields: expect.objectContaining({ requestId: response.headers.get('x-request-id') }),
      },
    ]);
  });
});
