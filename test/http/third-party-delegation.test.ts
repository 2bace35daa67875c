import { decodeJwt } from 'jose';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  asUserGrant,
  type ExchangeServer,
  exchangeConfiguration,
  exchangeGrant,
  jwtBearerGrant,
  ordersApi,
  serveExchange,
  typeOf,
} from '../support/exchange.ts';
import { type ForeignIssuer, foreignIssuer } from '../support/foreign-issuer.ts';

let server: ExchangeServer;
let partner: ForeignIssuer;
beforeAll(async () => {
  partner = await foreignIssuer('https://partner.example', () => server.clock.now());
  const [app] = exchangeConfiguration.clients;
  server = await serveExchange({
    ...exchangeConfiguration,
    trustedIssuers: [
      { issuer: partner.issuer, jwks: partner.jwks, uses: ['assertion', 'clientAssertion'], subjects: 'same' },
    ],
    clients: [
      ...exchangeConfiguration.clients,
      {
        ...app!,
        clientId: 'wiki',
        allowedGrantTypes: [asUserGrant, exchangeGrant, jwtBearerGrant],
        tokenExchange: {
          subjectTokens: ['refresh_token'],
          audiences: [{ issuer: 'https://chat.example', scopes: ['chat.read'] }],
        },
      },
      {
        clientId: 'federated',
        clientAssertion: { issuer: partner.issuer, subject: 'workload' },
        allowedGrantTypes: ['client_credentials'],
        allowedScopes: ['gateway'],
      },
    ],
  });
});
afterAll(() => server.close());

const exchange = (subject: string) => ({
  subject_token: subject,
  subject_token_type: typeOf('access_token'),
  resource: ordersApi,
});

describe('openid-client, unmodified', () => {
  const configuration = (clientId: string) =>
    openid.discovery(new URL(server.url), clientId, undefined, openid.ClientSecretBasic('secret'), {
      execute: [openid.allowInsecureRequests],
    });

  it('exchanges tokens, for access tokens and for ID-JAGs', async () => {
    const subject = await server.usersToken('gateway orders.read');
    const answer = await openid.genericGrantRequest(await configuration('gateway'), exchangeGrant, exchange(subject));
    expect(answer).toMatchObject({ token_type: 'bearer', issued_token_type: typeOf('access_token') });
    expect(decodeJwt(answer.access_token)).toMatchObject({ aud: ordersApi, act: { sub: 'gateway' } });
    const signedIn = await server.post('wiki', { grant_type: asUserGrant, scope: 'openid offline_access' });
    const idJag = await openid.genericGrantRequest(await configuration('wiki'), exchangeGrant, {
      subject_token: String(signedIn.body.refresh_token),
      subject_token_type: typeOf('refresh_token'),
      requested_token_type: typeOf('id-jag'),
      audience: 'https://chat.example',
    });
    expect(idJag).toMatchObject({ token_type: 'n_a', issued_token_type: typeOf('id-jag') });
  });

  it('presents assertions', async () => {
    const assertion = await partner.sign({ sub: '1', aud: server.url });
    const answer = await openid.genericGrantRequest(await configuration('wiki'), jwtBearerGrant, {
      assertion,
      scope: 'orders.read',
    });
    expect(decodeJwt(answer.access_token)).toMatchObject({ sub: '1', scope: 'orders.read' });
  });

  it('authenticates with the assertion of another issuer', async () => {
    const federated: openid.ClientAuth = async (_as, _client, body) => {
      body.set('client_id', 'federated');
      body.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
      body.set('client_assertion', await partner.sign({ sub: 'workload', aud: server.url }));
    };
    const options = { execute: [openid.allowInsecureRequests] };
    const discovered = await openid.discovery(new URL(server.url), 'federated', undefined, federated, options);
    expect((await openid.clientCredentialsGrant(discovered)).scope).toBe('gateway');
  });
});

describe('oauth4webapi, unmodified', () => {
  const insecure = { [oauth.allowInsecureRequests]: true } as const;
  const discover = async () => {
    const issuer = new URL(server.url);
    return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
  };
  const request = async (clientId: string, grantType: string, parameters: Record<string, string>) => {
    const as = await discover();
    const client = { client_id: clientId };
    const auth = oauth.ClientSecretPost('secret');
    const response = await oauth.genericTokenEndpointRequest(as, client, auth, grantType, parameters, insecure);
    return oauth.processGenericTokenEndpointResponse(as, client, response);
  };

  it('exchanges tokens and presents assertions', async () => {
    const subject = await server.usersToken('gateway orders.read');
    expect(await request('gateway', exchangeGrant, exchange(subject))).toMatchObject({ scope: 'orders.read' });
    const assertion = await partner.sign({ sub: '1', aud: server.url });
    expect(await request('wiki', jwtBearerGrant, { assertion, scope: 'orders.read' })).toMatchObject({
      token_type: 'bearer',
    });
  });

  it('is told an error that it understands', async () => {
    await expect(request('gateway', exchangeGrant, exchange('nonsense'))).rejects.toMatchObject({
      error: 'invalid_request',
      status: 400,
    });
  });
});
