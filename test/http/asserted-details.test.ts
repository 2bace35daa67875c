import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ClientConfiguration } from '../../src/config/client-configuration.ts';
import type { TestServer } from '../../src/testing/index.ts';
import { settableClock } from '../../src/testing/index.ts';
import { balances, detailOptions, detailServer, postAs, rent } from '../support/authorization-details.ts';
import { jwtBearerGrant } from '../support/exchange.ts';
import { type ForeignIssuer, foreignIssuer } from '../support/foreign-issuer.ts';

const agent = {
  clientId: 'agent',
  clientSecrets: [{ value: 'secret' }],
  allowedGrantTypes: [jwtBearerGrant],
  allowedScopes: ['orders.read'],
  allowedAuthorizationDetailTypes: ['payment', 'accounts'],
} satisfies ClientConfiguration;

let server: TestServer;
let idp: ForeignIssuer;
beforeAll(async () => {
  const clock = settableClock();
  idp = await foreignIssuer('https://idp.example', () => clock.now());
  server = await detailServer({
    clock,
    clients: [...detailOptions.clients, agent],
    trustedIssuers: [
      { issuer: idp.issuer, jwks: idp.jwks, uses: ['identityAssertion', 'assertion'], subjects: 'same' },
    ],
  });
});
afterAll(() => server.close());

const json = JSON.stringify;
const narrower = { type: 'accounts', actions: ['list'] };

/** The answer to an identity assertion (ID-JAG) about alice, or to another assertion of the same issuer. */
async function assert(claims: object, form: Readonly<Record<string, string>> = {}, typ = 'oauth-id-jag+jwt') {
  const assertion = await idp.sign({ sub: '1', aud: server.url, client_id: 'agent', ...claims }, { typ });
  return postAs(server, 'agent', '/connect/token', { grant_type: jwtBearerGrant, assertion, ...form });
}

it('an identity assertion grants the details that it has, and no scope where it has none', async () => {
  const { status, body } = await assert({ authorization_details: [balances] });
  expect([status, body.authorization_details]).toEqual([200, [balances]]);
  expect(body).not.toHaveProperty('scope');
  expect(decodeJwt(body.access_token)).toMatchObject({ sub: '1', authorization_details: [balances] });
  const asked = await assert({ authorization_details: [balances] }, { scope: 'orders.read' });
  expect(asked.body.error).toBe('invalid_scope');
});

it('beside a scope it grants both', async () => {
  const { body } = await assert({ authorization_details: [balances], scope: 'orders.read' });
  expect(body).toMatchObject({ scope: 'orders.read', authorization_details: [balances] });
});

it('its details may be narrowed, and never exceeded (RFC 9396 §6)', async () => {
  const claims = { authorization_details: [balances] };
  const less = await assert(claims, { authorization_details: json([narrower]) });
  expect(less.body.authorization_details).toEqual([narrower]);
  const more = await assert(claims, { authorization_details: json([{ type: 'accounts', actions: ['transactions'] }]) });
  expect([more.status, more.body.error]).toEqual([400, 'invalid_authorization_details']);
});

it.each([
  ['a type that is unknown', [{ type: 'unknown' }]],
  ['a type that needs the consent of a person here', [rent]],
  ['a field that its type does not know', [{ ...balances, more: true }]],
  ['no list', { type: 'accounts' }],
  ['more than is taken', [{ ...balances, ibans: ['x'.repeat(8000)] }]],
])('an identity assertion with %s is refused (RFC 9396 §5)', async (_what, authorization_details) => {
  const { status, body } = await assert({ authorization_details });
  expect([status, body.error]).toEqual([400, 'invalid_authorization_details']);
});

it('another assertion grants none: details must be asked for, and are all that is asked for without scope', async () => {
  const claims = { authorization_details: [balances] };
  const plain = await assert(claims, {}, 'JWT');
  expect([plain.status, plain.body.scope]).toEqual([200, 'orders.read']);
  expect(plain.body).not.toHaveProperty('authorization_details');
  const asked = await assert({}, { authorization_details: json([narrower]) }, 'JWT');
  expect([asked.status, asked.body.authorization_details, asked.body.scope]).toEqual([200, [narrower], undefined]);
  expect((await assert({}, { authorization_details: json([rent]) }, 'JWT')).body.error).toBe(
    'invalid_authorization_details',
  );
});
