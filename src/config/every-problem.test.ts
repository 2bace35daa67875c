import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { createServer } from '../server/server.ts';
import { resolveClient } from './resolve-client.ts';
import { resolveConfiguration } from './resolve-configuration.ts';

const secret = 'q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k';
const base = { issuer: 'https://id.example.com', secret: 'env:S', apiScopes: [{ name: 'read' }] };
const confidential = { clientId: 'a', clientSecrets: [{ sha256: 'K7gNU3sdo-OL0wNhqoVWhr3g6s1xYv72ol_pe_Unols' }] };

function resolve(input: object) {
  return resolveConfiguration({ ...base, ...input }, { mode: 'production', environment: { S: secret, T: 'x' } });
}

function problemsIn(make: () => unknown): readonly string[] {
  try {
    make();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}

const problemsOf = (input: object) => problemsIn(() => resolve(input));

describe('one entry with mistakes of every kind', () => {
  const mistaken = {
    ...confidential,
    allowedGrantTypes: ['client_credential', '', 'client_credentials', 'client_credentials'],
    allowedScopes: ['raed'],
    redirectUris: ['http://app.example.com/callback', 'https://app.example.com/#x'],
    accessTokenLifetime: '1h',
    requireRequestObject: true,
    foo: 1,
  };
  const expected = [
    'allowedGrantTypes[1]: must not be empty',
    'redirectUris[1]: must not have a fragment',
    'accessTokenLifetime: must be a number, not a string',
    'foo: is not known',
    'allowedGrantTypes[0]: is not a known grant type (did you mean "client_credentials"?)',
    'allowedGrantTypes[3]: "client_credentials" is listed twice',
    'requireRequestObject: needs jwks or jwksUri to check the signature with',
    'allowedScopes[0]: "raed" is not a known scope (did you mean "read"?)',
    'redirectUris[0]: must use https: unless the host is loopback',
  ];

  it('tells all of them at once: unknown members, wrong types and contradictions', () => {
    expect(problemsOf({ clients: [mistaken] })).toEqual(expected.map((problem) => `clients[0].${problem}`));
  });

  it('tells the same of a client that is to be stored', () => {
    const { catalogue } = resolve({});
    expect(problemsIn(() => resolveClient(mistaken, catalogue))).toEqual(expected);
  });

  it('tells contradictions within `listen` and `signing` beside mistakes in them', () => {
    expect(
      problemsOf({
        listen: { port: 9400, adminPort: 9400, prot: 1 },
        signing: { algorithms: ['ES256', 'ES256', 'HS1'], rotationInterval: 10, retentionDuration: -1 },
      }),
    ).toEqual([
      'listen.prot: is not known (did you mean "port"?)',
      'signing.algorithms[2]: must be one of "ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "EdDSA"',
      'signing.retentionDuration: must be 1 or more',
      'listen.adminPort: must differ from listen.port: metrics are not for the public',
      'signing.rotationInterval: must be longer than signing.propagationTime',
      'signing.algorithms[1]: "ES256" is listed twice',
    ]);
  });

  it('takes nothing for a contradiction that a refused member may explain', () => {
    const clients = [
      {
        clientId: 'a',
        clientSecrets: [{ valu: 'x' }],
        allowedResponseTypes: ['id_token'],
        allowedGrantTypes: 'implicit',
      },
      { clientId: 'b', requireClientSecret: 'no' },
      { ...confidential, clientId: 'c', requireRequestObject: true, jwks: { keys: 'none' } },
    ];
    expect(problemsOf({ clients })).toEqual([
      'clients[0].clientSecrets[0].value: is required',
      'clients[0].clientSecrets[0].valu: is not known (did you mean "value"?)',
      'clients[0].allowedGrantTypes: must be a list, not a string',
      'clients[1].requireClientSecret: must be true or false, not a string',
      'clients[2].jwks.keys: must be a list, not a string',
    ]);
  });
});

describe('settings that cannot be meant', () => {
  it.each([
    [
      'a language without texts',
      { locales: ['en', 'de-AT', 'fi', 'zh-Hant'] },
      [
        'locales[2]: there are no texts for "fi": give them in pages.texts',
        'locales[3]: there are no texts for "zh-Hant": give them in pages.texts',
      ],
    ],
    [
      'SQLite in memory',
      { storage: { kind: 'sqlite', path: ':memory:' } },
      'storage.path: must be a file; the store in memory is { kind: "memory" }',
    ],
    [
      'a store of no kind',
      { storage: { path: 'x.db' } },
      'storage.kind: is required: one of "memory", "sqlite", "postgres"',
    ],
    [
      'an environment variable without a name',
      { locales: ['en'], issuer: 'env:' },
      'issuer: must name an environment variable after "env:"',
    ],
    [
      'half a password hash',
      { users: [{ subject: '1', username: 'a', passwordHash: '$argon2id$' }] },
      'users[0].passwordHash: must be an argon2id hash in PHC form',
    ],
  ])('refuses %s', (_, input, expected) => {
    expect(problemsOf(input)).toEqual([expected].flat());
  });

  it('warns of clients that will never get a token', () => {
    const implicit = {
      ...confidential,
      clientId: 'b',
      allowedGrantTypes: ['implicit'],
      redirectUris: ['https://b.example'],
    };
    const ciba = { ...confidential, clientId: 'c', allowedGrantTypes: ['urn:openid:params:grant-type:ciba'] };
    expect(resolve({ clients: [confidential, implicit, ciba] }).warnings).toEqual([
      'clients[0].allowedGrantTypes: is empty: this client gets no token',
      'clients[1].allowedResponseTypes: is empty: the grant implicit needs id_token or id_token token',
      'clients[2].allowedScopes: lacks openid, which every CIBA request must ask for (CIBA Core 1.0 §7.1)',
    ]);
  });

  it('does not warn of a master secret that code has read from the environment', () => {
    expect(resolve({ secret }).warnings).toEqual([]);
    expect(
      resolveConfiguration({ ...base, secret }, { mode: 'production', environment: { T: 'x' } }).warnings,
    ).toHaveLength(1);
  });

  it('takes texts of your own for a language of your own', () => {
    expect(problemsOf({ locales: ['fi', 'zh-TW'], pages: { texts: { fi: {}, 'zh-Hant': {} } } })).toEqual([]);
  });
});

describe('members that only code can give', () => {
  it('are refused when they are of another kind', () => {
    const input = {
      mode: 'staging',
      log: 'json',
      clock: {},
      onEvent: 'x',
      pages: { colour: 'red', login: '<html>', name: 'Example' },
      extensionGrantValidators: ['x', { validate() {} }],
      services: { tokenResponseGenerator: 'mine' },
      servces: {},
    };
    expect(problemsOf(input)).toEqual([
      'servces: is not known (did you mean "services"?)',
      'mode: must be "dev" or "production"',
      'onEvent: must be a function, which only a .ts or .js file can give',
      'clock: must have the method now',
      'log: must be an object, which only a .ts or .js file can give',
      'extensionGrantValidators[0]: must be an object, which only a .ts or .js file can give',
      'extensionGrantValidators[1].grantType: must be a string',
      'services.tokenResponseGenerator: must be a function, which only a .ts or .js file can give',
      'pages.login: must be a function, which only a .ts or .js file can give',
      'pages.colour: is not known',
    ]);
  });

  it('are refused under a name that no service has', async () => {
    const services = { tokenResponseGenerater: () => undefined } as object;
    const storage = { kind: 'memory' } as const;
    await expect(createServer({ issuer: base.issuer, secret, storage, services })).rejects.toThrow(
      'services.tokenResponseGenerater: is not known (did you mean "tokenResponseGenerator"?)',
    );
  });
});

it.each([
  ['clients[0].clientName', { clients: [{ clientId: 'web', clientName: 'Bank\u202Eknab' }] }],
  ['apiScopes[0].displayName', { apiScopes: [{ name: 'a', displayName: '\u3164' }] }],
  ['apiResources[0].displayName', { apiResources: [{ name: 'urn:a', displayName: ' ' }] }],
  [
    'externalProviders[0].displayName',
    { externalProviders: [{ id: 'x', displayName: 'A\nB', issuer: 'https://x.example', clientId: 'x' }] },
  ],
  ['users[0].username', { users: [{ subject: '1', username: 'ali\u200Bce' }] }],
])('refuses a name that people could not tell from another: %s', (path, configuration) => {
  const input = { issuer: 'https://id.example.com', ...configuration };
  expect(() => resolveConfiguration(input, { mode: 'dev', environment: {} })).toThrow(
    `${path}: must be characters that can be seen`,
  );
});
