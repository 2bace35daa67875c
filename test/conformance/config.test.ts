import { afterAll, beforeAll, expect } from 'vitest';
import { createServer, type MintmarkServer } from '../../src/server/server.ts';
import { answerOf } from '../support/connect.ts';
import { checkKeys, checkMetadata } from './support/checks.ts';
import type { Metadata } from './support/provider.ts';
import { conformancePlan } from './verifies.ts';

const issuer = 'https://id.example';
let server: MintmarkServer;

beforeAll(async () => {
  // As behind a proxy that ends TLS: the issuer is https, whatever the socket.
  server = await createServer({
    issuer,
    mode: 'dev',
    storage: { kind: 'memory' },
    clients: [
      {
        clientId: 'every-type',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['authorization_code', 'implicit'],
        allowedResponseTypes: ['code', 'id_token', 'id_token token'],
        redirectUris: ['https://client.example/callback'],
      },
    ],
  });
});
afterAll(() => server.close());

const read = async (url: string) => answerOf(await server.fetch(new Request(url)));

/** RFC 8414 §2 and the specifications that register further members. */
const texts = ['issuer', 'service_documentation', 'op_policy_uri', 'op_tos_uri'];
const flags = [
  ...['claims_parameter_supported', 'request_parameter_supported', 'request_uri_parameter_supported'],
  ...['require_request_uri_registration', 'require_pushed_authorization_requests'],
  ...['authorization_response_iss_parameter_supported', 'tls_client_certificate_bound_access_tokens'],
  ...['frontchannel_logout_supported', 'frontchannel_logout_session_supported'],
  ...['backchannel_logout_supported', 'backchannel_logout_session_supported'],
  ...['backchannel_user_code_parameter_supported'],
];
const lists = /^(?:.*_supported)$/;

function checkTypes(metadata: Metadata): void {
  for (const [name, value] of Object.entries(metadata)) {
    if (texts.includes(name) || name.endsWith('_endpoint') || name.endsWith('_uri')) expect(value).toBeTypeOf('string');
    else if (flags.includes(name)) expect(value).toBeTypeOf('boolean');
    else {
      expect(name).toMatch(lists);
      expect(Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string')).toBe(true);
    }
  }
}

conformancePlan('config', (verifies) => {
  verifies('oidcc-discovery-endpoint-verification', async () => {
    const answer = await read(`${issuer}/.well-known/openid-configuration`);
    checkMetadata(answer, issuer);
    const metadata = answer.json as Metadata;
    checkTypes(metadata);
    for (const name of Object.keys(metadata).filter((one) => one.endsWith('_endpoint') || one === 'jwks_uri')) {
      expect(metadata[name]).toMatch(/^https:\/\/id\.example\//);
    }
    expect(metadata.response_types_supported).toEqual(['code', 'id_token', 'id_token token']);
    expect(metadata.subject_types_supported).toContain('public');
    expect(metadata.id_token_signing_alg_values_supported).toContain('RS256');
    expect(metadata.userinfo_signing_alg_values_supported).toContain('RS256');
    expect(metadata.request_object_signing_alg_values_supported).toContain('RS256');
    expect(metadata.claims_supported).toContain('sub');
    expect(metadata.scopes_supported).toContain('openid');
    for (const scope of metadata.scopes_supported as string[]) expect(scope).toMatch(/^[\x21\x23-\x5B\x5D-\x7E]+$/);
    for (const tag of metadata.ui_locales_supported as string[]) expect(Intl.getCanonicalLocales(tag)).toEqual([tag]);
    expect(metadata.grant_types_supported).toContain('authorization_code');
    expect(metadata.code_challenge_methods_supported).toEqual(['S256']);
    checkKeys((await read(metadata.jwks_uri)).json);
  });
});
