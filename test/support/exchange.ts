import { decodeJwt } from 'jose';
import { authenticatedSubject } from '../../src/model/subject.ts';
import { createTestServer, type TestServer, type TestServerOptions } from '../../src/testing/index.ts';
import type { IExtensionGrantValidator } from '../../src/token-endpoint/grants/extension-grant-validator.ts';

export const exchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const jwtBearerGrant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
export const typeOf = (name: string) => `urn:ietf:params:oauth:token-type:${name}`;

export const gatewayApi = 'https://gateway.example.com';
export const ordersApi = 'https://orders.example.com';
export const stockApi = 'https://stock.example.com';

/** Tokens about the user `user`, without the cost of a password. */
export const asUserGrant = 'urn:test:grant:as-user';
const asUser: IExtensionGrantValidator = {
  grantType: asUserGrant,
  validate: async ({ parameters, context }) => ({
    subject: authenticatedSubject(parameters.get('user') ?? '1', { method: 'badge', at: context.now }),
  }),
};

const clientSecrets = [{ value: 'secret' }];
const scopes = ['gateway', 'orders.read', 'orders.write', 'stock.read'];
const everything = [gatewayApi, ordersApi, stockApi];

/** `app` has users' tokens for three APIs; each API may exchange them for the ones behind it. */
export const exchangeConfiguration = {
  identityResources: ['openid', 'profile', 'email'],
  apiScopes: scopes.map((name) => ({ name })),
  apiResources: [
    { name: gatewayApi, scopes: ['gateway'] },
    { name: ordersApi, scopes: ['orders.read', 'orders.write'] },
    { name: stockApi, scopes: ['stock.read'] },
  ],
  extensionGrantValidators: [asUser],
  users: [{ subject: '1', username: 'alice', password: 'alice', claims: { email: 'alice@example.com' } }],
  clients: [
    {
      clientId: 'app',
      clientSecrets,
      allowedGrantTypes: [asUserGrant, 'client_credentials', exchangeGrant],
      allowedScopes: ['openid', 'profile', ...scopes],
      allowOfflineAccess: true,
      tokenExchange: {
        subjectTokens: ['access_token', 'refresh_token', 'id_token'],
        audiences: [...everything, 'app'],
      },
    },
    {
      clientId: 'gateway',
      clientSecrets,
      allowedGrantTypes: [exchangeGrant, 'client_credentials'],
      allowedScopes: scopes,
      allowOfflineAccess: true,
      tokenExchange: {
        subjectTokens: ['access_token'],
        audiences: [gatewayApi, ordersApi, stockApi],
        actors: ['agent'],
        apis: [gatewayApi],
      },
    },
    {
      clientId: 'orders',
      clientSecrets,
      allowedGrantTypes: [exchangeGrant],
      allowedScopes: scopes,
      tokenExchange: { subjectTokens: ['access_token'], audiences: [ordersApi, stockApi], apis: [ordersApi] },
    },
    {
      clientId: 'stock',
      clientSecrets,
      allowedGrantTypes: [exchangeGrant],
      allowedScopes: scopes,
      tokenExchange: {
        subjectTokens: ['access_token'],
        audiences: [stockApi],
        apis: [stockApi, ordersApi],
        impersonation: true,
      },
    },
    {
      clientId: 'agent',
      clientSecrets,
      allowedGrantTypes: ['client_credentials'],
      allowedScopes: ['gateway'],
    },
    {
      clientId: 'nothing',
      clientSecrets,
      allowedGrantTypes: [exchangeGrant],
      allowedScopes: scopes,
    },
    {
      clientId: 'reference-app',
      clientSecrets,
      accessTokenType: 'reference',
      allowedGrantTypes: [asUserGrant],
      allowedScopes: scopes,
      allowOfflineAccess: true,
    },
  ],
} satisfies TestServerOptions;

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ExchangeServer extends TestServer {
  post(clientId: string, parameters: Parameters, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** An access token about Alice. */
  usersToken(scope: string, clientId?: string): Promise<string>;
  exchange(clientId: string, subjectToken: string, more?: Parameters): Promise<Answer>;
}

type Parameters = Readonly<Record<string, string>> | readonly (readonly [string, string])[];

export async function serveExchange(options: TestServerOptions = exchangeConfiguration): Promise<ExchangeServer> {
  const server = await createTestServer(options);
  const post: ExchangeServer['post'] = async (clientId, parameters, headers = {}) => {
    const response = await fetch(`${server.url}/connect/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${clientId}:secret`)}`, ...headers },
      body: new URLSearchParams(
        Array.isArray(parameters) ? parameters.map(([n, v]) => [n, v]) : ({ ...parameters } as Record<string, string>),
      ),
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  };
  return {
    ...server,
    post,
    usersToken: async (scope, clientId = 'app') => {
      const { body } = await post(clientId, { grant_type: asUserGrant, scope });
      if (typeof body.access_token !== 'string') throw new Error(JSON.stringify(body));
      return body.access_token;
    },
    exchange: (clientId, subjectToken, more = {}) =>
      post(clientId, [
        ['grant_type', exchangeGrant],
        ['subject_token', subjectToken],
        ...('subject_token_type' in more || (Array.isArray(more) && more.some(([n]) => n === 'subject_token_type'))
          ? []
          : [['subject_token_type', typeOf('access_token')] as const]),
        ...(Array.isArray(more) ? more : Object.entries(more)),
      ]),
  };
}

/** The claims of an issued JWT. */
export function claimsOf({ body }: Answer): Readonly<Record<string, unknown>> {
  return decodeJwt(String(body.access_token));
}
