import { decodeJwt } from 'jose';
import { createTestServer, type TestServer } from 'mintmark/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ForeignIssuer, startForeignIssuer } from '../foreign-issuer.ts';
import { optionsFor } from './server.ts';

let cluster: ForeignIssuer;
let server: TestServer;
beforeAll(async () => {
  cluster = await startForeignIssuer();
  server = await createTestServer(optionsFor({ issuer: cluster.url, jwksUri: `${cluster.url}/jwks` }));
});
afterAll(async () => {
  await server.close();
  await cluster.close();
});

async function ask(projectedToken: string) {
  const response = await fetch(`${server.url}/connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'web-shop',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: projectedToken,
    }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** What the API server of the cluster makes. */
const projected = (serviceAccount: string, audience = 'mintmark') =>
  cluster.sign({
    sub: `system:serviceaccount:${serviceAccount}`,
    aud: [audience],
    'kubernetes.io': { namespace: serviceAccount.split(':')[0] },
  });

it('gives the pod access tokens for the token in its file, as often as it asks', async () => {
  const token = await projected('shop:web');
  for (let times = 0; times < 2; times += 1) {
    const { body } = await ask(token);
    expect(decodeJwt(String(body.access_token))).toMatchObject({ sub: 'web-shop', scope: 'orders.read' });
  }
});

it('gives nothing to other service accounts, and for tokens for the API of the cluster', async () => {
  for (const token of [await projected('shop:worker'), await projected('shop:web', 'https://kubernetes.default.svc')]) {
    expect(await ask(token)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  }
});
