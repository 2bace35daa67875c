import { afterEach, describe, expect, it } from 'vitest';
import type { ServerEvent } from '../../src/operations/events.ts';
import { type AdminServer, adminToken, askAdmin, startAdmin } from '../support/admin.ts';
import { basic, postForm, refresh } from '../support/connect.ts';
import { secret } from '../support/fixture.ts';
import { newStore, storeKinds } from '../support/stores.ts';

const servers: AdminServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function start(options: Parameters<typeof startAdmin>[0] = {}) {
  const server = await startAdmin(options);
  servers.push(server);
  const token = await adminToken(server);
  const ask = (method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) =>
    askAdmin(server, method, path, { token, body, headers });
  return { server, ask };
}

const worker = { clientId: 'worker', allowedGrantTypes: ['client_credentials'], clientName: 'Worker' };

function tokenOf({ url }: AdminServer, clientId: string, clientSecret: string) {
  const form = { grant_type: 'client_credentials' };
  return postForm(`${url}/connect/token`, form, { authorization: basic(clientId, clientSecret) });
}

describe.each(storeKinds)('clients, by the admin API, with %s', (kind) => {
  const orders = {
    apiScopes: [{ name: 'orders.read' }],
    apiResources: [{ name: 'https://orders.example.com', scopes: ['orders.read'] }],
  };

  it('are created once, get tokens at once, and lose everything when they are deleted', async (context) => {
    const { server, ask } = await start({ ...orders, store: await newStore(kind, context) });
    const wanted = { ...worker, allowedScopes: ['orders.read'], accessTokenType: 'reference' };
    const created = await ask('POST', '/clients', wanted);
    expect(created.status).toBe(201);
    expect(created.json).toMatchObject({
      clientId: 'worker',
      from: 'store',
      clientSecret: expect.stringMatching(/^[\w-]{43}$/),
      clientSecrets: [{ id: expect.stringMatching(/^[\w-]{16}$/) }],
      warnings: [],
    });
    const { clientSecret } = created.json;
    const issued = await tokenOf(server, 'worker', clientSecret);
    expect(issued.status).toBe(200);

    const again = await ask('POST', '/clients', wanted);
    expect(again.status).toBe(200);
    expect(again.json.clientSecret).toBe(undefined);
    expect(again.headers.get('etag')).toBe(created.headers.get('etag'));
    const other = await ask('POST', '/clients', { ...wanted, accessTokenLifetime: 60 });
    expect(other.json).toMatchObject({
      type: 'urn:mintmark:problem:exists',
      status: 409,
      detail: 'there is a client worker already',
    });

    const search = await ask('GET', '/clients?search=WORK&from=store');
    expect(search.json.items.map((item: { clientId: string }) => item.clientId)).toEqual(['worker']);
    expect((await ask('DELETE', '/clients/worker')).status).toBe(204);
    expect((await tokenOf(server, 'worker', clientSecret)).status).toBe(401);
    const form = { token: issued.json.access_token };
    const active = await postForm(`${server.url}/connect/introspect`, form, { authorization: basic('reader') });
    expect(active.json).toEqual({ active: false });
    const gone = await ask('DELETE', '/clients/worker');
    expect(gone.status).toBe(404);
    expect(gone.json.detail).toBe('there is no client worker; whatever that id was issued is ended');
    const soon = await ask('POST', '/clients', wanted);
    expect(soon.status).toBe(409);
    expect(soon.json.detail).toBe('worker was removed or ended moments ago: try again in a few seconds');
  });

  it('are created by one of two administrators at once; the other one finds the same client', async (context) => {
    const { server, ask } = await start({ store: await newStore(kind, context) });
    const answers = await Promise.all([1, 2, 3, 4].map(() => ask('POST', '/clients', worker)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 201]);
    const secrets = answers.flatMap(({ json }) => json.clientSecret ?? []);
    expect(secrets).toHaveLength(1);
    expect((await tokenOf(server, 'worker', secrets[0])).json.error).toBe('invalid_scope');
  });

  it('lose no change: a replacement says what it replaces, and one of two is told that it came late', async (context) => {
    const { ask } = await start({ store: await newStore(kind, context) });
    await ask('POST', '/clients', worker);
    const read = await ask('GET', '/clients/worker');
    const etag = read.headers.get('etag')!;
    const body = { ...read.json, accessTokenLifetime: 60 };
    expect((await ask('PUT', '/clients/worker', body)).status).toBe(428);
    const both = await Promise.all(
      [60, 61].map((accessTokenLifetime) =>
        ask('PUT', '/clients/worker', { ...body, accessTokenLifetime }, { 'if-match': etag }),
      ),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 412]);
    const won = both.find(({ status }) => status === 200)!;
    expect((await ask('GET', '/clients/worker')).json.accessTokenLifetime).toBe(won.json.accessTokenLifetime);
    expect((await ask('GET', '/clients/worker')).headers.get('etag')).toBe(won.headers.get('etag'));
    // What a replacement does not name is the default again, and its secrets stay.
    const bare = { allowedGrantTypes: ['client_credentials'] };
    const replaced = await ask('PUT', '/clients/worker', bare, { 'if-match': won.headers.get('etag')! });
    expect(replaced.json).toMatchObject({ accessTokenLifetime: 3600, clientSecrets: read.json.clientSecrets });
    expect(replaced.json).not.toHaveProperty('clientName');
    const stale = await ask('DELETE', '/clients/worker', undefined, { 'if-match': etag });
    expect(stale.status).toBe(412);
    const weak = `W/${replaced.headers.get('etag')!}`;
    expect((await ask('PATCH', '/clients/worker', {}, { 'if-match': weak })).status).toBe(412);
  });

  it('merge every change that is made at once (RFC 7396)', async (context) => {
    const { ask } = await start({ store: await newStore(kind, context) });
    await ask('POST', '/clients', {
      ...worker,
      tokenExchange: { subjectTokens: ['access_token'], impersonation: true },
    });
    const patches = [
      { accessTokenLifetime: 60 },
      { clientName: 'Renamed' },
      { clientUri: 'https://worker.example' },
      { tokenExchange: { impersonation: false } },
    ];
    const answers = await Promise.all(
      patches.map((patch) =>
        ask('PATCH', '/clients/worker', patch, { 'content-type': 'application/merge-patch+json' }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await ask('GET', '/clients/worker')).json).toMatchObject({
      accessTokenLifetime: 60,
      clientName: 'Renamed',
      clientUri: 'https://worker.example',
      tokenExchange: { subjectTokens: ['access_token'], impersonation: false },
    });
    const reset = await ask('PATCH', '/clients/worker', { accessTokenLifetime: null, clientName: null });
    expect(reset.json.accessTokenLifetime).toBe(3600);
    expect(reset.json).not.toHaveProperty('clientName');
  });

  it('have several secrets that are good at once, each withdrawn by its id', async (context) => {
    const { server, ask } = await start({ ...orders, store: await newStore(kind, context) });
    const first = (await ask('POST', '/clients', { ...worker, allowedScopes: ['orders.read'] })).json;
    const added = await ask('POST', '/clients/worker/secrets', { description: 'autumn' });
    expect(added.status).toBe(201);
    expect(added.json).toEqual({
      id: expect.any(String),
      description: 'autumn',
      clientSecret: expect.stringMatching(/^[\w-]{43}$/),
    });
    const plain = [first.clientSecret, added.json.clientSecret];
    for (const one of plain) expect((await tokenOf(server, 'worker', one)).status).toBe(200);

    const oldId = first.clientSecrets[0].id;
    expect((await ask('DELETE', `/clients/worker/secrets/${oldId}`)).status).toBe(204);
    expect((await tokenOf(server, 'worker', first.clientSecret)).status).toBe(401);
    expect((await tokenOf(server, 'worker', added.json.clientSecret)).status).toBe(200);
    expect((await ask('DELETE', `/clients/worker/secrets/${oldId}`)).status).toBe(404);
    const last = await ask('DELETE', `/clients/worker/secrets/${added.json.id}`);
    expect(last.status).toBe(409);
    expect(last.json.detail).toBe('worker has no other secret: add one first, or disable the client');

    const short = await ask('POST', '/clients/worker/secrets', { expiresAt: server.clock.now() + 60 });
    expect((await tokenOf(server, 'worker', short.json.clientSecret)).status).toBe(200);
    server.clock.advance(61);
    expect((await tokenOf(server, 'worker', short.json.clientSecret)).status).toBe(401);
  });

  it('are refused while disabled, with everything that was issued, and accepted again', async (context) => {
    const { server, ask } = await start({ ...orders, store: await newStore(kind, context) });
    const { clientSecret } = (await ask('POST', '/clients', { ...worker, allowedScopes: ['orders.read'] })).json;
    const disabled = await ask('POST', '/clients/worker/disable');
    expect(disabled.json.enabled).toBe(false);
    expect((await tokenOf(server, 'worker', clientSecret)).status).toBe(401);
    server.clock.advance(10);
    expect((await ask('POST', '/clients/worker/enable')).json.enabled).toBe(true);
    expect((await tokenOf(server, 'worker', clientSecret)).status).toBe(200);
    await ask('PATCH', '/clients/worker', { enabled: false });
    expect((await tokenOf(server, 'worker', clientSecret)).status).toBe(401);
  });
});

describe('clients, by the admin API', () => {
  it('have ids with odd characters, which stand percent-encoded in paths', async () => {
    const { ask } = await start();
    for (const clientId of ['https://app.example/a b?c=d#e', 'a%2Fb', '__proto__', 'x"<script>']) {
      const path = `/clients/${encodeURIComponent(clientId)}`;
      const created = await ask('PUT', path, { allowedGrantTypes: ['client_credentials'] }, { 'if-none-match': '*' });
      expect(created.json).toMatchObject({ clientId });
      expect(created.status).toBe(201);
      expect((await ask('GET', path)).json.clientId).toBe(clientId);
      const secrets = await ask('POST', `${path}/secrets`, {});
      expect(secrets.status).toBe(201);
      expect((await ask('DELETE', path)).status).toBe(204);
      expect((await ask('GET', path)).status).toBe(404);
    }
    expect((await ask('GET', '/clients/%E0%A4%A')).status).toBe(404);
    expect((await ask('GET', `/clients/${'x'.repeat(5000)}`)).status).toBe(404);
  });

  it('are told every mistake as the configuration tells it, and change nothing', async () => {
    const { ask } = await start();
    const wrong = {
      clientId: 'worker',
      allowedGrantTypes: ['client_credential'],
      allowedScopes: ['nothing'],
      acessTokenLifetime: 1,
    };
    const refused = await ask('POST', '/clients', wrong);
    expect(refused.status).toBe(400);
    expect(refused.json).toMatchObject({
      type: 'urn:mintmark:problem:invalid',
      errors: [
        { path: 'acessTokenLifetime', message: 'is not known (did you mean "accessTokenLifetime"?)' },
        {
          path: 'allowedGrantTypes[0]',
          message: 'is not a known grant type (did you mean "client_credentials"?)',
        },
        { path: 'allowedScopes[0]', message: '"nothing" is not a known scope' },
      ],
    });
    await ask('POST', '/clients', worker);
    const fixed = await ask('PATCH', '/clients/worker', {
      clientId: 'other',
      clientSecrets: [],
      from: 'configuration',
    });
    expect(fixed.json.errors).toEqual([
      { path: 'clientId', message: 'cannot be changed: create another client' },
      { path: 'clientSecrets', message: 'is changed by adding and withdrawing secrets' },
      { path: 'from', message: 'cannot be changed' },
    ]);
    expect((await ask('PATCH', '/clients/worker', [])).json.errors).toEqual([
      { path: '', message: 'must be an object, not a list' },
    ]);
    const text = { 'content-type': 'text/plain' };
    expect((await ask('POST', '/clients', worker, text)).status).toBe(415);
    expect((await ask('POST', '/clients', { ...worker, clientName: 'x'.repeat(70_000) })).status).toBe(413);
  });

  it('of the configuration are shown, and changed there alone', async () => {
    const { ask } = await start();
    expect((await ask('GET', '/clients/reader')).json.from).toBe('configuration');
    const answers = [
      await ask('POST', '/clients', { ...worker, clientId: 'reader' }),
      await ask('PATCH', '/clients/reader', { clientName: 'x' }),
      await ask('PUT', '/clients/reader', worker, { 'if-match': '*' }),
      await ask('DELETE', '/clients/reader'),
      await ask('POST', '/clients/reader/disable'),
      await ask('POST', '/clients/reader/secrets', {}),
    ];
    expect(answers.map(({ json }) => json.type)).toEqual(Array(6).fill('urn:mintmark:problem:configured'));
  });

  it('that are deleted while they refresh get no token that lives', async () => {
    const { server, ask } = await start({
      apiScopes: [{ name: 'orders.read' }],
      apiResources: [{ name: 'https://orders.example.com', scopes: ['orders.read'] }],
      users: [{ subject: 'alice-id', username: 'alice', password: 'correct horse battery' }],
    });
    const wanted = {
      clientId: 'app',
      allowedGrantTypes: ['password'],
      allowedScopes: ['openid', 'orders.read'],
      allowOfflineAccess: true,
      clientSecrets: [{ value: secret }],
    };
    expect((await ask('POST', '/clients', wanted)).status).toBe(201);
    const signedIn = await postForm(`${server.url}/connect/token`, {
      client_id: 'app',
      client_secret: secret,
      grant_type: 'password',
      username: 'alice',
      password: 'correct horse battery',
      scope: 'openid orders.read offline_access',
    });
    expect(signedIn.status).toBe(200);
    const [refreshed] = await Promise.all([
      refresh(server, 'app', signedIn.json.refresh_token),
      ask('DELETE', '/clients/app'),
    ]);
    for (const token of [signedIn.json.access_token, refreshed.json.access_token ?? 'none']) {
      const userinfo = await fetch(`${server.url}/connect/userinfo`, { headers: { authorization: `Bearer ${token}` } });
      expect(userinfo.status).toBe(401);
    }
    const late = await refresh(server, 'app', refreshed.json.refresh_token ?? signedIn.json.refresh_token);
    expect(late.json.error).toBe('invalid_client');
  });

  it('tell the audit who changed what, and no secret', async () => {
    const events: ServerEvent[] = [];
    const { ask } = await start({ onEvent: (event) => events.push(event) });
    const { clientSecret } = (await ask('POST', '/clients', worker)).json;
    await ask('PATCH', '/clients/worker', { accessTokenLifetime: 60 });
    const { clientSecret: second } = (await ask('POST', '/clients/worker/secrets', {})).json;
    await ask('POST', '/clients/worker/disable');
    await ask('DELETE', '/clients/worker');
    const changes = events.flatMap((event) => (event.type === 'AdminChange' ? [event] : []));
    expect(changes.map(({ action }) => action)).toEqual([
      'client.create',
      'client.change',
      'client.secret.add',
      'client.disable',
      'client.remove',
    ]);
    expect(changes[1]).toEqual({
      type: 'AdminChange',
      action: 'client.change',
      target: { kind: 'client', id: 'worker' },
      caller: { subjectId: undefined, clientId: 'operator', via: 'api' },
      before: { accessTokenLifetime: 3600 },
      after: { accessTokenLifetime: 60 },
    });
    expect(events.map(({ type }) => type).filter((type) => type.startsWith('Client'))).toEqual([
      'ClientDisabled',
      'ClientRemoved',
    ]);
    const told = JSON.stringify(events);
    for (const hidden of [clientSecret, second, 'sha256']) expect(told).not.toContain(hidden);
  });
});

describe('clients of two servers on one PostgreSQL', () => {
  it('get tokens at either at once, and a secret that one withdrew is refused by the other within 5 seconds', async (context) => {
    const store = await newStore('PostgreSQL', context);
    const orders = {
      apiScopes: [{ name: 'orders.read' }],
      apiResources: [{ name: 'https://orders.example.com', scopes: ['orders.read'] }],
    };
    const one = await start({ ...orders, store });
    const other = await start({ ...orders, store });
    const { clientSecret } = (await one.ask('POST', '/clients', { ...worker, allowedScopes: ['orders.read'] })).json;
    expect((await tokenOf(other.server, 'worker', clientSecret)).status).toBe(200);
    const [{ id }] = (await one.ask('GET', '/clients/worker')).json.clientSecrets;
    const second = (await one.ask('POST', '/clients/worker/secrets', {})).json.clientSecret;
    expect((await one.ask('DELETE', `/clients/worker/secrets/${id}`)).status).toBe(204);
    expect((await tokenOf(one.server, 'worker', clientSecret)).status).toBe(401);
    other.server.clock.advance(5);
    expect((await tokenOf(other.server, 'worker', clientSecret)).status).toBe(401);
    expect((await tokenOf(other.server, 'worker', second)).status).toBe(200);
  });
});
