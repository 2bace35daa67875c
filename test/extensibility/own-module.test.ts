import { expect, it } from 'vitest';
import { oauthError } from '../../src/errors/oauth-error.ts';
import { jsonReply } from '../../src/http/reply.ts';
import type { ServerEvent } from '../../src/operations/events.ts';
import type { ResourceServiceGroup } from '../../src/resources/module.ts';
import { composeServer } from '../../src/server/server.ts';
import { newFamily } from '../../src/tokens/token-id.ts';
import type { GroundServices } from '../../src/wiring/ground-services.ts';
import type { Module } from '../../src/wiring/module.ts';
import { withMethods } from '../../src/wiring/replaceable.ts';

interface Greeter {
  greet(name: string): string;
}

interface GreeterServiceGroup {
  readonly greeter: Greeter;
}

const seen: string[] = [];
const grantType = 'urn:example:greeting';

/** A capability that the house has never heard of. */
const greeterModule: Module<
  GreeterServiceGroup,
  GroundServices & ResourceServiceGroup,
  { readonly greeting?: string },
  'greeter'
> = {
  options: ['greeting'],
  services: ({ greeting = 'Hello' }) => ({
    greeter: ({ issuer }) => ({ greet: (name) => `${greeting} ${name} from ${issuer}` }),
  }),
  replaceable: { greeter: withMethods('greet') },
  routes: ({ greeter }) => [
    [
      '/greeting',
      { endpoint: async () => jsonReply(200, { text: greeter.greet('Ada') }), cors: 'none', errors: 'json' },
    ],
  ],
  discovery: ({ greeter }) => ({
    endpoints: { greeting_endpoint: '/greeting' },
    tokens: { greetings_supported: [greeter.greet('all')] },
  }),
  grants: ({ resources }) => [
    [
      grantType,
      {
        validate: async ({ client, parameters, confirmation }) => {
          if (!client.allowedGrantTypes.includes(grantType))
            throw oauthError('client.grant-not-allowed', { fields: { grantType } });
          const scopes = resources.parseScopes(undefined, client, 'apiOnly');
          return {
            request: {
              grantType: 'extension',
              extensionGrantType: grantType,
              client,
              parameters,
              confirmation,
              resources: resources.validate(client, scopes, []),
              resourceIndicators: [],
              family: newFamily(),
              accessTokenLifetime: 60,
              accessTokenType: 'jwt',
              clientClaims: [],
              effectiveClientId: client.clientId,
            },
          };
        },
      },
    ],
  ],
  listener: () => (event: ServerEvent) => seen.push(event.type),
  start: async ({ greeter }) => seen.push(greeter.greet('the start')),
  cleanUp: async (_, now) => {
    seen.push(`clean-up at ${now}`);
    return 0;
  },
};

const options = {
  mode: 'dev',
  issuer: 'http://localhost:9400',
  storage: { kind: 'memory' },
  clock: { now: () => 1_800_000_000 },
  apiScopes: [{ name: 'orders.read' }],
  clients: [
    {
      clientId: 'm2m',
      clientSecrets: [{ value: 'secret' }],
      allowedGrantTypes: [grantType],
      allowedScopes: ['orders.read'],
    },
  ],
} as const;

it('lets a capability in by one entry: its service, route, discovery members, grant, listener, start and clean-up', async () => {
  seen.length = 0;
  const server = await composeServer([greeterModule], {
    ...options,
    greeting: 'Moin',
  });
  const ask = async (path: string, form?: Record<string, string>) => {
    const init = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) };
    return (await server.fetch(new Request(`http://localhost:9400${path}`, init))).json();
  };
  expect(server.services.greeter.greet('you')).toBe('Moin you from http://localhost:9400');
  expect(await ask('/greeting')).toEqual({ text: 'Moin Ada from http://localhost:9400' });
  const document = await ask('/.well-known/openid-configuration');
  expect(document).toMatchObject({
    greeting_endpoint: 'http://localhost:9400/greeting',
    greetings_supported: ['Moin all from http://localhost:9400'],
    grant_types_supported: expect.arrayContaining([grantType]),
  });
  const token = await ask('/connect/token', { grant_type: grantType, client_id: 'm2m', client_secret: 'secret' });
  expect(token).toMatchObject({ token_type: 'Bearer', expires_in: 60, scope: 'orders.read' });
  await server.services.cleanUp.run();
  expect(seen).toEqual(['Moin the start from http://localhost:9400', 'TokenIssued', 'clean-up at 1800000000']);
  await server.close();
});
