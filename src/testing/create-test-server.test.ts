import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { expect, it, onTestFinished } from 'vitest';
import { createTestServer } from './create-test-server.ts';

it.each([104, 1000])('still signs after %i days, with a key that it publishes', async (days) => {
  const server = await createTestServer({
    apiScopes: [{ name: 'read' }],
    clients: [
      {
        clientId: 'worker',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['client_credentials'],
        allowedScopes: ['read'],
      },
    ],
  });
  onTestFinished(() => server.close());
  const token = async () => {
    const answer = await fetch(`${server.url}/connect/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('worker:secret')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    return ((await answer.json()) as { access_token: string }).access_token;
  };
  const first = await token();
  server.clock.advance(days * 86_400);
  const later = await token();
  const keys = createRemoteJWKSet(new URL(`${server.url}/.well-known/openid-configuration/jwks`));
  const { payload } = await jwtVerify(later, keys, { currentDate: new Date(server.clock.now() * 1000) });
  expect(payload.iat).toBe(server.clock.now());
  expect(decodeProtectedHeader(later).kid).not.toBe(decodeProtectedHeader(first).kid);
});
