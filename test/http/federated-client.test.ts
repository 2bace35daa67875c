import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimsOf, type ExchangeServer, serveExchange } from '../support/exchange.ts';
import { type ForeignIssuer, foreignIssuer } from '../support/foreign-issuer.ts';

const subject = 'repo:acme/shop:ref:refs/heads/main';
const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
let server: ExchangeServer;
let ci: ForeignIssuer;
let cluster: ForeignIssuer;

beforeAll(async () => {
  const now = () => server.clock.now();
  ci = await foreignIssuer('https://ci.example', now);
  cluster = await foreignIssuer('https://cluster.example', now);
  const grant = { allowedGrantTypes: ['client_credentials'], allowedScopes: ['deploy'] };
  server = await serveExchange({
    apiScopes: [{ name: 'deploy' }],
    trustedIssuers: [
      { issuer: ci.issuer, jwks: ci.jwks, uses: ['clientAssertion'] },
      {
        issuer: cluster.issuer,
        jwks: cluster.jwks,
        uses: ['clientAssertion'],
        audience: 'mintmark',
        singleUse: false,
        allowedClients: ['pod'],
      },
    ],
    clients: [
      { ...grant, clientId: 'deployer', clientAssertion: { issuer: ci.issuer, subject } },
      {
        ...grant,
        clientId: 'pod',
        clientAssertion: { issuer: cluster.issuer, subject: 'system:serviceaccount:shop:web' },
      },
      {
        ...grant,
        clientId: 'other-pod',
        clientAssertion: { issuer: cluster.issuer, subject: 'system:serviceaccount:shop:other' },
      },
      { ...grant, clientId: 'keyless', clientSecrets: [{ value: 'secret' }] },
    ],
  });
});
afterAll(() => server.close());

async function ask(clientId: string, assertion: string) {
  const response = await fetch(`${server.url}/connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_assertion_type: jwtBearer,
      client_assertion: assertion,
    }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('clients that their platform vouches for (RFC 7521 §4.2, RFC 7523 §2.2)', () => {
  it('authenticates by a JWT of the trusted issuer, and keeps no secret', async () => {
    const answer = await ask('deployer', await ci.sign({ sub: subject, aud: server.url }));
    expect(answer.status).toBe(200);
    expect(claimsOf(answer)).toMatchObject({ sub: 'deployer', client_id: 'deployer', scope: 'deploy' });
  });

  it('takes each once, and again where a platform hands out one for a while (§3)', async () => {
    const assertion = await ci.sign({ sub: subject, aud: server.url });
    expect((await ask('deployer', assertion)).status).toBe(200);
    expect(await ask('deployer', assertion)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    const pods = await cluster.sign({ sub: 'system:serviceaccount:shop:web', aud: ['mintmark'], jti: undefined });
    expect((await ask('pod', pods)).status).toBe(200);
    expect((await ask('pod', pods)).status).toBe(200);
  });

  it.each([
    ['another subject', async () => ci.sign({ sub: 'repo:mallory/shop', aud: server.url })],
    ['another audience', async () => ci.sign({ sub: subject, aud: 'https://other.example' })],
    ['another audience besides', async () => ci.sign({ sub: subject, aud: [server.url, 'https://other.example'] })],
    ['no jti', async () => ci.sign({ sub: subject, aud: server.url, jti: undefined })],
    ['an end in the past', async () => ci.sign({ sub: subject, aud: server.url, exp: server.clock.now() - 61 })],
    ['an end in a year', async () => ci.sign({ sub: subject, aud: server.url, exp: server.clock.now() + 31_536_000 })],
    ['another kind of JWT', async () => ci.sign({ sub: subject, aud: server.url }, { typ: 'logout+jwt' })],
    ['the subject at another issuer', async () => cluster.sign({ sub: subject, aud: 'mintmark' })],
    ['the client as issuer', async () => ci.sign({ iss: 'deployer', sub: 'deployer', aud: server.url })],
  ])('refuses one with %s (§3)', async (_what, make) => {
    expect(await ask('deployer', await make())).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  it('refuses a client that the issuer does not vouch for, or may not', async () => {
    expect((await ask('keyless', await ci.sign({ sub: subject, aud: server.url }))).status).toBe(401);
    const other = await cluster.sign({ sub: 'system:serviceaccount:shop:other', aud: 'mintmark' });
    expect((await ask('other-pod', other)).status).toBe(401);
  });
});
