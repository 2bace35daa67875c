import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { settableClock } from '../testing/settable-clock.ts';
import { resolveClient } from './resolve-client.ts';
import { resolveConfiguration } from './resolve-configuration.ts';

const secret = 'q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k';
const base = { issuer: 'https://id.example.com', secret: 'env:S' };
const environment = { S: secret, NAME: 'Example ID' };

function resolve(input: object) {
  return resolveConfiguration({ ...base, ...input }, { mode: 'production', environment });
}

function problemsOf(make: () => unknown): readonly string[] {
  try {
    make();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}

const problemsIn = (input: object) => problemsOf(() => resolve(input));

const encodeIt = 'encode what is special in user name and password: / as %2F, # as %23, ? as %3F, @ as %40, % as %25';

describe('the address of a PostgreSQL', () => {
  it.each([
    ['postgres://app:p#ss/w0rd@127.0.0.1:5432/db', `cannot be read as an address: ${encodeIt}`],
    ['postgres://app:12#x@127.0.0.1/db', `is cut in two: ${encodeIt}`],
    ['postgres://app:12/x@127.0.0.1/db', `is cut in two: ${encodeIt}`],
    ['postgres://app:5%C3@127.0.0.1/db', `has a stray %: ${encodeIt}`],
    ['postgres://app:p@127.0.0.1:99999/db', 'must have a port from 1 to 65535'],
    ['postgres://app:p@127.0.0.1:0/db', 'must have a port from 1 to 65535'],
    ['postgres://app:p@127.0.0.1/db?port=x', 'must have a port from 1 to 65535'],
    ['mysql://app@127.0.0.1/db', 'must begin with postgres://'],
  ])('is refused as %s, and never shown', (url, message) => {
    expect(problemsIn({ storage: { kind: 'postgres', url } })).toEqual([`storage.url: ${message}`]);
  });

  it.each([
    'postgres://app:p%23ss%2Fw0rd@127.0.0.1:5432/db',
    'postgresql://db.internal/app?sslmode=verify-full',
    'postgres://app:p@/db?host=%2Fvar%2Frun%2Fpostgresql',
    'postgres://app:p@%2Fvar%2Frun%2Fpostgresql/db',
    'postgres://app:100%@127.0.0.1/db',
    'postgres:///db',
  ])('may be %s', (url) => {
    expect(problemsIn({ storage: { kind: 'postgres', url } })).toEqual([]);
  });
});

describe('names that travel in tokens', () => {
  it('a subject is printable ASCII, of 255 characters at the most (OpenID Connect Core §2)', () => {
    const users = ['ünïcode-1', 'a'.repeat(256), 'a\tb', 'a'.repeat(255)].map((subject, index) => ({
      subject,
      username: `user${index}`,
    }));
    expect(problemsIn({ users })).toEqual([
      'users[0].subject: must be printable ASCII (OpenID Connect Core 1.0 §2)',
      'users[1].subject: must not be longer than 255 characters',
      'users[2].subject: must be printable ASCII (OpenID Connect Core 1.0 §2)',
    ]);
  });

  it('an API whose name is a URI has it in ASCII (RFC 7519 §2)', () => {
    expect(
      problemsIn({ apiResources: [{ name: 'https://api.test/é' }, { name: 'urn:bücher' }, { name: 'bücher' }] }),
    ).toEqual([
      'apiResources[0].name: must be ASCII, encoded as in RFC 3986 §2: https://api.test/%C3%A9',
      'apiResources[1].name: must be ASCII, encoded as in RFC 3986 §2: urn:b%C3%BCcher',
    ]);
  });

  it('the acr of a sign-in by password can be asked for: one word of ASCII', () => {
    expect(problemsIn({ passwordAcr: 'two words' })).toEqual(['passwordAcr: must be printable ASCII without spaces']);
  });

  it('URIs of clients that are to be stored follow the same rule', () => {
    const { catalogue } = resolve({});
    const written = {
      clientId: 'a',
      clientSecrets: [{ value: 'a secret of 24 characters or more' }],
      redirectUris: ['https://app.test/例え'],
      postLogoutRedirectUris: ['https://app.test/*'],
    };
    expect(problemsOf(() => resolveClient(written, catalogue))).toEqual([
      'redirectUris[0]: must be ASCII, encoded as in RFC 3986 §2: https://app.test/%E4%BE%8B%E3%81%88',
      'postLogoutRedirectUris[0]: must not have a wildcard: redirect URIs are compared exactly (RFC 9700 §4.1.3)',
    ]);
  });
});

describe('claims about a client', () => {
  const names = ['act', 'may_act', 'authorization_details', 'events', 'active', 'username', 'token_type', '__proto__'];

  it('may not be those of the protocol where nothing stands before their names', () => {
    const client = {
      clientId: 'a',
      clientSecrets: [{ value: 'a secret of 24 characters or more' }],
      clientClaimsPrefix: '',
      claims: [...names.map((type) => ({ type, value: 'x' })), { type: 'tenant', value: 'acme' }],
    };
    expect(problemsIn({ clients: [client] })).toEqual(
      names.map(
        (name, index) =>
          `clients[0].claims[${index}].type: makes the claim "${name}", which only the server itself may set: choose another name or clientClaimsPrefix`,
      ),
    );
  });

  it('may not become one by the prefix either', () => {
    const client = {
      clientId: 'a',
      clientSecrets: [{ value: 'a secret of 24 characters or more' }],
      claims: [{ type: 'id', value: 'x' }],
    };
    expect(problemsIn({ clients: [client] })).toEqual([
      'clients[0].claims[0].type: makes the claim "client_id", which only the server itself may set: choose another name or clientClaimsPrefix',
    ]);
  });
});

describe('credentials that prove nothing', () => {
  const grants = { allowedGrantTypes: ['client_credentials'] };
  const clock = settableClock(1_800_000_000);
  const past = { value: 'a secret of 24 characters or more', expiresAt: 1_800_000_000 };
  const future = { value: 'another secret of 24 characters', expiresAt: 1_800_000_001 };

  it('are warned of', () => {
    const { warnings } = resolve({
      clock,
      clients: [
        { ...grants, clientId: 'a', jwks: { keys: [] }, logoUri: 'http://a.example.com/logo.png' },
        { ...grants, clientId: 'b', clientSecrets: [past] },
        { ...grants, clientId: 'c', clientSecrets: [past, future] },
        { ...grants, clientId: 'd', clientSecrets: [past], jwksUri: 'https://d.example.com/jwks' },
      ],
      apiResources: [{ name: 'api', apiSecrets: [past] }],
    });
    expect(warnings).toEqual([
      'clients[0].logoUri: is not https: no page will load it',
      'clients[0].jwks.keys: is empty: this client cannot authenticate',
      'clients[1].clientSecrets: have all expired: this client cannot authenticate',
      'apiResources[0].apiSecrets: have all expired: this API cannot introspect',
    ]);
  });
});

describe('what is no object', () => {
  it('is told how the object would look', () => {
    expect(problemsIn({ clients: [{ clientId: 'a', clientSecrets: ['secret'] }, 'b'], apiScopes: ['read'] })).toEqual([
      'apiScopes[0]: must be an object such as { "name": … }, not a string',
      'clients[0].clientSecrets[0]: must be an object such as { "value": … }, not a string',
      'clients[1]: must be an object such as { "clientId": … }, not a string',
    ]);
  });
});

describe('how the pages look', () => {
  it('is checked, and read from the environment as everything else', () => {
    expect(resolve({ pages: { name: 'env:NAME', logoUri: '/logo.svg' } }).pageSettings).toEqual({
      name: 'Example ID',
      logoUri: '/logo.svg',
    });
    expect(
      problemsIn({
        pages: {
          name: 5,
          logoUri: 'http://a.test/logo.svg',
          stylesheet: 'theme.css',
          formActionSources: ["https://a.test; script-src 'unsafe-inline'", 'https://例え.test'],
          texts: 'fr',
          nmae: 'x',
        },
      }),
    ).toEqual([
      'pages.texts: must be an object, which only a .ts or .js file can give',
      'pages.name: must be a string, not a number',
      'pages.logoUri: must be an https: URI, or a path',
      'pages.stylesheet: must be an absolute URI',
      'pages.formActionSources[0]: must be a source of a Content-Security-Policy, such as https://app.example.com',
      'pages.formActionSources[1]: must be a source of a Content-Security-Policy, such as https://app.example.com',
      'pages.nmae: is not known (did you mean "name"?)',
    ]);
  });
});
