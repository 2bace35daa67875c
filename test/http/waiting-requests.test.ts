import { afterEach, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/index.ts';
import { authorize, authorizeServer, authorizeUrl, codeRequest, signIn } from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';
import { postForm } from '../support/connect.ts';

let server: TestServer;
afterEach(() => server.close());

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

async function start(): Promise<void> {
  server = await authorizeServer({
    limits: { waitingRequestsPerAddress: 3, windowSeconds: 60 },
    clients: [
      { clientId: 'tv', requireClientSecret: false, allowedGrantTypes: [deviceGrant], allowedScopes: ['api.read'] },
    ],
  });
}

/** Begins a sign-in from an address; resolves to where the browser is sent. */
async function begin(remoteAddress: string): Promise<URL> {
  const request = new Request(authorizeUrl(server, codeRequest()));
  return locationOf(await server.server.fetch(request, { remoteAddress }));
}

it('an address may begin so many sign-ins in the window; of more the client is told, and nothing is stored (RFC 6749 §4.1.2.1)', async () => {
  await start();
  for (let one = 0; one < 3; one += 1) expect((await begin('192.0.2.1')).pathname).toBe('/login');
  const { origin, searchParams } = await begin('192.0.2.1');
  expect(origin).toBe('https://web.example');
  expect(Object.fromEntries(searchParams)).toMatchObject({ error: 'temporarily_unavailable', state: 'state-1' });
  const { store, clock } = server.server.services;
  const waiting = { clientId: 'web', kinds: ['interaction'] } as const;
  expect(await store.grants.list(waiting, clock.now(), 100)).toHaveLength(3);
  expect((await begin('192.0.2.2')).pathname).toBe('/login');
  server.clock.advance(61);
  expect((await begin('192.0.2.1')).pathname).toBe('/login');
});

it('the addresses of one IPv6 user are one', async () => {
  await start();
  for (let one = 0; one < 3; one += 1) expect((await begin(`2001:db8:1:2::${one}`)).pathname).toBe('/login');
  expect((await begin('2001:db8:1:2:ffff::')).searchParams.get('error')).toBe('temporarily_unavailable');
});

it('a user who is known is not kept from consenting', async () => {
  await start();
  const browser = new Browser();
  await signIn(server, browser);
  for (let one = 0; one < 5; one += 1) {
    const asked = { client_id: 'careful', redirect_uri: 'https://careful.example/cb', scope: 'api.read' };
    expect(locationOf(await authorize(server, browser, asked)).pathname).toBe('/consent');
  }
});

it('pushed requests of public clients count as well, those of clients that proved who they are do not (RFC 9126 §2)', async () => {
  await start();
  const push = (client: Record<string, string>) =>
    postForm(`${server.url}/connect/par`, { ...codeRequest(), ...client });
  const native = { client_id: 'native', redirect_uri: 'http://127.0.0.1/cb' };
  for (let one = 0; one < 3; one += 1) expect((await push(native)).status).toBe(201);
  const refused = await push(native);
  expect([refused.status, refused.json.error, refused.headers.get('retry-after')]).toEqual([
    429,
    'temporarily_unavailable',
    '60',
  ]);
  expect((await push({ client_secret: 'secret' })).status).toBe(201);
});

it('device requests of public clients count as well (RFC 8628 §5.2)', async () => {
  await start();
  const ask = () => postForm(`${server.url}/connect/deviceauthorization`, { client_id: 'tv' });
  for (let one = 0; one < 3; one += 1) expect((await ask()).status).toBe(200);
  expect((await ask()).status).toBe(429);
});
