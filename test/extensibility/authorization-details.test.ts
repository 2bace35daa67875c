import { decodeJwt } from 'jose';
import {
  type AuthorizationDetail,
  type AuthorizationDetailType,
  authorizationDetailType,
  type RequestContext,
  type StandardSchema,
  type TokenRequestValidationResult,
  type TokenResponse,
  TokenResponseGenerator,
} from 'mintmark';
import { afterEach, expect, it } from 'vitest';
import { configuration, type Fixture, serve } from './fixture.ts';

let server: Fixture;
afterEach(() => server.close());

interface Room extends AuthorizationDetail {
  readonly type: 'urn:example:room';
  readonly number: number;
}

/** A validator written by hand: no library is needed. */
const roomSchema: StandardSchema<Room> = {
  '~standard': {
    version: 1,
    vendor: 'by-hand',
    validate: async (value) => {
      const { type, number } = Object(value) as Partial<Room>;
      if (type !== 'urn:example:room' || typeof number !== 'number' || !(number > 0)) {
        return { issues: [{ message: 'no room', path: ['number'] }] };
      }
      return { value: { type, number } };
    },
  },
};

const room = authorizationDetailType({
  type: 'urn:example:room',
  withoutConsent: true,
  schema: roomSchema,
  check: async ({ number }, { client }) =>
    number > 100 && client.clientId === 'worker'
      ? { error: 'room_closed', errorDescription: 'Closed today.' }
      : undefined,
  words: ({ number }) => ({ title: `Open room ${number}` }),
});

function start(types: readonly AuthorizationDetailType[], services = {}): Promise<Fixture> {
  const clients = configuration.clients.map((client) => ({
    ...client,
    allowedAuthorizationDetailTypes: types.map(({ type }) => type),
  }));
  return serve({ clients, authorizationDetailTypes: types, services });
}

const ask = (details: unknown, client = 'worker') =>
  server.post(client, { grant_type: 'client_credentials', authorization_details: JSON.stringify(details) });

it('a type may have a schema written by hand, which may be asynchronous', async () => {
  server = await start([room]);
  const { body } = await ask([{ type: 'urn:example:room', number: 7 }]);
  expect(body.authorization_details).toEqual([{ type: 'urn:example:room', number: 7 }]);
  const { body: refused } = await ask([{ type: 'urn:example:room', number: -7 }]);
  expect(refused).toMatchObject({
    error: 'invalid_authorization_details',
    error_description: 'authorization_details[0].number does not conform to its type.',
  });
});

it('a field that the schema drops in silence is refused (RFC 9396 §5)', async () => {
  server = await start([room]);
  const { status, body } = await ask([{ type: 'urn:example:room', number: 7, key: 'master' }]);
  expect([status, body.error]).toEqual([400, 'invalid_authorization_details']);
});

it('a check answers with an error of its own', async () => {
  server = await start([room]);
  const { body } = await ask([{ type: 'urn:example:room', number: 101 }]);
  expect(body).toMatchObject({ error: 'room_closed', error_description: 'Closed today.' });
});

it('a generator of one’s own sees the details of the request, and may leave some out of the response (RFC 9396 §7)', async () => {
  class Quiet extends TokenResponseGenerator {
    override async process(result: TokenRequestValidationResult, context: RequestContext): Promise<TokenResponse> {
      const response = await super.process(result, context);
      const told = result.request.authorizationDetails?.filter(({ number }) => number !== 8);
      return { ...response, authorizationDetails: told };
    }
  }
  server = await start([room], {
    tokenResponseGenerator: (services: ConstructorParameters<typeof Quiet>[0]) => new Quiet(services),
  });
  const { body } = await ask([
    { type: 'urn:example:room', number: 7 },
    { type: 'urn:example:room', number: 8 },
  ]);
  expect(body.authorization_details).toEqual([{ type: 'urn:example:room', number: 7 }]);
  expect(decodeJwt(String(body.access_token)).authorization_details).toHaveLength(2);
});

it('an extension grant may carry details of types that need nobody’s consent', async () => {
  server = await start([room]);
  const form = {
    grant_type: 'urn:example:badge',
    authorization_details: JSON.stringify([{ type: room.type, number: 3 }]),
  };
  const { body } = await server.post('partner', form);
  expect(decodeJwt(String(body.access_token))).toMatchObject({
    sub: '1',
    authorization_details: [{ type: 'urn:example:room', number: 3 }],
  });
});
