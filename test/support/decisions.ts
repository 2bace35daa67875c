import type { Session } from '../../src/model/grants.ts';
import type { RequestContext } from '../../src/model/request-context.ts';
import { authenticatedSubject } from '../../src/model/subject.ts';
import { createTestServer, type TestServer, type TestServerOptions } from '../../src/testing/create-test-server.ts';

export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
export const cibaGrant = 'urn:openid:params:grant-type:ciba';
const clientSecrets = [{ value: 'secret' }];
const allowedScopes = ['openid', 'profile', 'api.read', 'api.write'];
const device = { clientSecrets, allowedGrantTypes: [deviceGrant], allowedScopes, allowOfflineAccess: true };
const ciba = { clientSecrets, allowedGrantTypes: [cibaGrant], allowedScopes, allowOfflineAccess: true };

/** A server whose users, alice (`1`) and bob (`2`), decide through the services. */
export function decisionServer(options: TestServerOptions = {}): Promise<TestServer> {
  return createTestServer({
    apiScopes: [{ name: 'api.read' }, { name: 'api.write' }],
    apiResources: [
      { name: 'https://one.example', scopes: ['api.read'] },
      { name: 'https://two.example', scopes: ['api.write'] },
    ],
    identityResources: ['openid', 'profile'],
    users: [
      { subject: '1', username: 'alice' },
      { subject: '2', username: 'bob' },
    ],
    limits: { userCodeAttempts: 3 },
    ...options,
    clients: [
      { ...device, clientId: 'tv' },
      { ...device, clientId: 'public-tv', requireClientSecret: false, clientSecrets: [], userCodeType: 'numeric' },
      { ...ciba, clientId: 'desk' },
      { ...ciba, clientId: 'other-desk' },
      { clientId: 'neither', clientSecrets, allowedGrantTypes: ['client_credentials'], allowedScopes: ['api.read'] },
      ...(options.clients ?? []),
    ],
  });
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: any JSON
  readonly body: any;
}

export async function post(server: TestServer, path: string, form: Record<string, string>): Promise<Answer> {
  const response = await fetch(server.url + path, { method: 'POST', body: new URLSearchParams(form) });
  return { status: response.status, body: await response.json() };
}

export function contextOf(server: TestServer, remoteAddress = '192.0.2.1'): RequestContext {
  return { requestId: 'test', now: server.clock.now(), issuer: server.url, remoteAddress };
}

/** A session as a sign-in leaves it behind, without the browser. */
export async function sessionOf(server: TestServer, subjectId = '1'): Promise<Session> {
  const context = contextOf(server);
  const request = { method: 'GET', target: '/', header: () => undefined, body: async () => new Uint8Array() };
  const subject = authenticatedSubject(subjectId, { method: 'pwd', at: context.now });
  return (await server.server.services.sessions.signIn(request, subject, context)).session;
}
