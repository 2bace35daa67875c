import { OpenAPIClientAxios } from 'openapi-client-axios';
import { describe, expect, it } from 'vitest';
import { adminToken } from '../support/admin.ts';
import { administered, alice, web } from '../support/administered.ts';
import { answer, signIn } from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';

type Parameters = Readonly<Record<string, string | number>>;

const subject = 'grace-id';
const worker = { clientId: 'worker', allowedGrantTypes: ['client_credentials'] };
const password = 'a new password of hers';

describe('a client that is generated from the OpenAPI document', () => {
  it('does every operation there is, and is answered as the document says', async (context) => {
    const test = await administered('SQLite', context, {
      clients: [{ ...web, requireConsent: true }],
      clientRegistration: { mode: 'initialAccessToken' },
      admin: { explorer: true },
      rereads: true,
    });
    const operations = await test.server.services.adminOperations();
    const called = new Map<string, number>();
    let authorization = `Bearer ${await adminToken(test)}`;
    const definition = await (await fetch(`${test.admin}/admin/v1/openapi.json`)).json();
    const client = await new OpenAPIClientAxios({
      definition,
      axiosConfigDefaults: { validateStatus: () => true },
    }).getClient();

    /** Calls an operation by its id: what comes back must be of its schema, all of it. */
    async function call(id: string, parameters: Parameters = {}, body?: unknown, headers: Parameters = {}) {
      const operation = operations.find((one) => one.id === id);
      const method = client[id];
      if (operation === undefined || method === undefined) throw new Error(`there is no ${id}`);
      const { status, data } = await method(parameters, body, { headers: { authorization, ...headers } });
      called.set(id, status);
      if (operation.result !== undefined && status < 300) expect(operation.result.parse(data)).toEqual(data);
      return data;
    }

    const { clientSecrets } = await call('createClient', {}, worker);
    await call('listClients', { search: 'work', limit: 1 });
    const { from: _, warnings: _w, ...settings } = await call('getClient', { clientId: 'worker' });
    await call('replaceClient', { clientId: 'worker' }, settings, { 'if-match': '*' });
    await call('changeClient', { clientId: 'worker' }, { accessTokenLifetime: 60 });
    await call('addClientSecret', { clientId: 'worker' }, { description: 'second' });
    await call('withdrawClientSecret', { clientId: 'worker', secretId: clientSecrets[0].id });
    await call('renewClientSecret', { clientId: 'worker' }, { keep: 60 });
    await call('disableClient', { clientId: 'worker' });
    await call('enableClient', { clientId: 'worker' });
    await call('deleteClient', { clientId: 'worker' });
    await call('createRegistrationToken', {}, { uses: 2 });

    await call('createUser', {}, { subject, username: 'grace', password: 'hopper of the navy' });
    await call('listUsers', { search: 'gra' });
    await call('getUser', { subject });
    await call('changeUser', { subject }, { claims: { name: 'Grace' } });
    await call('setPassword', { subject }, { password });
    await call('unlockUser', { subject });

    const consented = async () => {
      const scopes = ['openid', 'offline_access', 'api.read'];
      const request = { scope: scopes.join(' '), resource: 'https://api.example' };
      const browser = new Browser();
      const reply = await signIn(test, browser, request, alice);
      const isAsked = locationOf(reply).pathname === '/consent';
      if (isAsked) await answer(test, browser, reply, { consent: { scopes, remember: true } });
    };
    await consented();
    const { items: grants } = await call('listGrants', { subject: '1' });
    await call('revokeGrant', { grantId: grants[0].id });
    await consented();
    const { items: later } = await call('listGrants', { subject: '1' });
    await call('revokeFamily', { family: later[0].family });
    await call('listConsents', { subject: '1' });
    await call('withdrawConsent', { subject: '1', clientId: 'web' });
    const { items: sessions } = await call('listSessions', { subject: '1' });
    await call('endSession', { subject: '1', sessionId: sessions[0].id });
    await call('revokeGrants', {}, { client: 'web' });
    await call('signOutUser', { subject });
    await call('deleteUser', { subject });

    const { items: trips } = await call('listTrips', { limit: 1 });
    await call('getTrip', { requestId: trips[0].requestId });
    await call('explainToken', {}, { token: authorization.slice('Bearer '.length) });
    await call('listScopes', { limit: 2 });
    await call('listResources');
    await call('listAuditEntries', { type: 'AdminChange', limit: 200 });
    await call('getCounts');
    await call('getServer');
    await call('getConfiguration');
    expect(await call('reloadConfiguration')).toMatchObject({ changed: [] });
    const { items: keys } = await call('listKeys');
    await call('rotateKeys');
    await call('retireKey', { keyId: keys[0].keyId });
    authorization = `Bearer ${await adminToken(test)}`;
    await call('listKeys');

    expect([...called].filter(([, status]) => status >= 300)).toEqual([]);
    expect(operations.map(({ id }) => id).filter((id) => !called.has(id))).toEqual([]);
  });
});
