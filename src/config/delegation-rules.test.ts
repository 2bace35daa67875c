import { expect, it } from 'vitest';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { resolveConfiguration } from './resolve-configuration.ts';

const key = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' };
const partner = { issuer: 'https://partner.example', jwks: { keys: [key] }, uses: ['subjectToken'] };
const client = { clientId: 'a', clientSecrets: [{ value: 'x' }] };

function problemsOf(members: object, mode: 'dev' | 'production' = 'dev'): readonly string[] {
  const whole = {
    issuer: 'https://id.example',
    secret: 'q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k',
    apiScopes: [{ name: 'orders.read' }],
    apiResources: [{ name: 'https://orders.example', scopes: ['orders.read'] }],
    ...members,
  };
  try {
    resolveConfiguration(whole, { mode, environment: {} });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
}

it('takes one audience or several, and says of nobody that they are trusted for something by default', () => {
  const { trustedIssuers } = resolveConfiguration(
    { issuer: 'https://id.example', trustedIssuers: [partner, { ...partner, issuer: 'ci', audience: 'here' }] },
    { mode: 'dev', environment: {} },
  );
  expect(trustedIssuers.map(({ audience }) => audience)).toEqual([[], ['here']]);
  expect(trustedIssuers[0]).toMatchObject({ subjects: 'none', singleUse: true, allowedAlgorithms: [] });
  expect(problemsOf({ trustedIssuers: [{ ...partner, uses: [] }] })).toEqual([
    'trustedIssuers[0].uses: must not be an empty list',
  ]);
});

it('tells every contradiction of trusted issuers with its path', () => {
  const trustedIssuers = [
    { ...partner, issuer: 'https://id.example' },
    { ...partner, jwksUri: 'https://partner.example/jwks' },
    { issuer: 'https://keyless.example', uses: ['assertion'], allowedScopes: ['orders.reed'] },
    { ...partner, jwks: { keys: [{ kty: 'oct', k: 'x' }, { ...key, d: 'private' }, {}] } },
    { issuer: 'plain', jwksUri: 'http://plain.example/jwks', uses: ['assertion'] },
  ];
  expect(problemsOf({ trustedIssuers }, 'production')).toEqual([
    'trustedIssuers[3].issuer: "https://partner.example" stands at trustedIssuers[1] already',
    'trustedIssuers[0].issuer: is this server itself, whose tokens are known anyway',
    'trustedIssuers[1].jwksUri: cannot stand beside jwks',
    'trustedIssuers[2].jwksUri: is required, or jwks',
    'trustedIssuers[2].allowedScopes[0]: "orders.reed" is not a known scope (did you mean "orders.read"?)',
    'trustedIssuers[3].jwks.keys[0]: must be a public key, not a shared one',
    'trustedIssuers[3].jwks.keys[1]: must not have d: list the public part only',
    'trustedIssuers[3].jwks.keys[2]: must have kty (RFC 7517 §4.1)',
    'trustedIssuers[4].jwksUri: must use https: unless the host is loopback',
  ]);
});

it('tells what a client refers to that is not there', () => {
  const clients = [
    {
      ...client,
      requireClientSecret: false,
      clientSecrets: [],
      tokenExchange: {
        subjectTokens: ['access_token'],
        audiences: [
          'https://orders.example',
          'https://id.example',
          'a',
          'https://stock.example',
          { issuer: 'https://id.example', scopes: ['x'] },
        ],
        apis: ['https://order.example'],
        actors: ['agent', { issuer: 'https://other.example', subject: 'x' }],
      },
      clientAssertion: { issuer: partner.issuer, subject: 'x' },
    },
  ];
  expect(problemsOf({ clients, trustedIssuers: [partner] })).toEqual([
    'clients[0].tokenExchange.audiences[3]: "https://stock.example" is no API (did you mean "https://orders.example"?), no target with scopes, and not the client',
    'clients[0].tokenExchange.audiences[4]: identity assertions are for clients that authenticate (RFC 6749 §2.1)',
    'clients[0].tokenExchange.audiences[4].issuer: is this server itself: name APIs instead',
    'clients[0].tokenExchange.apis[0]: "https://order.example" is no API (did you mean "https://orders.example"?)',
    'clients[0].tokenExchange.actors[1].issuer: is none of trustedIssuers with the use subjectToken',
    'clients[0].clientAssertion.issuer: is none of trustedIssuers with the use clientAssertion',
  ]);
  expect(
    problemsOf({ clients: [{ ...client, tokenExchange: { subjectTokens: ['saml2'], audience: [] } }] }),
  ).toHaveLength(2);
});

it('takes a client that has no secret but a platform that vouches for it', () => {
  const trustedIssuers = [{ ...partner, uses: ['clientAssertion'] }];
  const clientAssertion = { issuer: partner.issuer, subject: 'workload' };
  expect(problemsOf({ trustedIssuers, clients: [{ clientId: 'a', clientAssertion }] })).toEqual([]);
});
