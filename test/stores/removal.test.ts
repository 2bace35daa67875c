import { describe, expect, it, type TestContext } from 'vitest';
import { removeClient } from '../../src/clients/remove-client.ts';
import { resolveClient } from '../../src/config/resolve-client.ts';
import { randomHandle } from '../../src/keys/digest.ts';
import { authenticatedSubject } from '../../src/model/subject.ts';
import { StoreUnavailableError, type UserStore } from '../../src/stores/contracts.ts';
import { endSignIns } from '../../src/stores/end-everything.ts';
import type { TestServer } from '../../src/testing/index.ts';
import { endSession } from '../../src/tokens/end-session.ts';
import { removeUser } from '../../src/users/remove-user.ts';
import { introspect, postForm, refresh, requestToken, signIn } from '../support/connect.ts';
import { contextOf, sessionOf } from '../support/decisions.ts';
import { ordersApi, secret, startFixture } from '../support/fixture.ts';
import { newStore, storeKinds } from '../support/stores.ts';

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
const cibaGrant = 'urn:openid:params:grant-type:ciba';
const subject = 'subject-of-alice';
const scopes = ['openid', 'orders.read', 'offline_access'];
const clientId = 'stored';
const stored = {
  clientId,
  clientSecrets: [{ value: secret }],
  allowedGrantTypes: [deviceGrant, cibaGrant, 'client_credentials', 'authorization_code', 'urn:test:grant:as-user'],
  redirectUris: ['https://app.example/callback'],
  allowedScopes: ['openid', 'orders.read'],
  allowOfflineAccess: true,
  requirePkce: false,
};

async function setUp(kind: (typeof storeKinds)[number], context: TestContext) {
  const store = await newStore(kind, context);
  const server = await startFixture({ store, users: [] });
  context.onTestFinished(() => server.close());
  const addUser = () => server.server.services.users.add({ subjectId: subject, username: 'alice' });
  const addClient = async (more = {}) =>
    store.clients.insert(resolveClient({ ...stored, ...more }, server.server.services.settings.catalogue));
  await addUser();
  await addClient();
  return { store, server, addUser, addClient };
}

/** One of each thing that can be issued; how each of them is answered when it is presented. */
async function issueAll(server: TestServer) {
  const { services } = server.server;
  const context = contextOf(server);
  const client = (await services.clients.find(clientId))!;
  const tokens = await signIn(server, clientId, { scope: scopes.join(' ') });
  // Nothing is stored of this one.
  const online = await signIn(server, clientId, { scope: 'openid orders.read' });
  const reference = await signIn(server, 'reference-application', { scope: scopes.join(' ') });
  const machine = await requestToken(server, clientId, { grant_type: 'client_credentials', scope: 'orders.read' });
  const session = await sessionOf(server, subject);
  await services.consents.remember({ client, subjectId: subject, scopes, resourceIndicators: [] }, scopes, context);
  const as = { client_id: clientId, client_secret: secret };
  const device = (await postForm(`${server.url}/connect/deviceauthorization`, { ...as, scope: 'openid' })).json;
  await services.deviceInteraction.decide(
    device.user_code,
    { outcome: 'approved', scopes: ['openid'] },
    session,
    context,
  );
  const ciba = (await postForm(`${server.url}/connect/ciba`, { ...as, scope: 'openid', login_hint: 'alice' })).json;
  const code = randomHandle();
  const columns = {
    clientId,
    subjectId: subject,
    family: randomHandle(),
    createdAt: context.now,
    expiresAt: context.now + 300,
  };
  await services.vault.insert(
    services.vault.record(
      'authorization_code',
      code,
      {
        ...columns,
        subject: authenticatedSubject(subject, { method: 'pwd', at: context.now }),
        redirectUri: 'https://app.example/callback',
        redirectUriRequired: false,
        scopes: ['openid'],
        resourceIndicators: [],
      },
      columns,
    ),
  );
  const active = async (token: string) => (await introspect(server, ordersApi, token)).json.active;
  const poll = async (form: Record<string, string>) =>
    (await postForm(`${server.url}/connect/token`, { ...as, ...form })).json;
  return {
    active: {
      online: () => active(online.json.access_token),
      jwt: () => active(tokens.json.access_token),
      reference: () => active(reference.json.access_token),
    },
    ofMachine: () => active(machine.json.access_token),
    userInfo: async () => {
      const headers = { authorization: `Bearer ${tokens.json.access_token}` };
      return (await fetch(`${server.url}/connect/userinfo`, { headers })).status;
    },
    refreshed: async () => (await refresh(server, clientId, tokens.json.refresh_token)).json.error ?? 'good',
    sessions: async () => (await services.sessions.sessionsOf(subject, contextOf(server))).length,
    consent: () =>
      services.consents.covers({ client, subjectId: subject, scopes, resourceIndicators: [] }, contextOf(server)),
    code: async () => (await poll({ grant_type: 'authorization_code', code })).error ?? 'good',
    device: async () => (await poll({ grant_type: deviceGrant, device_code: device.device_code })).error ?? 'good',
    ciba: async () => (await poll({ grant_type: cibaGrant, auth_req_id: ciba.auth_req_id })).error ?? 'good',
    session,
  };
}
type Issued = Awaited<ReturnType<typeof issueAll>>;

async function stateOf(issued: Issued) {
  return {
    jwt: await issued.active.jwt(),
    online: await issued.active.online(),
    reference: await issued.active.reference(),
    userInfo: await issued.userInfo(),
    refresh: await issued.refreshed(),
    sessions: await issued.sessions(),
    consent: await issued.consent(),
    code: await issued.code(),
    device: await issued.device(),
    ciba: await issued.ciba(),
  };
}

const good = {
  jwt: true,
  online: true,
  reference: true,
  userInfo: 200,
  refresh: 'good',
  sessions: 1,
  consent: true,
  code: 'good',
  device: 'good',
  ciba: 'authorization_pending',
};
const over = {
  jwt: false,
  online: false,
  reference: false,
  userInfo: 401,
  refresh: 'invalid_grant',
  sessions: 0,
  consent: false,
  code: 'invalid_grant',
  device: 'invalid_grant',
  ciba: 'invalid_grant',
};

describe.each(storeKinds)('what was issued, kept in %s', (kind) => {
  it('is good until then', async (context) => {
    const { server } = await setUp(kind, context);
    expect(await stateOf(await issueAll(server))).toEqual(good);
  });

  it('ends with its user, and stays ended when another gets the same subject and name', async (context) => {
    const { server, store, addUser } = await setUp(kind, context);
    const issued = await issueAll(server);
    expect(await removeUser(store, subject, server.clock)).toBe(true);
    expect(await stateOf(issued)).toEqual(over);
    expect(await removeUser(store, subject, server.clock)).toBe(false);
    server.clock.advance(2);
    expect(await addUser()).toMatchObject({ subjectId: subject });
    expect(await stateOf(issued)).toEqual(over);
    expect(await stateOf(await issueAll(server))).toEqual(good);
  });

  it('has ended where a removal was cut off, which another one finishes', async (context) => {
    const { server, store } = await setUp(kind, context);
    const issued = await issueAll(server);
    const remove = () => Promise.reject(new StoreUnavailableError('cut off'));
    const cutOff = { grants: store.grants, users: { ...store.users, remove } as UserStore };
    await expect(removeUser(cutOff, subject, server.clock)).rejects.toThrow('cut off');
    expect(await stateOf(issued)).toEqual(over);
    expect(await removeUser(store, subject, server.clock)).toBe(true);
    expect(await store.users.findBySubject(subject)).toBeUndefined();
    expect(await store.grants.page({ subjectId: subject }, 0, { limit: 10 })).toEqual([]);
  });

  it('ends with its client, and stays ended when another gets the same id', async (context) => {
    const { server, store, addClient } = await setUp(kind, context);
    const issued = await issueAll(server);
    expect(await issued.ofMachine()).toBe(true);
    expect(await removeClient(store, clientId, server.clock)).toBe(true);
    server.clock.advance(7);
    // No such client any more; what another client has is none of its business.
    expect(await issued.refreshed()).toBe('invalid_client');
    expect([await issued.active.jwt(), await issued.ofMachine()]).toEqual([false, false]);
    expect(await issued.active.reference()).toBe(true);
    await addClient();
    server.clock.advance(7);
    expect(await stateOf(issued)).toEqual({ ...over, reference: true, sessions: 1 });
    expect(await issued.ofMachine()).toBe(false);
    const again = await issueAll(server);
    expect(await stateOf(again)).toEqual({ ...good, sessions: 2 });
    expect(await again.ofMachine()).toBe(true);
  });

  it('of a node that still knew the client ends as well', async (context) => {
    const { server, store, addClient } = await setUp(kind, context);
    await server.server.services.clients.find(clientId);
    await removeClient(store, clientId, server.clock);
    server.clock.advance(4);
    const late = await requestToken(server, clientId, { grant_type: 'client_credentials', scope: 'orders.read' });
    const lateTokens = await signIn(server, clientId, { scope: scopes.join(' ') });
    expect([late.status, lateTokens.status]).toEqual([200, 200]);
    server.clock.advance(3);
    await addClient();
    server.clock.advance(7);
    expect((await introspect(server, ordersApi, late.json.access_token)).json).toEqual({ active: false });
    expect((await refresh(server, clientId, lateTokens.json.refresh_token)).json.error).toBe('invalid_grant');
  });

  it('ends when its user is signed out everywhere, but for what the user agreed to', async (context) => {
    const { server, store } = await setUp(kind, context);
    const issued = await issueAll(server);
    await endSignIns(store.grants, subject, server.clock.now());
    expect(await stateOf(issued)).toEqual({ ...over, consent: true });
    expect(await issued.ofMachine()).toBe(true);
    server.clock.advance(1);
    expect((await stateOf(await issueAll(server))).jwt).toBe(true);
  });

  it('ends with one session of a user, where it was issued in that', async (context) => {
    const { server, store } = await setUp(kind, context);
    const issued = await issueAll(server);
    const other = await sessionOf(server, subject);
    const inSession = await signIn(server, clientId, { scope: scopes.join(' '), session: issued.session.sessionId });
    const online = await signIn(server, clientId, {
      scope: 'openid orders.read',
      session: issued.session.sessionId,
    });
    expect((await introspect(server, ordersApi, online.json.access_token)).json.active).toBe(true);
    await endSession(store.grants, subject, issued.session.sessionId, server.clock.now());
    expect((await refresh(server, clientId, inSession.json.refresh_token)).json.error).toBe('invalid_grant');
    expect((await introspect(server, ordersApi, inSession.json.access_token)).json).toEqual({ active: false });
    expect((await introspect(server, ordersApi, online.json.access_token)).json).toEqual({ active: false });
    const sessions = await server.server.services.sessions.sessionsOf(subject, contextOf(server));
    expect(sessions.map(({ sessionId }) => sessionId)).toEqual([other.sessionId]);
    expect([await issued.refreshed(), await issued.device()]).toEqual(['good', 'invalid_grant']);
  });
});
