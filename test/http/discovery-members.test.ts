import { type BackchannelUserResult, BackchannelUserValidator, type IExtensionGrantValidator } from 'mintmark';
import { createTestServer, type TestServerOptions } from 'mintmark/testing';
import { expect, it } from 'vitest';

type Document = Readonly<Record<string, unknown>>;

async function documentOf(options: TestServerOptions): Promise<Document> {
  const server = await createTestServer(options);
  try {
    // The port of a test is another each time.
    const text = await (await fetch(`${server.url}/.well-known/openid-configuration`)).text();
    return JSON.parse(text.replaceAll(server.url, 'https://id.example')) as Document;
  } finally {
    await server.close();
  }
}

class KnowsUserCodes extends BackchannelUserValidator {
  override readonly checksUserCodes = true;

  override async validate(): Promise<BackchannelUserResult> {
    return { error: 'missing_user_code' };
  }
}

const badge: IExtensionGrantValidator = { grantType: 'urn:example:badge', validate: async () => ({}) };
const client = { clientId: 'a', clientSecrets: [{ value: 'secret' }] };

const issuer = { issuer: 'https://ci.example', jwksUri: 'https://ci.example/keys', subjects: 'same' } as const;

/** True of the code, whatever is configured: any client may be given its part of it while the server runs. */
const always = [
  'issuer',
  'jwks_uri',
  'token_endpoint',
  'subject_types_supported',
  'dpop_signing_alg_values_supported',
  'frontchannel_logout_supported',
  'frontchannel_logout_session_supported',
  'backchannel_logout_supported',
  'backchannel_logout_session_supported',
];

/** What is configured, and the members that are other ones or gone by it. */
const changes: readonly (readonly [what: string, options: TestServerOptions, members: readonly string[]])[] = [
  ['a scope of an API', { apiScopes: [{ name: 'orders.read' }] }, ['scopes_supported']],
  ['scopes about the user', { identityResources: ['openid'] }, ['scopes_supported', 'claims_supported']],
  ['a grant of one’s own', { extensionGrantValidators: [badge] }, ['grant_types_supported']],
  [
    'signing algorithms',
    { signing: { algorithms: ['ES384'] } },
    [
      'id_token_signing_alg_values_supported',
      'userinfo_signing_alg_values_supported',
      'introspection_signing_alg_values_supported',
      'authorization_signing_alg_values_supported',
    ],
  ],
  [
    'a client of a response type',
    {
      clients: [
        {
          ...client,
          allowedGrantTypes: ['authorization_code', 'implicit'],
          allowedResponseTypes: ['code id_token'],
          redirectUris: ['https://a.example/cb'],
        },
      ],
    },
    ['response_types_supported', 'grant_types_supported'],
  ],
  [
    'a proxy that hands on certificates (RFC 8705 §3)',
    { listen: { trustProxy: true } },
    [
      'tls_client_certificate_bound_access_tokens',
      'token_endpoint_auth_methods_supported',
      'revocation_endpoint_auth_methods_supported',
      'introspection_endpoint_auth_methods_supported',
    ],
  ],
  [
    'a client with a certificate',
    { clients: [{ ...client, requireMutualTls: true }] },
    [
      'tls_client_certificate_bound_access_tokens',
      'token_endpoint_auth_methods_supported',
      'revocation_endpoint_auth_methods_supported',
      'introspection_endpoint_auth_methods_supported',
    ],
  ],
  [
    'an address for certificates (RFC 8705 §5)',
    { mutualTls: { baseUrl: 'https://mtls.id.example' } },
    [
      'mtls_endpoint_aliases',
      'tls_client_certificate_bound_access_tokens',
      'token_endpoint_auth_methods_supported',
      'revocation_endpoint_auth_methods_supported',
      'introspection_endpoint_auth_methods_supported',
    ],
  ],
  [
    'a profile of the server',
    { profile: 'fapi2MessageSigning' },
    [
      'require_pushed_authorization_requests',
      'require_signed_request_object',
      'request_object_signing_alg_values_supported',
      'token_endpoint_auth_methods_supported',
      'token_endpoint_auth_signing_alg_values_supported',
      'revocation_endpoint_auth_methods_supported',
      'revocation_endpoint_auth_signing_alg_values_supported',
      'introspection_endpoint_auth_methods_supported',
      'introspection_endpoint_auth_signing_alg_values_supported',
    ],
  ],
  [
    'an issuer whose assertions are grants (RFC 7523 §2.1)',
    { trustedIssuers: [{ ...issuer, uses: ['assertion'] }] },
    ['grant_types_supported'],
  ],
  [
    'an issuer of identity assertions',
    { trustedIssuers: [{ ...issuer, uses: ['identityAssertion'] }] },
    ['grant_types_supported', 'authorization_grant_profiles_supported'],
  ],
  ['languages', { locales: ['de', 'en'] }, ['ui_locales_supported']],
  ['an acr of passwords', { passwordAcr: 'silver' }, ['acr_values_supported']],
  ['acr values of a front end', { acrValues: ['gold'] }, ['acr_values_supported']],
  ['a signed document (RFC 8414 §2.1)', { signedMetadata: true }, ['signed_metadata']],
  [
    'a validator that knows user codes (CIBA Core 1.0 §4)',
    { services: { backchannelUserValidator: (services) => new KnowsUserCodes(services) } },
    ['backchannel_user_code_parameter_supported'],
  ],
  ['no userinfo', { endpoints: { userInfo: false } }, ['userinfo_endpoint', 'userinfo_signing_alg_values_supported']],
  [
    'no introspection',
    { endpoints: { introspection: false } },
    [
      'introspection_endpoint',
      'introspection_signing_alg_values_supported',
      'introspection_endpoint_auth_methods_supported',
      'introspection_endpoint_auth_signing_alg_values_supported',
    ],
  ],
  [
    'no revocation',
    { endpoints: { revocation: false } },
    [
      'revocation_endpoint',
      'revocation_endpoint_auth_methods_supported',
      'revocation_endpoint_auth_signing_alg_values_supported',
    ],
  ],
  ['no end session', { endpoints: { endSession: false } }, ['end_session_endpoint']],
  [
    'no devices',
    { endpoints: { deviceAuthorization: false } },
    ['device_authorization_endpoint', 'grant_types_supported'],
  ],
  [
    'no CIBA',
    { endpoints: { ciba: false } },
    [
      'backchannel_authentication_endpoint',
      'backchannel_token_delivery_modes_supported',
      'backchannel_user_code_parameter_supported',
      'backchannel_authentication_request_signing_alg_values_supported',
      'grant_types_supported',
    ],
  ],
  [
    'no pushes',
    { endpoints: { pushedAuthorization: false } },
    ['pushed_authorization_request_endpoint', 'require_pushed_authorization_requests'],
  ],
  [
    'no authorization',
    { endpoints: { authorize: false } },
    [
      'authorization_endpoint',
      'pushed_authorization_request_endpoint',
      'grant_types_supported',
      'response_types_supported',
      'response_modes_supported',
      'code_challenge_methods_supported',
      'authorization_response_iss_parameter_supported',
      'authorization_signing_alg_values_supported',
      'claims_parameter_supported',
      'request_parameter_supported',
      'request_uri_parameter_supported',
      'request_object_signing_alg_values_supported',
      'require_pushed_authorization_requests',
      'prompt_values_supported',
    ],
  ],
];

it.each(changes)('with %s these members of discovery change, and no others', async (_what, options, members) => {
  const [usual, changed] = [await documentOf({}), await documentOf(options)];
  const names = [...new Set([...Object.keys(usual), ...Object.keys(changed)])];
  const different = names.filter((name) => JSON.stringify(usual[name]) !== JSON.stringify(changed[name]));
  expect(different.sort()).toEqual([...members].sort());
});

it('no member says what nothing is behind', async () => {
  const following = new Set(changes.flatMap(([, , members]) => members));
  expect(
    Object.keys(await documentOf({}))
      .filter((name) => !following.has(name))
      .sort(),
  ).toEqual([...always].sort());
});
