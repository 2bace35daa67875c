import { decodeJwt } from 'jose';
import { createTestServer, type TestServer } from 'mintmark/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ForeignIssuer, startForeignIssuer } from '../foreign-issuer.ts';
import { optionsFor } from './server.ts';

let ci: ForeignIssuer;
let server: TestServer;
beforeAll(async () => {
  ci = await startForeignIssuer();
  server = await createTestServer(optionsFor({ issuer: ci.url, jwksUri: `${ci.url}/jwks` }));
});
afterAll(async () => {
  await server.close();
  await ci.close();
});

const shop = { sub: 'repo:acme/shop:ref:refs/heads/main', repository: 'acme/shop', ref: 'refs/heads/main' };

async function present(assertion: string) {
  const response = await fetch(`${server.url}/connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      client_id: 'pipeline',
      assertion,
    }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

it('gives a job of the right branch an access token for its job token, once', async () => {
  const assertion = await ci.sign({ ...shop, aud: server.url });
  const { body } = await present(assertion);
  expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 600, scope: 'deploy' });
  expect(decodeJwt(String(body.access_token))).toMatchObject({ sub: 'pipeline', aud: 'https://deploy.example.com' });
  expect(await present(assertion)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

it('gives nothing to other branches and repositories, and for tokens that were made for others', async () => {
  for (const claims of [
    { ...shop, ref: 'refs/heads/fork', aud: server.url },
    { ...shop, repository: 'mallory/shop', aud: server.url },
    { ...shop, aud: 'https://elsewhere.example' },
  ]) {
    expect(await present(await ci.sign(claims))).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  }
});
