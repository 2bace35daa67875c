import { z } from 'zod';
import { authorizationDetailType } from '../../src/authorization-details/authorization-detail-type.ts';
import type { ClientConfiguration } from '../../src/config/client-configuration.ts';
import type { ServerOptions } from '../../src/server/options.ts';
import { createTestServer, type TestServer, type TestServerOptions } from '../../src/testing/create-test-server.ts';
import { requestObjectKeys } from './request-object.ts';

export const paymentsApi = 'https://payments.example';
export const ordersApi = 'https://orders.example';

/** Money to somebody: as asked for, or not at all. Alice's house does not pay Mallory. */
export const payment = authorizationDetailType({
  type: 'payment',
  apiResources: [paymentsApi],
  schema: z.strictObject({
    type: z.literal('payment'),
    amount: z.string().regex(/^\d{1,9}\.\d\d$/),
    currency: z.enum(['EUR', 'CHF']),
    creditor: z.string().min(1).max(70),
    reference: z.string().optional(),
  }),
  check: ({ creditor }, { subjectId, client }) => {
    if (client.clientId === 'careless') throw new TypeError('a check that breaks');
    return creditor === 'Mallory' && subjectId !== undefined
      ? { error: 'access_denied', errorDescription: 'This creditor is blocked.' }
      : undefined;
  },
  words: ({ amount, currency, creditor, reference }, { language }) => ({
    title:
      language === 'de' ? `${amount} ${currency} an ${creditor} zahlen` : `Pay ${amount} ${currency} to ${creditor}`,
    lines: reference === undefined ? [] : [{ name: language === 'de' ? 'Zweck' : 'Reference', value: reference }],
  }),
});

/** Sight of accounts, which the person chooses. */
export const accounts = authorizationDetailType({
  type: 'accounts',
  withoutConsent: true,
  schema: z.strictObject({
    type: z.literal('accounts'),
    actions: z.array(z.enum(['list', 'balances', 'transactions'])).min(1),
    ibans: z.array(z.string()).optional(),
  }),
  contains: (granted, narrower) =>
    narrower.actions.every((action) => granted.actions.includes(action)) &&
    (narrower.ibans ?? []).every((iban) => granted.ibans?.includes(iban)) &&
    (granted.ibans === undefined) === (narrower.ibans === undefined),
  mayGrant: (asked, granted) => granted.actions.every((action) => asked.actions.includes(action)),
  words: ({ actions }) => ({
    title: `See accounts: ${actions.join(', ')}`,
    choices: [
      { value: 'DE01', label: 'Current account DE01', checked: true },
      { value: 'DE02', label: 'Savings DE02' },
    ],
    language: 'en',
  }),
  choose: (detail, chosen) => (chosen.length === 0 ? undefined : { ...detail, ibans: [...chosen] }),
});

export const rent = { type: 'payment', amount: '900.00', currency: 'EUR', creditor: 'Landlord' };
export const balances = { type: 'accounts', actions: ['list', 'balances'] };

const clientSecrets = [{ value: 'secret' }];
const deviceCode = 'urn:ietf:params:oauth:grant-type:device_code';
const ciba = 'urn:openid:params:grant-type:ciba';

const shop = {
  clientId: 'web',
  clientName: 'Shop',
  clientSecrets,
  jwks: requestObjectKeys,
  allowedGrantTypes: ['authorization_code', 'refresh_token', 'client_credentials', 'password', deviceCode, ciba],
  allowedScopes: ['openid', 'orders.read'],
  allowedAuthorizationDetailTypes: ['payment', 'accounts'],
  allowOfflineAccess: true,
  redirectUris: ['https://web.example/callback'],
} satisfies ClientConfiguration;

/** A shop of every grant that may have details, and one that may not; alice (`1`) and bob (`2`). */
export const detailOptions = {
  apiScopes: [{ name: 'orders.read', displayName: 'Read orders' }],
  apiResources: [
    { name: ordersApi, scopes: ['orders.read'], apiSecrets: [{ value: 'secret' }] },
    { name: paymentsApi, apiSecrets: [{ value: 'secret' }] },
  ],
  identityResources: ['openid'],
  users: [
    { subject: '1', username: 'alice', password: 'wonderland' },
    { subject: '2', username: 'bob', password: 'builder' },
  ],
  locales: ['en', 'de'],
  authorizationDetailTypes: [payment, accounts],
  clients: [
    shop,
    { ...shop, clientId: 'reference', clientName: 'Reference', accessTokenType: 'reference' },
    { ...shop, clientId: 'careless' },
    { ...shop, clientId: 'frozen', updateAccessTokenClaimsOnRefresh: false },
    { ...shop, clientId: 'other', allowedAuthorizationDetailTypes: [] },
    { ...shop, clientId: 'looker', allowedAuthorizationDetailTypes: ['accounts'], allowedScopes: [] },
  ],
} satisfies Partial<ServerOptions>;

export function detailServer(options: TestServerOptions = {}): Promise<TestServer> {
  return createTestServer({ ...detailOptions, ...options });
}

export interface Answered {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: any JSON
  readonly body: any;
}

/** Posts a form as a client of the server. */
export async function postAs(
  server: TestServer,
  clientId: string,
  path: string,
  form: Readonly<Record<string, string>>,
): Promise<Answered> {
  const body = new URLSearchParams({ client_id: clientId, client_secret: 'secret', ...form });
  const response = await fetch(server.url + path, { method: 'POST', body });
  return { status: response.status, body: await response.json() };
}

/** Asks about a token as an API. */
export async function introspect(
  server: TestServer,
  api: string,
  token: string,
): Promise<Readonly<Record<string, unknown>>> {
  const authorization = `Basic ${Buffer.from(`${encodeURIComponent(api)}:secret`).toString('base64')}`;
  const body = new URLSearchParams({ token });
  const response = await fetch(`${server.url}/connect/introspect`, {
    method: 'POST',
    body,
    headers: { authorization },
  });
  return (await response.json()) as Readonly<Record<string, unknown>>;
}
