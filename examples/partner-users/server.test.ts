import { decodeJwt } from 'jose';
import { createTestServer, type TestServer } from 'mintmark/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask } from '../ask.ts';
import { type ForeignIssuer, startForeignIssuer } from '../foreign-issuer.ts';
import { optionsFor } from './server.ts';

let partner: ForeignIssuer;
let server: TestServer;
beforeAll(async () => {
  partner = await startForeignIssuer();
  server = await createTestServer(optionsFor({ issuer: partner.url, jwksUri: `${partner.url}/jwks` }));
});
afterAll(async () => {
  await server.close();
  await partner.close();
});

const present = async (sub: string) =>
  ask(server.url, 'partner-app', {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: await partner.sign({ sub, aud: server.url }),
  });

it('gives an access token about the user whom the partner means, and says who vouched', async () => {
  const { body } = await present('17');
  expect(decodeJwt(String(body.access_token))).toMatchObject({ sub: '1', idp: partner.url, scope: 'orders.read' });
});

it('gives nothing for who is not known here, whatever subject the partner makes up', async () => {
  for (const sub of ['18', '1', 'partner-17']) {
    expect(await present(sub)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  }
});
