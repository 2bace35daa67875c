import { generateKeyPair, SignJWT } from 'jose';
import { exportJWK } from 'jose/key/export';
import { ClientDocumentPolicy, type ClientDocumentRequest, openStore, type ServerEvent } from 'mintmark';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/create-test-server.ts';
import { answer, authorizeServer, codeRequest, type Parameters, redeem, signIn } from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';
import { askAs, documentPolicy, refusalOf } from '../support/document-clients.ts';
import { type DocumentHost, documentRedirectUri, startDocumentHost } from '../support/document-host.ts';

let server: TestServer;
let host: DocumentHost;
const events: ServerEvent[] = [];
beforeAll(async () => {
  host = await startDocumentHost();
  server = await authorizeServer({
    clientIdMetadataDocuments: documentPolicy,
    onEvent: (event) => events.push(event),
  });
});
beforeEach(() => {
  events.length = 0;
});
afterAll(async () => {
  await server.close();
  await host.close();
});

let count = 0;
const path = () => `/client-${++count}.json`;

const ask = (clientId: string, browser?: Browser, changes?: Parameters, to = server): Promise<Response> =>
  askAs(to, clientId, browser, changes);

/** Signs in, agrees to everything and remembers it; resolves to the answer at the redirect URI. */
async function agree(browser: Browser, clientId: string, changes: Parameters = {}): Promise<Response> {
  const asked = await signIn(server, browser, { client_id: clientId, redirect_uri: documentRedirectUri, ...changes });
  return answer(server, browser, asked, { consent: { scopes: ['openid', 'profile'], remember: true } });
}

function redeemAs(clientId: string, response: Response, changes: Parameters = {}): Promise<Response> {
  return redeem(server, locationOf(response).searchParams.get('code')!, {
    client_id: clientId,
    client_secret: undefined,
    redirect_uri: documentRedirectUri,
    ...changes,
  });
}

describe('a client whose id is the URL of a document (draft-ietf-oauth-client-id-metadata-document-02)', () => {
  it('signs users in, after their consent, and gets and renews tokens within the policy (§5)', async () => {
    const clientId = host.publish('/app.json', {
      scope: 'openid profile api.read api.write',
      grant_types: ['authorization_code', 'refresh_token'],
    });
    const browser = new Browser();
    const asked = await signIn(server, browser, {
      client_id: clientId,
      redirect_uri: documentRedirectUri,
      scope: 'openid api.read offline_access',
    });
    expect(locationOf(asked).pathname).toBe('/consent');
    const back = await answer(server, browser, asked, {
      consent: { scopes: ['openid', 'api.read', 'offline_access'], remember: false },
    });
    expect(locationOf(back).href.startsWith(documentRedirectUri)).toBe(true);
    const tokens = (await (await redeemAs(clientId, back)).json()) as Record<string, string>;
    expect(tokens['scope']).toBe('openid api.read offline_access');
    const renewed = await fetch(`${server.url}/connect/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: clientId,
        refresh_token: tokens['refresh_token']!,
      }),
    });
    expect(renewed.status).toBe(200);
    expect(host.requests.get('/app.json')).toBe(1);
  });

  it('is announced by discovery, and only where it is switched on (§6)', async () => {
    const member = async (one: TestServer) =>
      ((await (await fetch(`${one.url}/.well-known/openid-configuration`)).json()) as Record<string, unknown>)[
        'client_id_metadata_document_supported'
      ];
    expect(await member(server)).toBe(true);
    const off = await authorizeServer();
    try {
      expect(await member(off)).toBe(undefined);
      const before = host.requests.size;
      const clientId = host.publish(path());
      expect(await refusalOf(await ask(clientId, new Browser(), {}, off))).toMatch(/^400 unauthorized_client/);
      expect(host.requests.size).toBe(before);
    } finally {
      await off.close();
    }
  });

  it('gets no scope and no grant that the policy does not give, whatever the document says', async () => {
    const clientId = host.publish(path(), {
      scope: 'openid api.write',
      grant_types: ['authorization_code', 'client_credentials', 'password'],
    });
    const answered = await ask(clientId, new Browser(), { scope: 'openid api.write' });
    expect(locationOf(answered).searchParams.get('error')).toBe('invalid_scope');
    const token = await fetch(`${server.url}/connect/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId }),
    });
    expect(await token.json()).toMatchObject({ error: 'unauthorized_client' });
  });

  it('must use PKCE, and must come back to a redirect URI of the document', async () => {
    const clientId = host.publish(path());
    const without = await ask(clientId, new Browser(), { code_challenge: undefined, code_challenge_method: undefined });
    expect(locationOf(without).searchParams.get('error')).toBe('invalid_request');
    const elsewhere = await ask(clientId, new Browser(), { redirect_uri: 'https://elsewhere.example/' });
    expect(elsewhere.status).toBe(400);
  });

  it('is fetched once however many requests wait for it', async () => {
    const clientId = host.publish('/crowd.json');
    const answers = await Promise.all(Array.from({ length: 300 }, () => ask(clientId)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
    expect(host.requests.get('/crowd.json')).toBe(1);
  });

  it('is remembered as long as HTTP says, within the bounds of the operator (§5.2)', async () => {
    const times = async (headers: Record<string, string>, seconds: readonly number[]) => {
      const where = path();
      const clientId = host.publish(where, {}, headers);
      const seen: (number | undefined)[] = [];
      for (const step of [0, ...seconds]) {
        server.clock.advance(step);
        await ask(clientId);
        seen.push(host.requests.get(where));
      }
      return seen;
    };
    expect(await times({ 'cache-control': 'max-age=100' }, [99, 1])).toEqual([1, 1, 2]);
    expect(await times({ 'cache-control': 'max-age=100', age: '40' }, [59, 1])).toEqual([1, 1, 2]);
    expect(await times({ 'cache-control': 'no-store' }, [9, 1])).toEqual([1, 1, 2]);
    expect(await times({}, [9, 1])).toEqual([1, 1, 2]);
    expect(await times({ 'cache-control': 'max-age=31536000' }, [999, 1])).toEqual([1, 1, 2]);
    expect(
      await times({ date: 'Tue, 01 Jan 2030 00:00:00 GMT', expires: 'Tue, 01 Jan 2030 00:00:50 GMT' }, [49, 1]),
    ).toEqual([1, 1, 2]);
  });

  it('is never remembered as a failure: what is mended works at once (§5.2)', async () => {
    const where = path();
    const clientId = host.answer(where, (response) => response.writeHead(500).end());
    expect(await refusalOf(await ask(clientId))).toMatch(/^503 temporarily_unavailable/);
    host.answer(where, (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{'));
    expect(await refusalOf(await ask(clientId))).toMatch(/^400 invalid_client_metadata/);
    host.publish(where);
    expect((await ask(clientId)).status).toBe(303);
    expect(host.requests.get(where)).toBe(3);
  });

  it('is told in events: fetched, refused and why', async () => {
    const where = path();
    const clientId = host.publish(where);
    await ask(clientId);
    server.clock.advance(11);
    host.publish(where, { redirect_uris: ['https://elsewhere.example/'] });
    await ask(clientId);
    server.clock.advance(11);
    host.publish(where, { client_secret: 'x' });
    await ask(clientId);
    expect(events.filter(({ type }) => type.startsWith('ClientDocument'))).toEqual([
      { type: 'ClientDocumentFetched', clientId, changed: false },
      { type: 'ClientDocumentFetched', clientId, changed: true },
      {
        type: 'ClientDocumentRefused',
        clientId,
        reason: 'document.invalid',
        detail: 'The metadata document of the client: client_secret: a public document cannot hold a secret.',
      },
    ]);
  });
});

describe('consent to a client that describes itself (§8.4)', () => {
  it('is remembered while the document stays as it was, its name and cache time apart', async () => {
    const where = path();
    const clientId = host.publish(where);
    const browser = new Browser();
    await agree(browser, clientId);
    server.clock.advance(11);
    host.publish(where, { client_name: 'Another name' });
    expect(locationOf(await ask(clientId, browser)).searchParams.get('code')).toMatch(/^[\w-]{50}$/);
  });

  it.each([
    ['redirect URIs', { redirect_uris: [documentRedirectUri, 'https://elsewhere.example/'] }],
    [
      'way to authenticate, and keys',
      { token_endpoint_auth_method: 'private_key_jwt', jwks_uri: 'https://client.example/keys' },
    ],
  ])('is asked for anew when its %s change', async (_what, members) => {
    const where = path();
    const clientId = host.publish(where);
    const browser = new Browser();
    await agree(browser, clientId);
    expect(locationOf(await ask(clientId, browser)).searchParams.get('code')).toMatch(/^[\w-]{50}$/);
    server.clock.advance(11);
    host.publish(where, members);
    expect(locationOf(await ask(clientId, browser)).pathname).toBe('/consent');
  });

  it('gives nothing to a client that leaves the address of the code out of its document before it redeems it', async () => {
    const where = path();
    const clientId = host.publish(where);
    const back = await agree(new Browser(), clientId);
    server.clock.advance(11);
    host.publish(where, { redirect_uris: ['https://elsewhere.example/'] });
    const refused = await redeemAs(clientId, back);
    expect([refused.status, await refused.json()]).toMatchObject([400, { error: 'invalid_grant' }]);
  });
});

describe('a client with keys (§8.2)', () => {
  it('authenticates by private_key_jwt, and by nothing less', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const clientId = host.publish(path(), {
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [{ ...(await exportJWK(publicKey)), kid: '1' }] },
    });
    const browser = new Browser();
    const bare = await redeemAs(clientId, await agree(browser, clientId));
    expect([bare.status, await bare.json()]).toMatchObject([401, { error: 'invalid_client' }]);
    const now = server.clock.now();
    const assertion = await new SignJWT({
      jti: 'one',
      iss: clientId,
      sub: clientId,
      aud: server.url,
      iat: now,
      exp: now + 60,
    })
      .setProtectedHeader({ alg: 'ES256', kid: '1' })
      .sign(privateKey);
    const tokens = await redeemAs(clientId, await ask(clientId, browser), {
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    });
    expect(tokens.status).toBe(200);
  });
});

describe('the other endpoints', () => {
  const post = (to: TestServer, where: string, form: Readonly<Record<string, string>>, headers = {}) =>
    fetch(to.url + where, { method: 'POST', body: new URLSearchParams(form), headers });

  it('take a pushed request of such a client, and check its redirect URI again when it is used (RFC 9126)', async () => {
    const where = path();
    const clientId = host.publish(where);
    const push = () =>
      post(server, '/connect/par', codeRequest({ client_id: clientId, redirect_uri: documentRedirectUri }));
    const { request_uri: requestUri } = (await (await push()).json()) as { request_uri: string };
    const query = new URLSearchParams({ client_id: clientId, request_uri: requestUri });
    expect((await new Browser().get(`${server.url}/connect/authorize?${query}`)).status).toBe(303);
    const second = (await (await push()).json()) as { request_uri: string };
    server.clock.advance(11);
    host.publish(where, { redirect_uris: ['https://elsewhere.example/'] });
    const changed = new URLSearchParams({ client_id: clientId, request_uri: second.request_uri });
    expect((await new Browser().get(`${server.url}/connect/authorize?${changed}`)).status).toBe(400);
  });

  it('refuse a device code where the policy does not give the grant, and give one where it does (RFC 8628)', async () => {
    const members = { grant_types: ['urn:ietf:params:oauth:grant-type:device_code'], redirect_uris: undefined };
    const device = (to: TestServer) =>
      post(to, '/connect/deviceauthorization', { client_id: host.publish(path(), members), scope: 'openid' });
    expect((await device(server)).status).toBe(400);
    const generous = await authorizeServer({
      clientIdMetadataDocuments: { ...documentPolicy, grantTypes: ['urn:ietf:params:oauth:grant-type:device_code'] },
    });
    try {
      expect((await device(generous)).status).toBe(200);
    } finally {
      await generous.close();
    }
  });

  it('go on for who is signed in while the host of the document is away, and take on nobody new', async () => {
    const where = path();
    const members = { grant_types: ['authorization_code', 'refresh_token'] };
    const clientId = host.publish(where, members);
    const browser = new Browser();
    const asked = await signIn(server, browser, {
      client_id: clientId,
      redirect_uri: documentRedirectUri,
      scope: 'openid offline_access',
    });
    const consent = { scopes: ['openid', 'offline_access'], remember: true };
    const back = await answer(server, browser, asked, { consent });
    const tokens = (await (await redeemAs(clientId, back)).json()) as Record<string, string>;
    const refresh = (token: string) =>
      post(server, '/connect/token', { grant_type: 'refresh_token', client_id: clientId, refresh_token: token });
    host.answer(where, (response) => response.destroy());
    server.clock.advance(500);
    const renewed = (await (await refresh(tokens['refresh_token']!)).json()) as Record<string, string>;
    expect(await refusalOf(await ask(clientId, browser))).toMatch(/^503 temporarily_unavailable/);
    server.clock.advance(501);
    expect((await refresh(renewed['refresh_token']!)).status).toBe(503);
    // Whoever takes the document away ends the client.
    host.publish(where, members);
    const again = (await (await refresh(renewed['refresh_token']!)).json()) as Record<string, string>;
    host.answer(where, (response) => response.writeHead(404).end());
    server.clock.advance(11);
    expect((await refresh(again['refresh_token']!)).status).toBe(400);
  });

  it('know on every node what one of them learnt', async () => {
    const store = await openStore({ kind: 'memory' });
    const [first, second] = [
      await authorizeServer({ clientIdMetadataDocuments: documentPolicy, store }),
      await authorizeServer({ clientIdMetadataDocuments: documentPolicy, store }),
    ];
    try {
      const where = path();
      const clientId = host.publish(where, {}, { 'cache-control': 'max-age=500' });
      const browser = new Browser();
      const asked = await signIn(first, browser, { client_id: clientId, redirect_uri: documentRedirectUri });
      await answer(first, browser, asked, { consent: { scopes: ['openid', 'profile'], remember: true } });
      await expect.poll(() => store.clients.find(clientId)).toMatchObject({ origin: 'document' });
      expect((await ask(clientId, new Browser(), {}, second)).status).toBe(303);
      expect(host.requests.get(where)).toBe(1);
    } finally {
      await first.close();
      await second.close();
    }
  });
});

describe('a policy of one’s own', () => {
  it('refuses documents and changes what they ask for, and gives no more than the configuration', async () => {
    class Changed extends ClientDocumentPolicy {
      override async process(request: ClientDocumentRequest) {
        const { document, metadata } = request;
        if (document['department'] !== 'sales') {
          return { error: 'unauthorized_client', errorDescription: 'Sales only.' };
        }
        const scope = metadata.clientName === 'Greedy' ? 'openid api.write' : 'openid';
        return super.process({ ...request, metadata: { ...metadata, scope } });
      }
    }
    const own = await authorizeServer({
      clientIdMetadataDocuments: documentPolicy,
      services: { clientDocumentPolicy: () => new Changed() },
    });
    try {
      const askOwn = (members: object) => ask(host.publish(path(), { ...members }), new Browser(), {}, own);
      const refused = await askOwn({});
      expect([refused.status, (await refused.text()).includes('Sales only.')]).toEqual([400, true]);
      const narrowed = await askOwn({ department: 'sales' });
      expect(locationOf(narrowed).searchParams.get('error')).toBe('invalid_scope');
      const greedy = await askOwn({ department: 'sales', client_name: 'Greedy' });
      expect([greedy.status, (await greedy.text()).includes('api.write is not allowed here')]).toEqual([400, true]);
    } finally {
      await own.close();
    }
  });
});

describe('metrics', () => {
  it('count documents by what became of them', async () => {
    const measured = await authorizeServer({ clientIdMetadataDocuments: documentPolicy, listen: { adminPort: 9464 } });
    try {
      await ask(host.publish(path()), new Browser(), {}, measured);
      await ask(host.publish(path(), { client_secret: 'x' }), new Browser(), {}, measured);
      await ask(host.url + path(), new Browser(), {}, measured);
      const { body } = await measured.server.admin({
        method: 'GET',
        target: '/metrics',
        header: () => undefined,
        body: async () => new Uint8Array(),
      });
      const lines = String(body)
        .split('\n')
        .filter((line) => line.startsWith('mintmark_client_documents_total'));
      expect(lines).toEqual([
        'mintmark_client_documents_total{outcome="fetched"} 1',
        'mintmark_client_documents_total{outcome="document.invalid"} 2',
      ]);
    } finally {
      await measured.close();
    }
  });
});

describe('the store', () => {
  it('keeps clients that were used, nothing of documents that were only named, and what an operator changed', async () => {
    const where = path();
    const clientId = host.publish(where);
    const { clients } = server.server.services.store;
    await ask(clientId);
    expect(await clients.find(clientId)).toBe(undefined);
    await agree(new Browser(), clientId);
    const stored = await clients.find(clientId);
    expect(stored).toMatchObject({ origin: 'document', enabled: true, clientName: 'Example client' });
    await clients.update({ ...stored!, enabled: false });
    server.clock.advance(11);
    expect(await refusalOf(await ask(clientId))).toMatch(/^400 unauthorized_client/);
    await clients.update({ ...stored!, accessTokenLifetime: 17 });
    server.clock.advance(11);
    host.publish(where, { client_name: 'Renamed' });
    const back = await signIn(server, new Browser(), { client_id: clientId, redirect_uri: documentRedirectUri });
    const tokens = await redeemAs(clientId, back);
    expect(await tokens.json()).toMatchObject({ expires_in: 17 });
    expect(await clients.find(clientId)).toMatchObject({ clientName: 'Renamed', accessTokenLifetime: 17 });
  });

  it('may hold a client of the operator under such an id, which no document changes (§7.2)', async () => {
    const where = path();
    const clientId = host.publish(where);
    const own = await server.server.services.clients.find('other');
    await server.server.services.store.clients.insert({ ...own!, clientId, clientName: 'The own one' });
    const answered = await ask(clientId, new Browser(), { redirect_uri: 'https://other.example/cb' });
    expect(answered.status).toBe(303);
    expect(host.requests.get(where)).toBe(undefined);
  });
});
