import {
  type AuthorizeRequestChange,
  type BackchannelUserRequest,
  type BackchannelUserResult,
  BackchannelUserValidator,
  type CibaRequest,
  type CibaRequestDetails,
  type DeviceAuthorizationRequest,
  type ICustomAuthorizeRequestValidator,
  type ICustomBackchannelRequestValidator,
  type ICustomDeviceRequestValidator,
  type RequestContext,
  type RequestRefusal,
  type Services,
  type ValidatedAuthorizeRequest,
} from 'mintmark';
import type { TestServerOptions } from 'mintmark/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { requestObject, requestObjectKeys } from '../support/request-object.ts';
import { configuration, type Fixture, serve } from './fixture.ts';

let server: Fixture;
afterEach(() => server.close());

const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
const plain = {
  client_id: 'web',
  response_type: 'code',
  redirect_uri: 'https://client.example/callback',
  scope: 'openid',
  state: 's-1',
  code_challenge: challenge,
  code_challenge_method: 'S256',
};
const odd = 'say "no"\r\nX: y\\ für';

/** The same server, whose client `web` may also sign its requests. */
const serveSigner = (options: TestServerOptions) =>
  serve({
    clients: configuration.clients.map((client) =>
      client.clientId === 'web' ? { ...client, jwks: requestObjectKeys } : client,
    ),
    ...options,
  });

/** The redirection that an authorization request is answered with. */
async function authorize(parameters: Record<string, string>): Promise<URL> {
  const url = `${server.url}/connect/authorize?${new URLSearchParams(parameters)}`;
  const { headers } = await fetch(url, { redirect: 'manual' });
  return new URL(headers.get('location') ?? 'about:blank', server.url);
}

async function post(path: string, form: Record<string, string>) {
  const response = await fetch(server.url + path, {
    method: 'POST',
    body: new URLSearchParams({ client_id: 'web', client_secret: 'secret', ...form }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Knows the tenants of a house, and which of them need a strong sign-in. */
class TenantValidator implements ICustomAuthorizeRequestValidator {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  async validate(
    { customParameters, client }: ValidatedAuthorizeRequest,
    context: RequestContext,
  ): Promise<AuthorizeRequestChange | RequestRefusal | undefined> {
    if (this.#services.issuer !== context.issuer || client.clientId !== 'web') return undefined;
    const { tenant } = customParameters;
    if (tenant === undefined) return { error: 'tenant_required', errorDescription: odd };
    if (tenant === 'gone') return { error: 'access_denied' };
    if (tenant === 'broken') return { error: 'bad "code"' };
    return tenant === 'bank' ? { acrValues: ['gold'], loginHint: 'alice', maxAge: 60 } : undefined;
  }
}

const tenants: TestServerOptions = {
  customAuthorizeParameters: ['tenant'],
  services: { customAuthorizeRequestValidator: (services) => new TenantValidator(services) },
};

describe('a validator of authorization requests of one’s own (RFC 6749 §4.1.2.1)', () => {
  it('refuses at the redirect URI with its own code, and a text that clients can read', async () => {
    server = await serve(tenants);
    const { origin, searchParams } = await authorize(plain);
    expect(origin).toBe('https://client.example');
    expect(Object.fromEntries(searchParams)).toEqual({
      error: 'tenant_required',
      error_description: "say 'no'  X: y/ f?r",
      state: 's-1',
      iss: server.url,
    });
  });

  it('refuses without the text of another error where it gives none', async () => {
    server = await serve(tenants);
    const { searchParams } = await authorize({ ...plain, tenant: 'gone' });
    expect([...searchParams.keys()]).toEqual(['error', 'state', 'iss']);
    expect(searchParams.get('error')).toBe('access_denied');
  });

  it('makes a mistake of the server with a code that is none', async () => {
    server = await serve(tenants);
    const response = await fetch(
      `${server.url}/connect/authorize?${new URLSearchParams({ ...plain, tenant: 'broken' })}`,
      { redirect: 'manual' },
    );
    expect(response.status).toBe(500);
  });

  it('sees parameters of one’s own in request objects (RFC 9101) and refuses at the push (RFC 9126 §2.3)', async () => {
    server = await serveSigner(tenants);
    const signed = await requestObject(server, { ...plain, tenant: 'gone' });
    expect((await authorize({ client_id: 'web', request: signed })).searchParams.get('error')).toBe('access_denied');
    expect(await post('/connect/par', { ...plain, tenant: 'gone' })).toMatchObject({
      status: 400,
      body: { error: 'access_denied' },
    });
    const pushed = await post('/connect/par', { ...plain, tenant: 'acme' });
    const request = { client_id: 'web', request_uri: String(pushed.body.request_uri) };
    expect((await authorize(request)).searchParams.has('interaction')).toBe(true);
  });

  it('changes what a front end is told', async () => {
    const told: unknown[] = [];
    server = await serve({
      ...tenants,
      interactionUrl: ({ acrValues, loginHint }) => {
        told.push({ acrValues, loginHint });
        return undefined;
      },
    });
    await authorize({ ...plain, tenant: 'acme', acr_values: 'silver' });
    await authorize({ ...plain, tenant: 'bank', acr_values: 'silver' });
    expect(told).toEqual([
      { acrValues: ['silver'], loginHint: undefined },
      { acrValues: ['gold'], loginHint: 'alice' },
    ]);
  });
});

describe('a validator of device authorization requests of one’s own (RFC 8628 §3.1)', () => {
  const validator: ICustomDeviceRequestValidator = {
    async validate({ client, parameters, scopes }: DeviceAuthorizationRequest) {
      const model = parameters.get('model');
      if (model === undefined) return { error: 'device_unknown', errorDescription: odd };
      return { properties: { model, by: client.clientId, scopes } };
    },
  };

  it('refuses with its own code before anything is stored', async () => {
    server = await serve({ customDeviceRequestValidator: validator });
    const { status, body } = await post('/connect/deviceauthorization', { scope: 'openid' });
    expect([status, body.error, body.error_description]).toEqual([400, 'device_unknown', "say 'no'  X: y/ f?r"]);
  });

  it('sees further parameters, and what it finds reaches front ends', async () => {
    server = await serve({ services: { customDeviceRequestValidator: () => validator } });
    const { body } = await post('/connect/deviceauthorization', { scope: 'openid', model: 'TV 7' });
    const context = { requestId: 'test', now: server.clock.now(), issuer: server.url };
    const { deviceInteraction } = server.server.services;
    const details = await deviceInteraction.find(String(body.user_code), undefined, context);
    expect(details?.properties).toEqual({ model: 'TV 7', by: 'web', scopes: ['openid'] });
  });
});

describe('a validator of backchannel authentication requests of one’s own (CIBA Core 1.0 §7)', () => {
  class ByOrder extends BackchannelUserValidator {
    override async validate(request: BackchannelUserRequest): Promise<BackchannelUserResult> {
      const order = request.parameters.get('order');
      if (order === undefined) return { error: 'access_denied' };
      return { subjectId: '1', properties: { device: 'phone-of-alice', order } };
    }
  }
  const validator: ICustomBackchannelRequestValidator = {
    async validate({ parameters, properties }: CibaRequest) {
      if (parameters.get('order') === 'closed') return { error: 'order_closed', errorDescription: odd };
      return { properties: { device: `${properties?.device}, vibrating` } };
    },
  };
  const asked: CibaRequestDetails[] = [];
  const options: TestServerOptions = {
    notifyUser: (details) => void asked.push(details),
    customBackchannelRequestValidator: validator,
    services: { backchannelUserValidator: (services) => new ByOrder(services) },
  };
  const plain = { scope: 'openid', login_hint: 'whoever' };

  it('refuses with its own code, and nobody is told', async () => {
    asked.length = 0;
    server = await serve(options);
    const { status, body } = await post('/connect/ciba', { ...plain, order: 'closed' });
    expect([status, body.error, body.error_description]).toEqual([400, 'order_closed', "say 'no'  X: y/ f?r"]);
    expect(asked).toEqual([]);
  });

  it('sees what the user validator found, and what both find reaches notifyUser', async () => {
    asked.length = 0;
    server = await serve(options);
    expect((await post('/connect/ciba', plain)).body.error).toBe('access_denied');
    expect((await post('/connect/ciba', { ...plain, order: '7' })).status).toBe(200);
    const properties = { device: 'phone-of-alice, vibrating', order: '7' };
    expect(asked.map((one) => one.properties)).toEqual([properties]);
    // Still there for a front end that asks later.
    const context = { requestId: 'test', now: server.clock.now(), issuer: server.url };
    const [pending] = await server.server.services.cibaInteraction.pendingFor('1', context);
    expect(pending?.properties).toEqual(properties);
  });

  it('checks user codes where it knows them, and says so (CIBA Core 1.0 §4, §7.1)', async () => {
    class ByUserCode extends BackchannelUserValidator {
      override readonly checksUserCodes = true;

      protected override async isUserCode(userCode: string, subjectId: string): Promise<boolean> {
        return userCode === `code of ${subjectId}`;
      }
    }
    server = await serve({ services: { backchannelUserValidator: (services) => new ByUserCode(services) } });
    const ask = async (userCode: string) =>
      (await post('/connect/ciba', { scope: 'openid', login_hint: 'alice', user_code: userCode })).body.error;
    expect([await ask('code of 1'), await ask('code of 2')]).toEqual([undefined, 'invalid_user_code']);
    const document = await (await fetch(`${server.url}/.well-known/openid-configuration`)).json();
    expect(document).toMatchObject({ backchannel_user_code_parameter_supported: true });
  });

  it('sees the members of a request object, those that are no texts as JSON (CIBA Core 1.0 §7.1.1)', async () => {
    asked.length = 0;
    server = await serveSigner(options);
    const times = { iat: server.clock.now(), nbf: server.clock.now(), jti: 'one' };
    const request = await requestObject(server, { ...plain, ...times, order: { number: 7, lines: [1, 2] } });
    expect((await post('/connect/ciba', { request })).status).toBe(200);
    expect(asked[0]?.properties.order).toBe('{"number":7,"lines":[1,2]}');
    const wrong = await requestObject(server, { ...plain, ...times, jti: 'two', scope: ['openid'] });
    expect((await post('/connect/ciba', { request: wrong })).body.error).toBe('invalid_request');
  });
});
