import fc from 'fast-check';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ProofKey, proofKey } from '../support/dpop.ts';
import { asUserGrant, type ExchangeServer, exchangeGrant, serveExchange, typeOf } from '../support/exchange.ts';

const names = ['a', 'b', 'c', 'd'] as const;
const apiOf = (name: string) => `https://${name}.example.com`;
const scopes = names.flatMap((name) => [`${name}.read`, `${name}.write`]);
const clientSecrets = [{ value: 'secret' }];
const accessTokenLifetime = 1000;

/** Every service is one API, may have everything, and its tokens live long: whatever bounds a result is not its client. */
const services = names.map((name) => ({
  clientId: name,
  clientSecrets,
  allowedGrantTypes: [exchangeGrant],
  allowedScopes: scopes,
  allowOfflineAccess: true,
  accessTokenLifetime: 100_000,
  tokenExchange: {
    subjectTokens: ['access_token', 'refresh_token'] as const,
    audiences: names.map(apiOf),
    apis: [apiOf(name)],
  },
}));

let server: ExchangeServer;
let keys: readonly ProofKey[];
beforeAll(async () => {
  server = await serveExchange({
    apiScopes: scopes.map((name) => ({ name })),
    apiResources: names.map((name) => ({ name: apiOf(name), scopes: [`${name}.read`, `${name}.write`] })),
    extensionGrantValidators: [
      {
        grantType: asUserGrant,
        validate: async ({ context }) => ({
          subject: {
            subjectId: '1',
            authenticatedAt: context.now,
            identityProvider: 'local',
            authenticationMethods: ['badge'],
            claims: {},
          },
        }),
      },
    ],
    clients: [
      {
        clientId: 'app',
        clientSecrets,
        allowedGrantTypes: [asUserGrant],
        allowedScopes: scopes,
        allowOfflineAccess: true,
        accessTokenLifetime,
      },
      ...services,
    ],
  });
  keys = await Promise.all([proofKey(server), proofKey(server)]);
});
afterAll(() => server.close());

const hop = fc.record({
  client: fc.constantFrom(...names),
  scopes: fc.option(fc.subarray(scopes, { minLength: 1 }), { nil: undefined }),
  targets: fc.subarray([...names]),
  type: fc.constantFrom('access_token', 'access_token', 'jwt', 'refresh_token'),
  key: fc.constantFrom(undefined, undefined, 0, 1),
  wait: fc.nat({ max: 200 }),
});

const claimsOf = (token: string) => {
  const { scope, aud, exp, cnf, act, sub } = decodeJwt(token);
  return {
    scopes: String(scope).split(' '),
    audience: typeof aud === 'string' ? [aud] : (aud ?? []),
    ends: Number(exp),
    bound: cnf !== undefined,
    act,
    sub,
  };
};

it('scopes, audiences, lifetime and freedom from keys only ever shrink over chains of up to six exchanges (RFC 8693 §5)', async () => {
  let exchanged = 0;
  const longest = { hops: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.subarray(scopes, { minLength: 3 }),
      fc.boolean(),
      fc.array(hop, { minLength: 1, maxLength: 6 }),
      async (first, isBound, hops) => {
        const proof = isBound ? await keys[0]!.header() : {};
        const scope = [...first, 'offline_access'].join(' ');
        const begun = await server.post('app', { grant_type: asUserGrant, scope }, proof);
        let token = String(begun.body.access_token);
        let depth = 0;
        for (const { client, scopes: asked, targets, type, key, wait } of hops) {
          server.clock.advance(wait);
          const before = claimsOf(token);
          const headers = key === undefined ? {} : await keys[key]!.header();
          const parameters: [string, string][] = [
            ['grant_type', exchangeGrant],
            ['subject_token', token],
            ['subject_token_type', typeOf('access_token')],
            ['requested_token_type', typeOf(type)],
            ...(asked === undefined ? [] : [['scope', asked.join(' ')] as [string, string]]),
            ...targets.map((name): [string, string] => ['audience', apiOf(name)]),
          ];
          const answer = await server.post(client, parameters, headers);
          if (answer.status !== 200) {
            expect(['invalid_request', 'invalid_scope', 'invalid_target']).toContain(answer.body.error);
            continue;
          }
          let next = String(answer.body.access_token);
          if (type === 'refresh_token') {
            expect(answer.body).toMatchObject({ token_type: 'N_A' });
            expect(server.clock.now() + Number(answer.body.expires_in)).toBeLessThanOrEqual(before.ends);
            const refresh = { grant_type: 'refresh_token', refresh_token: next };
            const refreshed = await server.post(client, refresh, key === undefined ? {} : await keys[key]!.header());
            // A bound one, without a proof.
            if (refreshed.status !== 200) continue;
            next = String(refreshed.body.access_token);
          }
          const after = claimsOf(next);
          expect(before.scopes).toEqual(expect.arrayContaining(after.scopes));
          expect(before.audience).toEqual(expect.arrayContaining(after.audience));
          expect(after.ends).toBeLessThanOrEqual(before.ends);
          expect(after.bound || !before.bound).toBe(true);
          expect(after.sub).toBe('1');
          expect(after.act).toMatchObject({ sub: client });
          token = next;
          depth += 1;
          exchanged += 1;
        }
        longest.hops = Math.max(longest.hops, depth);
      },
    ),
    // So many that more than twenty are answered, whatever chance brings.
    { numRuns: 150 },
  );
  // Not everything was refused.
  expect(exchanged).toBeGreaterThan(20);
  expect(longest.hops).toBeGreaterThan(1);
}, 60_000);
