import { decodeJwt } from 'jose';
import { authenticatedSubject, type IExtensionGrantValidator } from 'mintmark';
import { createTestServer, type TestServer, type TestServerOptions } from 'mintmark/testing';

export const deviceCodeGrant = 'urn:ietf:params:oauth:grant-type:device_code';
export const cibaGrant = 'urn:openid:params:grant-type:ciba';

const badge: IExtensionGrantValidator = {
  grantType: 'urn:example:badge',
  validate: async ({ context }) => ({ subject: authenticatedSubject('1', { method: 'badge', at: context.now }) }),
};

/** One client for each grant, two APIs, one user. The extension grant needs a name only. */
export const configuration = {
  apiScopes: [{ name: 'orders.read' }, { name: 'stock.read' }],
  apiResources: [
    { name: 'https://orders.example.com', scopes: ['orders.read'] },
    { name: 'https://stock.example.com', scopes: ['stock.read'] },
  ],
  identityResources: ['openid', 'profile'],
  extensionGrantValidators: [badge],
  clients: [
    {
      clientId: 'worker',
      clientSecrets: [{ value: 'secret' }],
      allowedGrantTypes: ['client_credentials'],
      allowedScopes: ['orders.read', 'stock.read'],
    },
    {
      clientId: 'legacy',
      clientSecrets: [{ value: 'secret' }],
      allowedGrantTypes: ['password'],
      allowedScopes: ['openid', 'profile', 'orders.read', 'stock.read'],
      allowOfflineAccess: true,
    },
    {
      clientId: 'web',
      clientSecrets: [{ value: 'secret' }],
      allowedGrantTypes: ['authorization_code', deviceCodeGrant, cibaGrant],
      redirectUris: ['https://client.example/callback'],
      allowedScopes: ['openid', 'profile', 'orders.read', 'stock.read'],
      allowOfflineAccess: true,
    },
    {
      clientId: 'partner',
      clientSecrets: [{ value: 'secret' }],
      allowedGrantTypes: ['urn:example:badge'],
      allowedScopes: ['orders.read'],
    },
  ],
  users: [{ subject: '1', username: 'alice', password: 'alice', claims: { name: 'Alice Smith' } }],
} satisfies TestServerOptions;

/** The members of a token response, as they came. */
export type Answer = Readonly<Record<string, unknown>>;

export interface Fixture extends TestServer {
  post(clientId: string, parameters: Readonly<Record<string, string>>): Promise<{ status: number; body: Answer }>;
}

/** A server of {@link configuration} with what a test changes, and a way to ask it for tokens over HTTP. */
export async function serve(options: TestServerOptions = {}): Promise<Fixture> {
  const server = await createTestServer({ ...configuration, ...options });
  return {
    ...server,
    async post(clientId, parameters) {
      const response = await fetch(`${server.url}/connect/token`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: clientId, client_secret: 'secret', ...parameters }),
      });
      return { status: response.status, body: (await response.json()) as Answer };
    },
  };
}

export const clientCredentials = { grant_type: 'client_credentials', scope: 'orders.read' };
export const password = { grant_type: 'password', username: 'alice', password: 'alice' };

/** The claims of a JWT, which the test knows to be one. */
export function claimsOf(token: unknown): Readonly<Record<string, unknown>> {
  return decodeJwt(String(token));
}
