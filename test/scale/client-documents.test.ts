import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServer as createMintmark, type MintmarkServer } from '../../src/server/server.ts';
import { settableClock } from '../../src/testing/index.ts';
import { codeRequest } from '../support/authorize.ts';
import { type DocumentHost, documentRedirectUri, startDocumentHost } from '../support/document-host.ts';

const issuer = 'http://localhost:9400';
let host: DocumentHost;
let server: MintmarkServer;
/** Takes connections and never answers. */
let dead: Server;
const connections = new Set<Socket>();

beforeAll(async () => {
  host = await startDocumentHost();
  dead = createServer((socket) => connections.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => dead.listen(0, '127.0.0.1', resolve));
  server = await createMintmark({
    mode: 'dev',
    issuer,
    storage: { kind: 'memory' },
    clock: settableClock(),
    limits: { waitingRequestsPerAddress: 1_000_000 },
    clients: [
      {
        clientId: 'machine',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['client_credentials'],
        allowedScopes: ['api'],
      },
    ],
    apiScopes: [{ name: 'api' }],
    clientIdMetadataDocuments: { mode: 'anyHost', scopes: ['openid'] },
  });
});
afterAll(async () => {
  await server.close();
  await host.close();
  for (const socket of connections) socket.destroy();
  await new Promise((resolve) => dead.close(resolve));
});

function authorize(clientId: string): Promise<Response> {
  const parameters = codeRequest({ client_id: clientId, redirect_uri: documentRedirectUri, scope: 'openid' });
  return server.fetch(new Request(`${issuer}/connect/authorize?${new URLSearchParams(parameters)}`));
}

async function token(): Promise<number> {
  const form = { grant_type: 'client_credentials', client_id: 'machine', client_secret: 'secret' };
  const started = performance.now();
  const body = new URLSearchParams(form);
  const { status } = await server.fetch(new Request(`${issuer}/connect/token`, { method: 'POST', body }));
  expect(status).toBe(200);
  return performance.now() - started;
}

/** 50 tokens, one after the other; milliseconds of the one in the middle. */
async function median(): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < 50; count += 1) times.push(await token());
  return times.sort((a, b) => a - b)[25]!;
}

it('fetches a new document once for 10,000 authorization requests at once', async () => {
  const clientId = host.publish('/crowd.json');
  const started = performance.now();
  const answers = await Promise.all(Array.from({ length: 10_000 }, () => authorize(clientId)));
  const seconds = (performance.now() - started) / 1000;
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
  expect(host.requests.get('/crowd.json')).toBe(1);
  console.log(`10,000 authorization requests for one new document: 1 fetch, ${seconds.toFixed(1)} s`);
});

it('answers others as quickly while a host of documents does not answer, and lets nobody wait in a queue for it', async () => {
  await median();
  const before = await median();
  const { port } = dead.address() as AddressInfo;
  const waiting = new Set<Promise<Response>>();
  const answered: Response[] = [];
  const flood = Array.from({ length: 1000 }, (_, index) => {
    const asked = authorize(`http://127.0.0.1:${port}/client-${index}.json`).then((response) => {
      waiting.delete(asked);
      answered.push(response);
      return response;
    });
    waiting.add(asked);
    return asked;
  });
  await expect.poll(() => connections.size).toBe(4);
  await expect.poll(() => waiting.size).toBe(4);
  const during = await median();
  // Nothing ended meanwhile: it was measured beside the dead host, not after it.
  expect([waiting.size, connections.size]).toEqual([4, 4]);
  expect(new Set(answered.map(({ status, headers }) => `${status} ${headers.get('retry-after')}`))).toEqual(
    new Set(['503 5']),
  );
  console.log(`a token beside a dead host: ${before.toFixed(2)} ms before, ${during.toFixed(2)} ms meanwhile`);
  for (const socket of connections) socket.destroy();
  expect(new Set((await Promise.all(flood)).map(({ status }) => status))).toEqual(new Set([503]));
});
