import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect } from 'vitest';
import type { TestServer } from '../../src/testing/create-test-server.ts';
import {
  balances,
  detailServer,
  introspect,
  ordersApi,
  paymentsApi,
  postAs,
  rent,
} from '../support/authorization-details.ts';
import { contextOf, sessionOf } from '../support/decisions.ts';
import { requestObject } from '../support/request-object.ts';
import {
  allowed,
  authorizeUrl,
  detailRequest,
  granted,
  redeem,
  refresh,
  refusedAtOnce,
} from '../support/rich-authorization.ts';
import { UserAgent } from './support/user-agent.ts';
import { conformancePlan } from './verifies.ts';

let server: TestServer;
beforeAll(async () => {
  server = await detailServer();
});
afterAll(() => server.close());

const refusal = 'invalid_authorization_details';
const refused = (details: unknown, changes = {}) => refusedAtOnce(server, detailRequest(details, changes));
const json = JSON.stringify;
const claimsOf = (token: string) => decodeJwt<Readonly<Record<string, unknown>>>(token);
const credentials = (details: unknown) =>
  postAs(server, 'web', '/connect/token', { grant_type: 'client_credentials', authorization_details: json(details) });

conformancePlan('rich-authorization', (verifies) => {
  verifies('rar-array-of-objects', async () => {
    for (const malformed of [
      '{}',
      '[]',
      '[1]',
      '[null]',
      '[[]]',
      '[{}]',
      '[{"type":1}]',
      'payment',
      '[{"type":"payment"',
    ]) {
      expect(await refused(malformed)).toBe(refusal);
    }
  });
  verifies('rar-type-exact', async () => {
    for (const type of ['Payment', 'payment ', 'p\u0061yment\u0301'])
      expect(await refused([{ ...rent, type }])).toBe(refusal);
    const composed = { ...rent, creditor: 'Caf\u00e9' };
    const { body } = await granted(server, [composed], { scope: 'offline_access' });
    const decomposed = json([{ ...rent, creditor: 'Cafe\u0301' }]);
    const answer = await refresh(server, body.refresh_token, { authorization_details: decomposed });
    expect([answer.status, answer.body.error]).toEqual([400, refusal]);
  });
  verifies('rar-authorization-request', async () => {
    const { status, body } = await granted(server, [rent]);
    expect(status).toBe(200);
    expect(body.authorization_details).toEqual([rent]);
    expect(body).not.toHaveProperty('scope');
    expect(claimsOf(body.access_token)).not.toHaveProperty('scope');
  });
  verifies('rar-pushed', async () => {
    const pushed = await postAs(server, 'web', '/connect/par', detailRequest([rent]));
    expect(pushed.status).toBe(201);
    const answer = await allowed(server, { client_id: 'web', request_uri: pushed.body.request_uri });
    expect((await redeem(server, answer.get('code'))).body.authorization_details).toEqual([rent]);
    const malformed = await postAs(server, 'web', '/connect/par', detailRequest([{ type: 'unknown' }]));
    expect([malformed.status, malformed.body.error]).toEqual([400, refusal]);
  });
  verifies('rar-request-object', async () => {
    const { authorization_details: _, ...plain } = detailRequest([]);
    for (const value of [[rent], json([rent])]) {
      const request = await requestObject(server, { ...plain, authorization_details: value });
      const answer = await allowed(server, { client_id: 'web', request });
      expect((await redeem(server, answer.get('code'))).body.authorization_details).toEqual([rent]);
    }
  });
  verifies('rar-device', async () => {
    const asked = { authorization_details: json([rent]) };
    const { body } = await postAs(server, 'web', '/connect/deviceauthorization', asked);
    const { deviceInteraction } = server.server.services;
    const session = await sessionOf(server);
    const details = await deviceInteraction.find(body.user_code, session, contextOf(server));
    expect(details?.authorizationDetails).toEqual([rent]);
    const decision = { outcome: 'approved', scopes: [], authorizationDetails: [rent] } as const;
    await deviceInteraction.decide(body.user_code, decision, session, contextOf(server));
    const redemption = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: body.device_code };
    expect((await postAs(server, 'web', '/connect/token', redemption)).body.authorization_details).toEqual([rent]);
    const unknown = await postAs(server, 'web', '/connect/deviceauthorization', {
      authorization_details: '[{"type":"x"}]',
    });
    expect([unknown.status, unknown.body.error]).toEqual([400, refusal]);
  });
  verifies('rar-ciba', async () => {
    const asked = { scope: 'openid', login_hint: 'alice', authorization_details: json([rent]) };
    const { body } = await postAs(server, 'web', '/connect/ciba', asked);
    const { cibaInteraction } = server.server.services;
    const [waiting] = await cibaInteraction.pendingFor('1', contextOf(server));
    expect(waiting?.authorizationDetails).toEqual([rent]);
    const decision = { outcome: 'approved', scopes: ['openid'], authorizationDetails: [rent] } as const;
    await cibaInteraction.decide(waiting!.id, decision, await sessionOf(server), contextOf(server));
    const redemption = { grant_type: 'urn:openid:params:grant-type:ciba', auth_req_id: body.auth_req_id };
    expect((await postAs(server, 'web', '/connect/token', redemption)).body.authorization_details).toEqual([rent]);
    const unknown = await postAs(server, 'web', '/connect/ciba', { ...asked, authorization_details: '[{"type":"x"}]' });
    expect([unknown.status, unknown.body.error]).toEqual([400, refusal]);
  });
  verifies('rar-scope-combined', async () => {
    const { body } = await granted(server, [rent], { scope: 'orders.read' });
    expect(body).toMatchObject({ scope: 'orders.read', authorization_details: [rent] });
    expect(claimsOf(body.access_token)).toMatchObject({ scope: 'orders.read', aud: [ordersApi, paymentsApi] });
  });
  verifies('rar-consent-merged', async () => {
    const url = authorizeUrl(server, detailRequest([rent], { scope: 'orders.read' }));
    const html = await new UserAgent(server.url).signInOnly(url);
    expect(html).toContain('Read orders');
    expect(html).toContain('Pay 900.00 EUR to Landlord');
  });
  verifies('rar-resource-no-impact', async () => {
    const { body } = await granted(server, [rent], { scope: 'orders.read', resource: ordersApi });
    expect(body.authorization_details).toEqual([rent]);
    expect(claimsOf(body.access_token).aud).toEqual([ordersApi, paymentsApi]);
  });
  verifies('rar-unknown-type', async () => {
    for (const type of ['unknown', '', '__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(await refused([{ type }])).toBe(refusal);
    }
    expect(await refused([rent, { type: 'unknown' }])).toBe(refusal);
  });
  verifies('rar-unknown-field', async () => {
    expect(await refused([{ ...rent, urgent: true }])).toBe(refusal);
    expect(await refused('[{"type":"payment","amount":"1.00","currency":"EUR","creditor":"A","__proto__":{}}]')).toBe(
      refusal,
    );
  });
  verifies('rar-wrong-type-of-field', async () => {
    expect(await refused([{ ...rent, amount: 900 }])).toBe(refusal);
  });
  verifies('rar-invalid-value', async () => {
    expect(await refused([{ ...rent, currency: 'XXX' }])).toBe(refusal);
  });
  verifies('rar-missing-field', async () => {
    expect(await refused([{ type: 'payment', amount: '1.00', currency: 'EUR' }])).toBe(refusal);
  });
  verifies('rar-token-narrows', async () => {
    const narrower = [{ type: 'accounts', actions: ['list'], ibans: ['DE01'] }];
    const { body } = await granted(server, [balances, rent], {}, { authorization_details: json(narrower) });
    expect(body.authorization_details).toEqual(narrower);
    expect(claimsOf(body.access_token).authorization_details).toEqual(narrower);
  });
  verifies('rar-token-exceeds', async () => {
    const code = (await allowed(server, detailRequest([balances]))).get('code');
    const wider = json([{ type: 'accounts', actions: ['transactions'], ibans: ['DE01'] }]);
    const otherType = json([rent]);
    for (const details of [wider, otherType, json([rent, rent])]) {
      const { status, body } = await redeem(server, code, { authorization_details: details });
      expect([status, body.error]).toEqual([400, refusal]);
    }
    expect((await redeem(server, code)).body.authorization_details).toEqual([{ ...balances, ibans: ['DE01'] }]);
  });
  verifies('rar-refresh-narrows', async () => {
    const first = await granted(server, [balances, rent], { scope: 'offline_access' });
    const narrowed = await refresh(server, first.body.refresh_token, { authorization_details: json([rent]) });
    expect(narrowed.body.authorization_details).toEqual([rent]);
    expect(claimsOf(narrowed.body.access_token).authorization_details).toEqual([rent]);
    const again = await refresh(server, narrowed.body.refresh_token);
    expect(again.body.authorization_details).toEqual([{ ...balances, ibans: ['DE01'] }, rent]);
  });
  verifies('rar-client-policy', async () => {
    const answer = await credentials([balances]);
    expect(answer.status).toBe(200);
    expect(answer.body.authorization_details).toEqual([balances]);
    // A payment needs a person.
    expect((await credentials([rent])).body.error).toBe(refusal);
    const other = { grant_type: 'client_credentials', authorization_details: json([balances]) };
    expect((await postAs(server, 'other', '/connect/token', other)).body.error).toBe(refusal);
  });
  verifies('rar-token-response', async () => {
    const { body } = await granted(server, [rent], { scope: 'orders.read' });
    expect(Object.keys(body)).toEqual(['access_token', 'expires_in', 'token_type', 'scope', 'authorization_details']);
  });
  verifies('rar-enriched', async () => {
    const { body } = await granted(server, [balances]);
    expect(body.authorization_details).toEqual([{ ...balances, ibans: ['DE01'] }]);
    expect(claimsOf(body.access_token).authorization_details).toEqual([{ ...balances, ibans: ['DE01'] }]);
  });
  verifies('rar-token-error', async () => {
    const code = (await allowed(server, detailRequest([rent]))).get('code');
    for (const details of ['nonsense', '[{"type":"unknown"}]', json([{ ...rent, amount: 1 }])]) {
      const { status, body } = await redeem(server, code, { authorization_details: details });
      expect([status, body.error]).toEqual([400, refusal]);
    }
    expect((await redeem(server, code)).status).toBe(200);
  });
  verifies('rar-available-to-api', async () => {
    for (const client_id of ['web', 'reference']) {
      const { body } = await granted(server, [rent], { client_id });
      expect((await introspect(server, paymentsApi, body.access_token)).authorization_details).toEqual([rent]);
    }
  });
  verifies('rar-jwt', async () => {
    const asked = { scope: 'orders.read offline_access' };
    const both = await granted(server, [rent], asked);
    expect(claimsOf(both.body.access_token).authorization_details).toEqual([rent]);
    const forOrders = await refresh(server, both.body.refresh_token, { resource: ordersApi });
    expect(claimsOf(forOrders.body.access_token)).not.toHaveProperty('authorization_details');
    expect(forOrders.body).not.toHaveProperty('authorization_details');
    const forPayments = await refresh(server, forOrders.body.refresh_token, { resource: paymentsApi });
    expect(claimsOf(forPayments.body.access_token)).toMatchObject({ aud: paymentsApi, authorization_details: [rent] });
  });
  verifies('rar-introspection', async () => {
    const { body } = await granted(server, [rent], { client_id: 'reference', scope: 'orders.read' });
    expect((await introspect(server, paymentsApi, body.access_token)).authorization_details).toEqual([rent]);
    const toOrders = await introspect(server, ordersApi, body.access_token);
    expect(toOrders.active).toBe(true);
    expect(toOrders).not.toHaveProperty('authorization_details');
  });
  verifies('rar-metadata', async () => {
    const response = await fetch(`${server.url}/.well-known/openid-configuration`);
    const metadata = (await response.json()) as Readonly<Record<string, unknown>>;
    expect(metadata.authorization_details_types_supported).toEqual(['payment', 'accounts']);
  });
  verifies('rar-sanitized', async () => {
    const creditor = '<script>alert(1)</script>\u202Egro.live\u0000';
    const html = await new UserAgent(server.url).signInOnly(
      authorizeUrl(server, detailRequest([{ ...rent, creditor }])),
    );
    expect(html).toContain('Pay 900.00 EUR to &lt;script&gt;alert(1)&lt;/script&gt;\uFFFDgro.live\uFFFD');
  });
});
