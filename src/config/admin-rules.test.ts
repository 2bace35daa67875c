import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { resolveConfiguration } from './resolve-configuration.ts';

const base = { issuer: 'https://id.example', secret: 'Zq3vX0p9Lk2mT7bHs5RwYd8uJfGcNa1eViUoPQ4zK0E' };
const withPort = { ...base, listen: { adminPort: 9401 } };

function resolve(configuration: object, mode: 'dev' | 'production' = 'production') {
  return resolveConfiguration(configuration, { mode, environment: {} });
}

function problemsOf(configuration: object): readonly string[] {
  try {
    resolve(configuration);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
}

describe('the admin port', () => {
  it('brings an API and two scopes, hidden from discovery; without it there are none', () => {
    const { catalogue, admin } = resolve(withPort);
    const scopes = catalogue.apiScopes.map(({ name, showInDiscoveryDocument }) => [name, showInDiscoveryDocument]);
    expect(scopes).toEqual([
      ['mintmark.admin', false],
      ['mintmark.read', false],
    ]);
    expect(catalogue.apiResources.map(({ name }) => name)).toEqual(['urn:mintmark:admin']);
    expect(admin).toMatchObject({ url: 'http://localhost:9401', explorer: false, audit: { store: 'security' } });
    const without = resolve(base);
    expect([without.catalogue.apiScopes, without.catalogue.apiResources]).toEqual([[], []]);
    expect(without.admin.audit.store).toBe('off');
    expect(resolve(base, 'dev').admin.explorer).toBe(true);
    const client = { clientId: 'x', clientSecrets: [{ value: 'a secret of 32 characters, or so' }] };
    const asking = { ...client, allowedGrantTypes: ['client_credentials'], allowedScopes: ['mintmark.admin'] };
    expect(problemsOf({ ...base, clients: [asking] })).toEqual([
      'clients[0].allowedScopes[0]: "mintmark.admin" is not a known scope',
    ]);
    expect(problemsOf({ ...withPort, clients: [asking] })).toEqual([]);
  });

  it('keeps its names to itself, so that no other API is sent its tokens', () => {
    const reserved = 'belongs to the API of listen.adminPort: it is there where that is, and cannot be configured';
    const naming = {
      identityResources: ['openid', { name: 'mintmark.read' }],
      apiScopes: [{ name: 'mintmark.admin' }],
      apiResources: [
        { name: 'urn:mintmark:admin', scopes: [] },
        { name: 'https://api.example', scopes: ['mintmark.read'] },
      ],
    };
    for (const around of [base, withPort]) {
      expect(problemsOf({ ...around, ...naming })).toEqual(
        expect.arrayContaining([
          `identityResources[1].name: ${reserved}`,
          `apiScopes[0].name: ${reserved}`,
          `apiResources[0].name: ${reserved}`,
          `apiResources[1].scopes[0]: ${reserved}`,
        ]),
      );
    }
  });

  it('is for clients of the operator: those that nobody configured cannot have its scopes', () => {
    const message = 'is for clients that you add yourself';
    const policies = {
      clientRegistration: { mode: 'open', scopes: ['mintmark.read'] },
      clientIdMetadataDocuments: { mode: 'anyHost', scopes: ['openid', 'mintmark.admin'] },
    };
    expect(problemsOf({ ...withPort, ...policies })).toEqual([
      `clientRegistration.scopes[0]: ${message}`,
      `clientIdMetadataDocuments.scopes[1]: ${message}`,
    ]);
  });

  it('has an address without a path, and administrators only where it is', () => {
    expect(problemsOf({ ...withPort, admin: { url: 'http://admin.example' } })).toEqual([
      'admin.url: must use https: unless the host is loopback',
    ]);
    expect(problemsOf({ ...withPort, admin: { url: 'https://admin.example/console' } })).toEqual([
      'admin.url: must be an origin, scheme and host alone in lower case, such as https://app.example.com',
    ]);
    expect(problemsOf({ ...withPort, admin: { url: 'capacitor://localhost' } })).toEqual([
      'admin.url: must be http: or https:',
    ]);
    expect(problemsOf({ ...base, admin: { console: { subjects: ['root'] } } })).toEqual([
      'admin.console: needs listen.adminPort',
    ]);
    expect(problemsOf({ ...withPort, admin: { console: {} } })).toEqual([
      'admin.console: must have subjects or claim: nobody would be an administrator',
    ]);
  });
});
