import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { resolveConfiguration } from './resolve-configuration.ts';

const base = { issuer: 'https://id.example.com', secret: 'env:S' };
const environment = { S: 'q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k' };
const application = {
  clientId: 'app',
  requireClientSecret: false,
  allowedGrantTypes: ['authorization_code'],
  redirectUris: ['https://app.example.com/cb'],
};
const confidential = {
  ...application,
  requireClientSecret: true,
  clientSecrets: [{ sha256: 'K7gNU3sdo-OL0wNhqoVWhr3g6s1xYv72ol_pe_Unols' }],
};

/** What `start` refuses, or warns about where it refuses nothing. */
function told(input: object, mode: 'dev' | 'production' = 'production') {
  try {
    const { warnings } = resolveConfiguration({ ...base, ...input }, { mode, environment });
    return { refused: [], warnings };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { refused: error.problems.map(({ path, message }) => `${path}: ${message}`), warnings: [] };
  }
}

const nothing = { refused: [], warnings: [] };

describe('installed applications (RFC 8252 §8.6)', () => {
  const warning =
    'clients[0].requireConsent: any program on the user’s device can pass for this public client; set it, and allowRememberConsent to false (RFC 8252 §8.6)';
  it.each(['http://127.0.0.1/callback', 'com.example.app:/callback'])('should ask the user each time, at %s', (uri) => {
    const installed = { ...application, redirectUris: [uri] };
    expect(told({ clients: [installed] })).toEqual({ refused: [], warnings: [warning] });
    expect(told({ clients: [{ ...installed, requireConsent: true }] }).warnings).toEqual([warning]);
    expect(told({ clients: [{ ...installed, requireConsent: true, allowRememberConsent: false }] })).toEqual(nothing);
  });
});

describe('public clients (RFC 9700 §2.1.1, §2.2.2)', () => {
  it('must use PKCE: nothing else binds their codes', () => {
    expect(told({ clients: [application] })).toEqual(nothing);
    expect(told({ clients: [{ ...application, requirePkce: false }] }).refused).toEqual([
      'clients[0].requirePkce: must be true for a public client: nothing else binds its codes (RFC 9700 §2.1.1)',
    ]);
    expect(told({ clients: [{ ...application, requirePkce: false }] }, 'dev').refused).toEqual([]);
  });

  it('must rotate their refresh tokens or bind them to a key', () => {
    const offline = { ...application, allowOfflineAccess: true };
    expect(told({ clients: [offline] })).toEqual(nothing);
    expect(told({ clients: [{ ...offline, refreshTokenUsage: 'reUse' }] }).refused).toEqual([
      'clients[0].refreshTokenUsage: must be oneTimeOnly for a public client without requireDPoP (RFC 9700 §2.2.2)',
    ]);
    expect(told({ clients: [{ ...offline, refreshTokenUsage: 'reUse', requireDPoP: true }] })).toEqual(nothing);
    expect(told({ clients: [{ ...application, refreshTokenUsage: 'reUse' }] })).toEqual(nothing);
  });

  it('may do without PKCE where they get no code', () => {
    const implicit = { ...application, allowedGrantTypes: ['implicit'], allowedResponseTypes: ['id_token'] };
    expect(told({ clients: [{ ...implicit, requirePkce: false }] })).toEqual(nothing);
  });
});

describe('confidential clients (RFC 9700 §2.1.1)', () => {
  it('may do without PKCE, with a warning', () => {
    expect(told({ clients: [confidential] })).toEqual(nothing);
    expect(told({ clients: [{ ...confidential, requirePkce: false }] })).toEqual({
      refused: [],
      warnings: [
        'clients[0].requirePkce: without PKCE only a nonce that the client checks tells injected codes (RFC 9700 §2.1.1)',
      ],
    });
  });
});

describe('calls into the own network (OWASP SSRF Prevention)', () => {
  it('are warned about where they are allowed', () => {
    const provider = { id: 'idp', displayName: 'IdP', issuer: 'https://idp.example.com', clientId: 'c' };
    expect(told({ externalProviders: [provider] })).toEqual(nothing);
    expect(
      told({ allowPrivateAddresses: true, externalProviders: [{ ...provider, allowPrivateAddresses: true }] }).warnings,
    ).toEqual([
      'allowPrivateAddresses: addresses that clients name may lead into your own network',
      'externalProviders[0].allowPrivateAddresses: what this provider names may lead into your own network',
    ]);
  });

  it('to another provider go over https', () => {
    const provider = { id: 'idp', displayName: 'IdP', issuer: 'http://idp.example.com', clientId: 'c' };
    expect(told({ externalProviders: [provider] }).refused).toEqual([
      'externalProviders[0].issuer: must use https: unless the host is loopback',
    ]);
  });
});

it('refuses a user who is called as a client: an API could not tell them apart (RFC 9700 §4.15)', () => {
  const users = [{ subject: 'app', username: 'eve' }];
  expect(told({ users, clients: [application] }).refused).toEqual([
    'users[0].subject: is the id of a client too: an API could take the client for the user (RFC 9700 §4.15)',
  ]);
  expect(told({ users: [{ subject: '1', username: 'app' }], clients: [application] })).toEqual(nothing);
});

describe('a trusted proxy (RFC 9440 §4, RFC 9700 §4.13)', () => {
  const warning =
    'listen.trustProxy: whoever reaches this port without the proxy can claim any address and client certificate; let nobody else reach it';
  it.each(['0.0.0.0', '::', '10.0.0.7'])('must be all that reaches the port: %s', (host) => {
    expect(told({ listen: { host, trustProxy: true } }).warnings).toEqual([warning]);
    expect(told({ listen: { host } })).toEqual(nothing);
  });

  it.each(['127.0.0.1', '::1', 'localhost'])('is, where it stands on the same machine: %s', (host) => {
    expect(told({ listen: { host, trustProxy: true } })).toEqual(nothing);
  });
});
