import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/index.ts';
import { introspect, requestToken } from '../support/connect.ts';
import { ordersApi, secret, startFixture } from '../support/fixture.ts';

let server: TestServer;
const name = 'subject-of-carol';
beforeAll(async () => {
  server = await startFixture({
    moreClients: ['jwt', 'reference'].map((accessTokenType) => ({
      clientId: `${name}-${accessTokenType}`,
      clientSecrets: [{ value: secret }],
      allowedGrantTypes: ['client_credentials'],
      allowedScopes: ['openid', 'orders.read'],
      accessTokenType: accessTokenType as 'jwt',
      // Whatever a client is configured to say of itself, it never says that it signed in.
      clientClaimsPrefix: '',
      claims: [
        { type: 'auth_time', value: 1_700_000_000 },
        { type: 'amr', value: ['pwd'] },
        { type: 'idp', value: 'local' },
      ],
    })),
  });
  for (const kind of ['jwt', 'reference']) {
    const subjectId = `${name}-${kind}`;
    await server.server.services.users.add({ subjectId, username: subjectId, claims: { email: 'carol@example.com' } });
  }
});
afterAll(() => server.close());

describe('client impersonating a resource owner (RFC 9700 §4.15)', () => {
  it.each(['jwt', 'reference'])('a client called as a user is in no %s token that user', async (kind) => {
    const clientId = `${name}-${kind}`;
    const { json } = await requestToken(server, clientId, { grant_type: 'client_credentials', scope: 'orders.read' });
    const authorization = `Bearer ${json.access_token}`;
    const userInfo = await fetch(`${server.url}/connect/userinfo`, { headers: { authorization } });
    expect(userInfo.status).toBe(403);
    const shown = (await introspect(server, ordersApi, json.access_token)).json;
    expect(shown).toMatchObject({ active: true, sub: clientId, client_id: clientId });
    for (const claim of ['email', 'auth_time', 'amr', 'idp']) expect(shown).not.toHaveProperty(claim);
  });

  it.each(['jwt', 'reference'])('a client called as a disabled user goes on: it is not that user: %s', async (kind) => {
    const clientId = `${name}-${kind}`;
    await server.server.services.users.setEnabled(clientId, false);
    const { json } = await requestToken(server, clientId, { grant_type: 'client_credentials', scope: 'orders.read' });
    expect((await introspect(server, ordersApi, json.access_token)).json).toMatchObject({ active: true });
  });
});
