import type { TestContext } from 'vitest';
import type { ClientConfiguration } from '../../src/config/client-configuration.ts';
import type { Store } from '../../src/stores/contracts.ts';
import { type AdminOptions, type AdminServer, adminToken, askAdmin, startAdmin } from './admin.ts';
import { type Parameters, redeem, redirectUri, signIn } from './authorize.ts';
import { type Browser, locationOf } from './browser.ts';
import { type Answer, postForm } from './connect.ts';
import { newStore } from './stores.ts';

/** Where users sign in, get tokens and are administered, all over sockets. */
export interface Administered extends AdminServer {
  readonly store: Store;
  /** As an administrator. */
  ask(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Signs somebody in in a browser; resolves to the tokens of `web`. */
  tokensIn(browser: Browser, changes?: Parameters, login?: typeof alice): Promise<Readonly<Record<string, string>>>;
  /** Whether userinfo and introspection take a token, and the status of a refresh. */
  fateOf(
    tokens: Readonly<Record<string, string>>,
  ): Promise<readonly [userInfo: boolean, active: boolean, refresh: number]>;
}

export const alice = { username: 'alice', password: 'wonderland' };

export const web: ClientConfiguration = {
  clientId: 'web',
  clientSecrets: [{ value: 'secret' }],
  allowedGrantTypes: ['authorization_code', 'refresh_token'],
  allowedScopes: ['openid', 'profile', 'api.read'],
  allowOfflineAccess: true,
  requireConsent: false,
  redirectUris: [redirectUri],
};

/** @param around puts something around the store that the server works on. */
export async function administered(
  kind: 'memory' | 'SQLite' | 'PostgreSQL',
  context: Pick<TestContext, 'onTestFinished'>,
  { around = (store) => store, ...options }: AdminOptions & { readonly around?: (store: Store) => Store } = {},
): Promise<Administered> {
  const store = await newStore(kind, context);
  const server = await startAdmin({
    store: around(store),
    apiScopes: [{ name: 'api.read' }],
    apiResources: [{ name: 'https://api.example', scopes: ['api.read'], apiSecrets: [{ value: 'api secret' }] }],
    identityResources: ['openid', 'profile'],
    users: [{ subject: 'carol', username: 'carol', claims: { name: 'Carol' } }],
    interactionUrl: () => undefined,
    allowPrivateAddresses: true,
    ...options,
    clients: options.clients ?? [web],
  });
  context.onTestFinished(() => server.close());
  await server.server.services.users.add({ ...alice, subjectId: '1', claims: { name: 'Alice' } });
  const token = await adminToken(server);
  const { url } = server;
  return {
    ...server,
    store,
    ask: (method, path, body, headers = {}) => askAdmin(server, method, path, { token, body, headers }),
    async tokensIn(browser, changes = {}, login = alice) {
      const request = { scope: 'openid profile offline_access api.read', resource: 'https://api.example', ...changes };
      const code = locationOf(await signIn({ url }, browser, request, login)).searchParams.get('code')!;
      return (await (await redeem({ url }, code)).json()) as Record<string, string>;
    },
    async fateOf({ access_token: token = '', refresh_token: refreshToken = '' }) {
      const userInfo = await fetch(`${url}/connect/userinfo`, { headers: { authorization: `Bearer ${token}` } });
      const asApi = { client_id: 'https://api.example', client_secret: 'api secret' };
      const asWeb = { client_id: 'web', client_secret: 'secret' };
      const { json } = await postForm(`${url}/connect/introspect`, { ...asApi, token });
      const refresh = { ...asWeb, grant_type: 'refresh_token', refresh_token: refreshToken };
      const { status } = await postForm(`${url}/connect/token`, refresh);
      return [userInfo.status === 200, json.active === true, status];
    },
  };
}
