import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveConfiguration } from '../../src/config/resolve-configuration.ts';
import { ConfigurationError } from '../../src/errors/configuration-error.ts';
import type { Client } from '../../src/model/client.ts';
import { silentLog } from '../../src/operations/log.ts';
import { createServer, type MintmarkServer } from '../../src/server/server.ts';

const masterSecret = 'q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k';
const secret = 'a secret of 32 characters, or so';
/** Of `alice`, cheap to verify. */
const passwordHash = '$argon2id$v=19$m=8,t=1,p=1$J9TWm9ZlTt2nl6mWHbqg8A$noAy0PS87gUlB23CLhbiUQy41q5pnbXPpbpKswgDj+M';
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
const cibaGrant = 'urn:openid:params:grant-type:ciba';

const seldom = <Usual, Odd>(usual: fc.Arbitrary<Usual>, odd: fc.Arbitrary<Odd>) =>
  fc.oneof({ arbitrary: usual, weight: 60 }, { arbitrary: odd, weight: 1 });
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const some = <Value>(...values: readonly Value[]) => fc.subarray([...values]);

const piece = seldom(
  fc.constantFrom(
    'cb',
    'callback',
    'a-b',
    '~x',
    '%20',
    '%E4%BE%8B',
    "it's",
    '(1)',
    'a;b',
    'a,b',
    'a=1',
    '@me',
    '$',
    '!',
  ),
  fc.constantFrom('例え', 'é', 'a b', '*', '{x}', '%zz', '"', '<b>', 'a|b', '[0]'),
);
const host = seldom(
  fc.constantFrom('app.test', 'localhost', '127.0.0.1', '[::1]', 'xn--r8jz45g.test', 'APP.test', 'a_b.test', '1.2.3.4'),
  fc.constantFrom('例え.test', '*.app.test', 'a b', 'user:pw@app.test', ''),
);
const webUri = fc
  .tuple(
    seldom(
      fc.constantFrom(
        'https://',
        'https://',
        'HTTPS://',
        'http://localhost:3000/',
        'http://127.0.0.1/',
        'http://[::1]:1/',
      ),
      fc.constant('http://'),
    ),
    host,
    seldom(fc.constantFrom('', ':8443', ':1'), fc.constant(':99999')),
    fc.array(piece, { maxLength: 3 }),
    fc.option(piece),
  )
  .map(([start, name, port, path, query]) => {
    const origin = start.endsWith('/') && start.length > 8 ? start : `${start}${name}${port}/`;
    return `${origin}${path.join('/')}${query === null ? '' : `?q=${query}`}`;
  });
const picture = webUri.filter((uri) => !uri.startsWith('http:'));
const redirectUri = fc.oneof(
  { arbitrary: webUri, weight: 3 },
  {
    arbitrary: fc
      .tuple(fc.constantFrom('com.example.app', 'cursor', 'vscode'), piece)
      .map(([scheme, path]) => `${scheme}://${path}`),
    weight: 1,
  },
);
const scope = seldom(
  fc.constantFrom('read', 'write', 'a:b', 'https://api.test/all', "it's", '~!$', 'constructor', '__proto__'),
  fc.constantFrom('a b', 'ü', '"'),
);
const claimName = seldom(
  fc.constantFrom('tenant', 'role', 'https://app.test/claim', 'ünïcode', 'constructor', 'toString', 'email'),
  fc.constantFrom('__proto__', 'act', 'sub', 'scope', 'username'),
);
const value = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<unknown>;
const shownName = seldom(
  fc.constantFrom('Shop', 'Café 例え', '<b>&"x"', '👩‍👩‍👧', 'a'.repeat(200)),
  fc.constantFrom('', '\u3164', 'a\nb'),
);
const lifetime = seldom(fc.constantFrom(1, 60, 3600, 86_400), fc.constantFrom(0, 3_155_760_000, 1.5));

const client = fc
  .record({
    clientId: seldom(
      fc.constantFrom('app', 'a b', 'odd:~%+/id', 'https://app.test/client', '__proto__', 'constructor'),
      fc.constantFrom('ü', ''),
    ),
    clientName: maybe(shownName),
    clientUri: maybe(webUri),
    logoUri: maybe(seldom(picture, webUri)),
    requireClientSecret: maybe(fc.constantFrom(true, true, false)),
    allowedGrantTypes: maybe(
      some('authorization_code', 'refresh_token', 'client_credentials', 'password', deviceGrant, cibaGrant, 'implicit'),
    ),
    scopes: fc.constantFrom('all', 'identity', 'api', 'none'),
    allowOfflineAccess: maybe(fc.boolean()),
    redirectUris: maybe(fc.array(redirectUri, { maxLength: 3 })),
    privateUseSchemes: seldom(fc.constant(['cursor', 'vscode']), some('cursor', 'vscode')),
    postLogoutRedirectUris: maybe(fc.array(redirectUri, { maxLength: 2 })),
    allowedCorsOrigins: maybe(
      fc.array(
        seldom(
          fc.constantFrom('https://app.test', 'capacitor://localhost', 'http://localhost:5173'),
          fc.constant('https://app.test/'),
        ),
        { maxLength: 2 },
      ),
    ),
    allowedResponseTypes: maybe(some('code', 'id_token', 'code id_token')),
    requirePkce: maybe(fc.constantFrom(true, true, false)),
    requireConsent: maybe(fc.boolean()),
    accessTokenType: maybe(fc.constantFrom('jwt', 'reference')),
    accessTokenLifetime: maybe(lifetime),
    identityTokenLifetime: maybe(lifetime),
    deviceCodeLifetime: maybe(lifetime),
    consentLifetime: maybe(fc.option(lifetime)),
    refreshTokenUsage: maybe(fc.constantFrom('oneTimeOnly', 'reUse')),
    refreshTokenExpiration: maybe(fc.constantFrom('sliding', 'absolute')),
    absoluteRefreshTokenLifetime: maybe(lifetime),
    includeJwtId: maybe(fc.boolean()),
    claims: maybe(fc.array(fc.record({ type: claimName, value }), { maxLength: 3 })),
    clientClaimsPrefix: maybe(fc.constantFrom('', 'client_', 'ü')),
    alwaysSendClientClaims: maybe(fc.boolean()),
    alwaysIncludeUserClaimsInIdToken: maybe(fc.boolean()),
    requirePushedAuthorization: maybe(fc.boolean()),
    pairwiseSubjectSalt: maybe(fc.constantFrom('salt', 'sält')),
    userCodeType: maybe(fc.constantFrom('alphabetic', 'numeric')),
    frontChannelLogoutUri: maybe(webUri),
    properties: maybe(fc.dictionary(claimName, fc.string({ maxLength: 5 }), { maxKeys: 2 })),
  })
  .map(({ scopes, ...written }) => ({ scopes, written: consistent(written) }));

/** What nobody would write is taken out: it would hide what somebody could. */
function consistent<Written extends { readonly allowedGrantTypes?: readonly string[] | undefined }>(written: Written) {
  const { allowedGrantTypes: grants = [] } = written;
  const has = (grantType: string) => grants.includes(grantType);
  const { redirectUris = [], allowedResponseTypes = [], ...rest } = written as Partial<Client>;
  const isConfidential = has('client_credentials') || has(cibaGrant) || rest.requireClientSecret !== false;
  return {
    ...rest,
    requireClientSecret: isConfidential,
    allowOfflineAccess: has('refresh_token') || rest.allowOfflineAccess,
    redirectUris: redirectUris.length > 0 ? redirectUris : ['https://app.test/cb'],
    allowedResponseTypes: allowedResponseTypes.filter((type) =>
      has(type.startsWith('code') ? 'authorization_code' : 'implicit'),
    ),
    requirePkce: isConfidential ? rest.requirePkce : true,
    refreshTokenUsage: isConfidential ? rest.refreshTokenUsage : undefined,
  };
}

const configuration = fc
  .record({
    issuer: seldom(
      fc.constantFrom(
        'https://id.test',
        'https://id.test/tenant',
        'http://localhost:9400',
        'https://ID.test/a_b',
        'https://xn--r8jz45g.test',
        'https://id.test/%7Ea',
      ),
      fc.constantFrom('https://例え.test', 'https://id.test/', 'http://id.test', 'https://id.test/é'),
    ),
    algorithms: seldom(
      fc.constantFrom(['ES256'], ['EdDSA', 'ES256'], ['ES384']),
      fc.constantFrom(['ES256', 'RS256'], []),
    ),
    scopes: fc.uniqueArray(scope, { maxLength: 3 }),
    api: maybe(
      seldom(
        fc.constantFrom('https://api.test', 'urn:api', 'api', 'ümlaut'),
        fc.constantFrom('https://api.test/é', ''),
      ),
    ),
    userClaims: fc.array(claimName, { maxLength: 3 }),
    clients: fc.array(client, { minLength: 1, maxLength: 3 }),
    subject: seldom(fc.constantFrom('1', 'auth0|abc', 'a b'), fc.constantFrom('ü', 'a'.repeat(256))),
    claims: maybe(fc.dictionary(claimName, value, { maxKeys: 3 })),
    name: maybe(shownName),
    logoUri: maybe(
      seldom(fc.oneof(picture, fc.constantFrom('/logo.svg', 'data:image/png;base64,AAAA')), fc.constant('logo.svg')),
    ),
    formActionSources: maybe(
      fc.array(seldom(fc.constantFrom('https://app.test', 'cursor:'), fc.constantFrom('https://例え.test', 'a; b')), {
        maxLength: 2,
      }),
    ),
    locales: maybe(seldom(fc.constantFrom(['en'], ['de', 'en'], ['en-GB']), fc.constant(['fi']))),
    passwordAcr: maybe(seldom(fc.constantFrom('pwd', 'urn:acr:pwd'), fc.constantFrom('two words', 'ü'))),
  })
  .map(({ issuer, algorithms, scopes, api, userClaims, clients, subject, claims, locales, passwordAcr, ...pages }) => {
    const identity = ['openid', 'profile', 'email'];
    const scopesOf = { all: [...identity, ...scopes], identity, api: scopes, none: [] };
    return withoutUndefined({
      issuer,
      secret: masterSecret,
      storage: { kind: 'memory' },
      signing: { algorithms },
      apiScopes: scopes.map((name) => ({ name, userClaims })),
      apiResources: api === undefined ? [] : [{ name: api, scopes, userClaims }],
      users: [withoutUndefined({ subject, username: 'alice', passwordHash, claims })],
      clients: clients.map(({ scopes: chosen, written }, index) =>
        withoutUndefined({
          ...written,
          clientId: index === 0 ? written.clientId : `${written.clientId}${index}`,
          clientSecrets: written.requireClientSecret === false ? undefined : [{ value: secret }],
          allowedScopes: scopesOf[chosen as keyof typeof scopesOf],
        }),
      ),
      pages: withoutUndefined(pages),
      locales,
      passwordAcr,
    });
  });

function withoutUndefined<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Value;
}

/** What `mintmark check` finds: nothing, or why not. */
function check(written: object): readonly string[] {
  try {
    resolveConfiguration(written, { mode: 'production', environment: {} });
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.map(({ path }) => path);
    throw error;
  }
}

/** One request of each kind that the client may make; what came back, by what was asked. */
async function requestsOf(client: Client, server: MintmarkServer): Promise<Readonly<Record<string, Response>>> {
  const { issuer } = server.settings;
  const post = (path: string, parameters: Readonly<Record<string, string>>) => {
    const credentials = client.requireClientSecret ? { client_secret: secret } : {};
    const body = new URLSearchParams({ client_id: client.clientId, ...credentials, ...parameters });
    return server.fetch(new Request(issuer + path, { method: 'POST', body }));
  };
  const scope = client.allowedScopes.join(' ');
  const answers: Record<string, Response> = Object.create(null);
  const has = (grantType: string) => client.allowedGrantTypes.includes(grantType);
  // A token without any scope is for nothing.
  if (has('client_credentials')) answers['token'] = await post('/connect/token', { grant_type: 'client_credentials' });
  if (has('password')) {
    answers['password'] = await post('/connect/token', {
      grant_type: 'password',
      username: 'alice',
      password: 'alice',
      scope,
    });
  }
  if (has(deviceGrant)) answers['device'] = await post('/connect/deviceauthorization', { scope });
  if (has(cibaGrant)) answers['ciba'] = await post('/connect/ciba', { scope, login_hint: 'alice' });
  for (const [index, redirectUri] of (has('authorization_code') ? client.redirectUris : []).entries()) {
    const request = {
      response_type: 'code',
      redirect_uri: redirectUri,
      scope,
      code_challenge: challenge,
      code_challenge_method: 'S256',
    };
    const pushed = await post('/connect/par', { ...request, prompt: 'none' });
    answers[`push ${index}`] = pushed.clone();
    const { request_uri: reference } = (await pushed.json()) as { request_uri?: string };
    const sent = reference === undefined ? { ...request, prompt: 'none' } : { request_uri: reference };
    const query = new URLSearchParams({ client_id: client.clientId, ...sent });
    answers[`authorize ${index}`] = await server.fetch(new Request(`${issuer}/connect/authorize?${query}`));
    if (client.requirePushedAuthorization) continue;
    const asked = new URLSearchParams({ client_id: client.clientId, ...request });
    const first = await server.fetch(new Request(`${issuer}/connect/authorize?${asked}`));
    answers[`sign in ${index}`] = first;
    const page = first.headers.get('location');
    if (page === null) continue;
    const cookie = first.headers
      .getSetCookie()
      .map((one) => one.split(';', 1)[0])
      .join('; ');
    answers[`page ${index}`] = await server.fetch(new Request(new URL(page, issuer), { headers: { cookie } }));
  }
  return answers;
}

describe('random configurations that look right', () => {
  it('start where `check` accepts them, and serve a request to each of their clients', async () => {
    let accepted = 0;
    let served = 0;
    const property = fc.asyncProperty(configuration, async (written) => {
      if (check(written).length > 0) return;
      accepted += 1;
      const errors: unknown[] = [];
      const log = { ...silentLog, error: (...line: unknown[]) => errors.push(line) };
      const server = await createServer({ ...written, log } as never);
      try {
        const { issuer, clients } = server.settings;
        const discovery = await server.fetch(new Request(`${issuer}/.well-known/openid-configuration`));
        expect(await discovery.json()).toMatchObject({ issuer });
        for (const client of clients) {
          for (const [asked, answer] of Object.entries(await requestsOf(client, server))) {
            served += 1;
            const told = `${asked}: ${answer.status} ${await answer.clone().text()}`;
            expect(answer.status, told).toBeLessThan(500);
            // Whoever may have nothing at all is told so; everybody else is served.
            const serves = client.allowedScopes.length > 0 && !/^(?:token|ciba)$/.test(asked);
            if (serves && !/invalid_scope|invalid_target/.test(told)) expect(answer.status, told).toBeLessThan(400);
            const location = answer.headers.get('location') ?? '';
            const redirectUri = client.redirectUris[Number(/^authorize (\d)/.exec(asked)?.[1])];
            if (redirectUri !== undefined && serves) expect(location.startsWith(redirectUri), told).toBe(true);
          }
        }
        expect(errors).toEqual([]);
      } finally {
        await server.close();
      }
    });
    await fc.assert(property, { numRuns: 400, interruptAfterTimeLimit: 12_000 });
    // So that the property cannot come true of nothing.
    expect(accepted).toBeGreaterThan(20);
    expect(served).toBeGreaterThan(50);
  }, 60_000);
});
