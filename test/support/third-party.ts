import { exportJWK, generateKeyPair } from 'jose';
import { createTestServer, type TestServer } from '../../src/testing/create-test-server.ts';
import { formsOf } from '../conformance/support/page-forms.ts';
import { type Receiver, startReceiver } from '../conformance/support/receiver.ts';
import { UserAgent } from '../conformance/support/user-agent.ts';

export const callback = 'https://client.example/callback';
export const afterLogout = 'https://client.example/after';

/** A server for client libraries: `certain` and, for CIBA in ping mode, `told`, both with private_key_jwt. */
export interface ThirdPartySurroundings {
  readonly server: TestServer;
  readonly receiver: Receiver;
  readonly privateKey: CryptoKey;
  /** A new browser of Alice's. */
  browser(): UserAgent;
  /** Where a browser that is sent to a URL ends up: at the client. */
  arrive(url: URL, agent?: UserAgent): Promise<URL>;
  /** Alice types a user code and allows the device. */
  allowDevice(verificationUri: string, userCode: string): Promise<void>;
  /** Alice allows the CIBA request with a message. */
  allowCiba(bindingMessage: string): Promise<void>;
  close(): Promise<void>;
}

export async function startThirdPartySurroundings(): Promise<ThirdPartySurroundings> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' };
  const receiver = await startReceiver();
  const client = {
    jwks: { keys: [jwk] },
    allowedGrantTypes: [
      'authorization_code',
      'refresh_token',
      'urn:ietf:params:oauth:grant-type:device_code',
      'urn:openid:params:grant-type:ciba',
    ],
    allowedScopes: ['openid', 'profile'],
    allowOfflineAccess: true,
    redirectUris: [callback],
    postLogoutRedirectUris: [afterLogout],
    pollingInterval: 1,
  };
  const server = await createTestServer({
    users: [{ subject: 'subject-of-alice', username: 'alice', password: 'wonderland', claims: { name: 'Alice' } }],
    limits: { signInAttemptsPerAccount: 1000, signInAttemptsPerAddress: 1000 },
    clients: [
      { ...client, clientId: 'certain' },
      { ...client, clientId: 'told', backChannelClientNotificationUri: `${receiver.url}/notify` },
    ],
  });
  const browser = () => new UserAgent(server.url);
  return {
    server,
    receiver,
    privateKey,
    browser,
    arrive: async (url, agent = browser()) => {
      const { arrival, page } = await agent.visit(url.href);
      if (arrival === undefined) throw new Error(`The browser stays: ${page?.status} ${page?.html}`);
      return arrival.url;
    },
    allowDevice: async (verificationUri, userCode) => {
      const agent = browser();
      const entered = await agent.visit(verificationUri);
      const confirmed = await agent.submit(formsOf(entered.page!.html)[0]!, { user_code: userCode, action: 'find' });
      await agent.submit(formsOf(confirmed.page!.html)[0]!, { decision: 'allow' });
    },
    allowCiba: async (bindingMessage) => {
      const agent = browser();
      const { page } = await agent.visit(`${server.url}/ciba`);
      const article = page!.html.split('<article').find((one) => one.includes(bindingMessage));
      await agent.submit(formsOf(article!)[0]!, { decision: 'allow' });
    },
    close: async () => {
      await server.close();
      await receiver.close();
    },
  };
}
