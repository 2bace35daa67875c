import {
  type Claims,
  ClaimsService,
  type ICustomTokenRequestValidator,
  type ITokenResponseGenerator,
  type ProfileService,
  TokenResponseGenerator,
} from 'mintmark';
import { afterEach, expect, it } from 'vitest';
import type { Trip } from '../../src/explorer/trip.ts';
import { createTestServer, type TestServer, type TestServerOptions } from '../../src/testing/index.ts';
import { configuration } from '../extensibility/fixture.ts';

let server: TestServer;
afterEach(() => server.close());

async function tripWith(options: TestServerOptions, parameters: Readonly<Record<string, string>> = {}): Promise<Trip> {
  server = await createTestServer({ ...configuration, ...options });
  const answer = await fetch(`${server.url}/connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      client_id: 'worker',
      client_secret: 'secret',
      grant_type: 'client_credentials',
      scope: 'orders.read',
      ...parameters,
    }),
  });
  return server.server.services.trips.find(answer.headers.get('x-request-id')!)!;
}

const shown = ({ seams }: Trip) =>
  seams.map(({ className, method, outcome, changes }) => [`${className}.${method}`, outcome, changes]);

class Narrowed extends TokenResponseGenerator {
  override async process(...parameters: Parameters<TokenResponseGenerator['process']>) {
    const { scope: _scope, ...response } = await super.process(...parameters);
    return { ...response, custom: { tenant: 'the tenant', level: 3 } };
  }

  protected override async processTokenRequest(
    ...parameters: Parameters<TokenResponseGenerator['processTokenRequest']>
  ) {
    return super.processTokenRequest(...parameters);
  }
}

class Further extends Narrowed {
  override async process(...parameters: Parameters<TokenResponseGenerator['process']>) {
    return { ...(await super.process(...parameters)), accessTokenType: 'Custom' };
  }
}

it('shows what overrides made of the response of the default: members added, changed, removed, values only where harmless', async () => {
  const trip = await tripWith({ services: { tokenResponseGenerator: (services) => new Narrowed(services) } });
  expect(shown(trip)).toEqual([
    ['Narrowed.processTokenRequest', 'done', []],
    [
      'Narrowed.process',
      'done',
      [
        { kind: 'added', member: 'custom.tenant', value: 'a text of 10 characters' },
        { kind: 'added', member: 'custom.level', value: '3' },
        { kind: 'removed', member: 'scope' },
      ],
    ],
  ]);
  expect(trip.steps.map(({ name }) => name)).toContain('generate');
});

it('compares with the default also through two classes, and with a class that another server uses too', async () => {
  await tripWith({ services: { tokenResponseGenerator: (services) => new Narrowed(services) } });
  await server.close();
  const trip = await tripWith({ services: { tokenResponseGenerator: (services) => new Further(services) } });
  const [, last] = shown(trip);
  expect(last).toEqual([
    'Further.process',
    'done',
    [
      { kind: 'changed', member: 'accessTokenType', value: 'Custom' },
      { kind: 'added', member: 'custom.tenant', value: 'a text of 10 characters' },
      { kind: 'added', member: 'custom.level', value: '3' },
      { kind: 'removed', member: 'scope' },
    ],
  ]);
});

it('changes nothing of what overrides do: answers and types are those of a server without the explorer', async () => {
  const instance: { made?: TokenResponseGenerator } = {};
  server = await createTestServer({
    ...configuration,
    services: {
      tokenResponseGenerator: (services) => {
        instance.made = new Further(services);
        return instance.made;
      },
    },
  });
  const answer = await fetch(`${server.url}/connect/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: 'worker', client_secret: 'secret', grant_type: 'client_credentials' }),
  });
  expect(await answer.json()).toMatchObject({ token_type: 'Custom', tenant: 'the tenant', level: 3 });
  expect(instance.made).toBeInstanceOf(TokenResponseGenerator);
  expect(Object.keys(instance.made!)).toEqual(['services']);
});

it('shows claims that a claims service of one’s own adds, by name', async () => {
  class Claiming extends ClaimsService {
    override async accessTokenClaims(...parameters: Parameters<ClaimsService['accessTokenClaims']>): Promise<Claims> {
      return { ...(await super.accessTokenClaims(...parameters)), ssn: '123-45-6789' };
    }
  }
  const trip = await tripWith({ services: { claimsService: (services) => new Claiming(services) } });
  expect(shown(trip)).toEqual([
    ['Claiming.accessTokenClaims', 'done', [{ kind: 'added', member: 'ssn', value: 'a text of 11 characters' }]],
  ]);
});

it('shows what a custom validator wants changed, and which one refused', async () => {
  const customTokenRequestValidator: ICustomTokenRequestValidator = {
    async validate({ request }) {
      if (request.parameters.get('tenant') === 'closed') return { error: 'access_denied', errorDescription: 'closed' };
      return { accessTokenLifetime: 60, customResponse: { tenant: 'the tenant' } };
    },
  };
  const trip = await tripWith({ customTokenRequestValidator });
  expect(shown(trip)).toEqual([
    [
      'customTokenRequestValidator.validate',
      'done',
      [
        { kind: 'added', member: 'accessTokenLifetime', value: '60' },
        { kind: 'added', member: 'customResponse.tenant', value: 'a text of 10 characters' },
      ],
    ],
  ]);
  await server.close();
  const refused = await tripWith({ customTokenRequestValidator }, { tenant: 'closed' });
  expect(shown(refused)[0]?.slice(0, 2)).toEqual(['customTokenRequestValidator.validate', 'refused']);
  expect([refused.status, refused.refusal?.reason, refused.refusal?.error]).toEqual([
    400,
    'grant.refused',
    'access_denied',
  ]);
});

it('shows a service that was replaced whole, without comparing it with anything', async () => {
  class Whole implements ITokenResponseGenerator {
    async process() {
      return { accessToken: 'made elsewhere', accessTokenType: 'Bearer', custom: {} };
    }
  }
  const trip = await tripWith({ services: { tokenResponseGenerator: () => new Whole() } });
  expect(shown(trip)).toEqual([['Whole.process', 'done', undefined]]);
});

it('leaves services alone that may not be changed', async () => {
  const customTokenRequestValidator: ICustomTokenRequestValidator = Object.freeze({
    validate: async () => ({ customResponse: { frozen: true } }),
  });
  const trip = await tripWith({ customTokenRequestValidator });
  expect(trip.status).toBe(200);
  expect(trip.steps.map(({ name }) => name)).toContain('custom');
});

it('shows calls of a profile service that only code gives', async () => {
  const profileService: ProfileService = { claims: async () => ({ name: 'Alice' }), isActive: async () => true };
  server = await createTestServer({ ...configuration, profileService });
  const answer = await fetch(`${server.url}/connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      client_id: 'legacy',
      client_secret: 'secret',
      grant_type: 'password',
      username: 'alice',
      password: 'alice',
      scope: 'openid profile',
    }),
  });
  const trip = server.server.services.trips.find(answer.headers.get('x-request-id')!)!;
  expect(trip.status).toBe(200);
  expect(new Set(shown(trip).map(([call]) => call))).toEqual(
    new Set(['profileService.isActive', 'profileService.claims']),
  );
});
