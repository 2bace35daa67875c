import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { resolveConfiguration } from './resolve-configuration.ts';

const configuration = (clientIdMetadataDocuments: object) =>
  resolveConfiguration(
    {
      issuer: 'https://id.example.com',
      secret: 'q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k',
      apiScopes: [{ name: 'orders.read' }],
      endpoints: { ciba: false },
      clientIdMetadataDocuments,
    },
    { mode: 'production', environment: {} },
  );

function problemsOf(documents: object): readonly string[] {
  try {
    configuration(documents);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
}

describe('clientIdMetadataDocuments', () => {
  it('is off unless configured, and gives nothing by default', () => {
    expect(configuration({}).clientIdMetadataDocuments).toEqual({
      mode: 'off',
      hosts: [],
      scopes: [],
      grantTypes: ['authorization_code', 'refresh_token'],
      authorizationDetailTypes: [],
      privateUseSchemes: [],
      maximumBytes: 10_240,
      minimumCacheSeconds: 60,
      maximumCacheSeconds: 86_400,
    });
  });

  it.each([
    ['hosts that are missing', { mode: 'listedHosts' }, 'hosts: must list a host in the mode listedHosts'],
    [
      'bounds the wrong way round',
      { minimumCacheSeconds: 10, maximumCacheSeconds: 5 },
      'minimumCacheSeconds: must not be longer than maximumCacheSeconds',
    ],
    ['scopes that there are not', { scopes: ['orders.raed'] }, 'scopes[0]: "orders.raed" is not a known scope'],
    [
      'grants of its own for whoever wants them',
      { mode: 'anyHost', grantTypes: ['client_credentials'] },
      'grantTypes[0]: cannot be had by whoever wants it: use the mode listedHosts',
    ],
    [
      'offline access without refresh tokens',
      { scopes: ['offline_access'], grantTypes: ['authorization_code'] },
      'scopes[0]: needs refresh_token in grantTypes',
    ],
    [
      'schemes that are none of an app',
      { privateUseSchemes: ['javascript'] },
      'privateUseSchemes[0]: is no scheme of an app',
    ],
  ])('refuses %s', (_what, documents, problem) => {
    const [first = '', ...more] = problemsOf(documents);
    expect([first.startsWith(`clientIdMetadataDocuments.${problem}`), more]).toEqual([true, []]);
  });

  it.each([
    'App.example.com',
    'https://app.example.com',
    'app.example.com/x',
    '*',
    'a*.example.com',
    '*.*.example.com',
    'app.example.com:8443',
  ])('refuses the host %s', (host) => {
    expect(problemsOf({ mode: 'listedHosts', hosts: [host] })).toEqual([
      'clientIdMetadataDocuments.hosts[0]: must be a host name in lower case such as app.example.com, or *.example.com for all below example.com',
    ]);
  });
});
