import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { resolveConfiguration } from './resolve-configuration.ts';

function problemsOf(clientRegistration: object, more: object = {}): readonly string[] {
  try {
    const input = {
      issuer: 'http://localhost:9400',
      apiScopes: [{ name: 'orders.read' }],
      clientRegistration,
      ...more,
    };
    resolveConfiguration(input, { mode: 'dev', environment: {} });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
}

describe('clientRegistration', () => {
  it('is off by itself, and takes what there is', () => {
    const settings = resolveConfiguration({ issuer: 'http://localhost:9400' }, { mode: 'dev', environment: {} });
    expect(settings.clientRegistration).toMatchObject({
      mode: 'off',
      scopes: [],
      grantTypes: ['authorization_code', 'refresh_token'],
      unusedLifetime: 2_592_000,
      maximumClients: 100_000,
      perAddressAndHour: 20,
    });
    const scopes = ['openid', 'orders.read', 'offline_access'];
    expect(problemsOf({ mode: 'open', scopes, privateUseSchemes: ['cursor', 'vscode'] })).toEqual([]);
    expect(problemsOf({ mode: 'initialAccessToken', grantTypes: ['client_credentials'] })).toEqual([]);
  });

  it.each([
    [
      'an unknown scope',
      { scopes: ['orders.reed'] },
      'scopes[0]: "orders.reed" is not a known scope (did you mean "orders.read"?)',
    ],
    [
      'offline_access without refresh tokens',
      { scopes: ['offline_access'], grantTypes: ['authorization_code'] },
      'scopes[0]: needs refresh_token in grantTypes',
    ],
    [
      'tokens for whoever wants them',
      { mode: 'open', grantTypes: ['client_credentials'] },
      'grantTypes[0]: cannot be had by whoever wants it: use the mode initialAccessToken',
    ],
    ['a scheme of browsers', { privateUseSchemes: ['javascript'] }, 'privateUseSchemes[0]: is no scheme of an app'],
    ['the scheme of the web', { privateUseSchemes: ['http'] }, 'privateUseSchemes[0]: is no scheme of an app'],
    [
      'a scheme that is none',
      { privateUseSchemes: ['Cursor:'] },
      'privateUseSchemes[0]: must be a scheme in lower case without a dot, such as cursor',
    ],
    [
      'an issuer of statements without keys',
      { softwareStatementIssuers: [{ issuer: 'https://publisher.example' }] },
      'softwareStatementIssuers[0]: must have jwks or jwksUri, and not both',
    ],
  ])('refuses %s', (_, clientRegistration, problem) => {
    expect(problemsOf(clientRegistration)).toEqual([`clientRegistration.${problem}`]);
  });

  it('refuses the grant type password, and those of an endpoint that is switched off', () => {
    expect(problemsOf({ grantTypes: ['password'] })).toHaveLength(1);
    expect(problemsOf({ mode: 'open' }, { endpoints: { authorize: false } })).toContain(
      'clientRegistration.grantTypes[0]: needs endpoints.authorize, which is switched off',
    );
  });
});
