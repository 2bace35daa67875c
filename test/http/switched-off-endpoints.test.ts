import { createTestServer, type TestServer, type TestServerOptions } from 'mintmark/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { resolveConfiguration } from '../../src/config/resolve-configuration.ts';

type Switches = NonNullable<TestServerOptions['endpoints']>;

let server: TestServer;
afterEach(() => server?.close());

const start = async (endpoints: Switches) => {
  server = await createTestServer({ endpoints });
  return (await (await fetch(`${server.url}/.well-known/openid-configuration`)).json()) as Record<string, unknown>;
};
const statusOf = async (path: string, method = 'POST') =>
  (await fetch(server.url + path, { method, redirect: 'manual' })).status;
const device = 'urn:ietf:params:oauth:grant-type:device_code';
const ciba = 'urn:openid:params:grant-type:ciba';

describe('an endpoint that is switched off', () => {
  it.each<[keyof Switches, readonly string[], readonly string[]]>([
    [
      'pushedAuthorization',
      ['/connect/par'],
      ['pushed_authorization_request_endpoint', 'require_pushed_authorization_requests'],
    ],
    ['deviceAuthorization', ['/connect/deviceauthorization', '/device'], ['device_authorization_endpoint']],
    [
      'ciba',
      ['/connect/ciba', '/ciba'],
      [
        'backchannel_authentication_endpoint',
        'backchannel_token_delivery_modes_supported',
        'backchannel_user_code_parameter_supported',
        'backchannel_authentication_request_signing_alg_values_supported',
      ],
    ],
    ['userInfo', ['/connect/userinfo'], ['userinfo_endpoint', 'userinfo_signing_alg_values_supported']],
    [
      'introspection',
      ['/connect/introspect'],
      [
        'introspection_endpoint',
        'introspection_signing_alg_values_supported',
        'introspection_endpoint_auth_methods_supported',
        'introspection_endpoint_auth_signing_alg_values_supported',
      ],
    ],
    [
      'revocation',
      ['/connect/revocation'],
      [
        'revocation_endpoint',
        'revocation_endpoint_auth_methods_supported',
        'revocation_endpoint_auth_signing_alg_values_supported',
      ],
    ],
    ['endSession', ['/connect/endsession'], ['end_session_endpoint']],
  ])('%s: nothing is there, and discovery says nothing of it', async (name, paths, members) => {
    const all = await start({});
    for (const path of paths) expect([path, await statusOf(path)]).not.toEqual([path, 404]);
    await server.close();
    const document = await start({ [name]: false });
    for (const path of paths) {
      expect([path, await statusOf(path), await statusOf(path, 'GET')]).toEqual([path, 404, 404]);
    }
    expect(
      Object.keys(all)
        .filter((member) => !Object.hasOwn(document, member))
        .sort(),
    ).toEqual([...members].sort());
  });

  it('authorize takes pushed requests, code and all that is about them along (RFC 8414 §2)', async () => {
    const document = await start({ authorize: false });
    for (const path of ['/connect/authorize', '/connect/authorize/resume', '/connect/par']) {
      expect([path, await statusOf(path)]).toEqual([path, 404]);
    }
    expect(document).not.toHaveProperty('authorization_endpoint');
    expect(document).not.toHaveProperty('code_challenge_methods_supported');
    expect(document.response_types_supported).toEqual([]);
    expect(document.grant_types_supported).not.toContain('authorization_code');
  });

  it('takes its grant along', async () => {
    const all = await start({});
    expect(all.grant_types_supported).toEqual(expect.arrayContaining([device, ciba]));
    await server.close();
    const document = await start({ deviceAuthorization: false, ciba: false });
    expect(document.grant_types_supported).toContain('authorization_code');
    expect(document.grant_types_supported).not.toContain(device);
    expect(document.grant_types_supported).not.toContain(ciba);
  });

  it('leaves the page of signing out', async () => {
    await start({ endSession: false });
    expect(await statusOf('/logout', 'GET')).toBe(200);
  });
});

it('is a contradiction to clients that need it', () => {
  const client = { clientId: 'a', clientSecrets: [{ value: 'correct horse battery staple' }] };
  const configuration = {
    issuer: 'https://id.example.com',
    endpoints: { authorize: false, ciba: false },
    clients: [
      { ...client, allowedGrantTypes: ['authorization_code', ciba, device], redirectUris: ['https://a.example/cb'] },
      { ...client, clientId: 'b', requirePushedAuthorization: true },
    ],
  };
  expect(() => resolveConfiguration(configuration, { mode: 'dev', environment: {} })).toThrow(
    [
      'clients[0].allowedGrantTypes[0]: needs endpoints.authorize, which is switched off',
      'clients[0].allowedGrantTypes[1]: needs endpoints.ciba, which is switched off',
      'clients[1].requirePushedAuthorization: needs endpoints.pushedAuthorization, which is switched off',
    ].join('\n'),
  );
});
