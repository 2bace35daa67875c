import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { secret } from '../../test/support/fixture.ts';
import { nodeClient } from '../../test/support/node-client.ts';
import { issuer, type NodeProcess } from '../../test/support/node-process.ts';

/** A request before it is made worse. */
export interface Seed {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of the query or, with POST, of the form. */
  readonly parameters: readonly (readonly [string, string])[];
  /** In place of a form. */
  readonly json?: unknown;
  readonly port: 'public' | 'admin';
}

const form = (
  path: string,
  parameters: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Seed => ({
  method: 'POST',
  path,
  headers,
  parameters: Object.entries(parameters),
  port: 'public',
});
const page = (
  path: string,
  parameters: Readonly<Record<string, string>> = {},
  headers: Readonly<Record<string, string>> = {},
): Seed => ({
  method: 'GET',
  path,
  headers: { accept: 'text/html', ...headers },
  parameters: Object.entries(parameters),
  port: 'public',
});
const json = (
  method: string,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
  port: Seed['port'],
): Seed => ({
  method,
  path,
  headers,
  parameters: [],
  json: body,
  port,
});

/** Requests that are right, or nearly so, one or more for each endpoint and parser. */
export async function seedsFor(node: NodeProcess): Promise<readonly Seed[]> {
  const http = nodeClient();
  const issued = await http.token(node.url, 'reference-machine', { grant_type: 'client_credentials' });
  const jwt = (await http.token(node.url, 'machine', { grant_type: 'client_credentials' })).json.access_token;
  const operator = (
    await http.token(node.url, 'operator', { grant_type: 'client_credentials', scope: 'mintmark.admin' })
  ).json.access_token;
  http.close();
  const reference = issued.json.access_token;
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  const signed = (typ: string, claims: Readonly<Record<string, unknown>>) =>
    new SignJWT({ iat: Math.floor(Date.now() / 1000), jti: crypto.randomUUID(), ...claims })
      .setProtectedHeader({ alg: 'ES256', typ, jwk })
      .setExpirationTime('1h')
      .sign(privateKey);
  const proof = await signed('dpop+jwt', { htm: 'POST', htu: `${issuer}/connect/token` });
  const assertion = await signed('JWT', { iss: 'machine', sub: 'machine', aud: issuer });
  const requestObject = await signed('oauth-authz-req+jwt', {
    iss: 'browser-application',
    aud: issuer,
    client_id: 'browser-application',
    scope: 'openid',
  });
  const machine = { client_id: 'machine', client_secret: secret };
  const basic = { authorization: `Basic ${btoa(`machine:${secret}`)}` };
  const authorize = {
    client_id: 'browser-application',
    redirect_uri: 'https://app.example.com/callback',
    response_type: 'code',
    scope: 'openid profile',
    state: 'a state',
    nonce: 'a nonce',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
    claims: '{"userinfo":{"email":{"essential":true}}}',
    prompt: 'login',
    max_age: '60',
    ui_locales: 'de en',
    acr_values: 'urn:a',
    login_hint: 'alice',
    authorization_details: '[{"type":"payment"}]',
    resource: 'https://orders.example.com',
  };
  const token = '/connect/token';
  const bearer = { authorization: `Bearer ${operator}` };
  const registration = {
    redirect_uris: ['https://client.example.com/cb'],
    client_name: 'A client',
    'client_name#de': 'Ein Client',
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none',
    scope: 'openid profile',
    jwks: { keys: [jwk] },
    logo_uri: 'https://client.example.com/logo.png',
  };
  return [
    form(token, {
      ...machine,
      grant_type: 'client_credentials',
      scope: 'orders.read',
      resource: 'https://orders.example.com',
    }),
    form(token, { grant_type: 'client_credentials' }, basic),
    form(token, { ...machine, grant_type: 'client_credentials' }, { dpop: proof }),
    form(token, {
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    }),
    form(token, {
      ...machine,
      client_id: 'application',
      grant_type: 'refresh_token',
      refresh_token: reference,
      scope: 'openid',
    }),
    form(token, {
      client_id: 'browser-application',
      grant_type: 'authorization_code',
      code: reference,
      code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
      redirect_uri: 'https://app.example.com/callback',
    }),
    form(token, { ...machine, grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: reference }),
    form(token, { ...machine, grant_type: 'urn:openid:params:grant-type:ciba', auth_req_id: reference }),
    form(token, { ...machine, grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }),
    form(token, {
      ...machine,
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: jwt,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      actor_token: jwt,
      actor_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      audience: 'https://orders.example.com',
    }),
    form(token, {
      ...machine,
      client_id: 'application',
      grant_type: 'urn:test:grant:as-user',
      user: 'subject-of-alice',
      scope: 'openid',
    }),
    page('/connect/authorize', authorize),
    page('/connect/authorize', { client_id: 'browser-application', request: requestObject }),
    page('/connect/authorize', {
      client_id: 'browser-application',
      request_uri: 'urn:ietf:params:oauth:request_uri:abc',
    }),
    form('/connect/authorize', authorize),
    page('/connect/authorize/resume', { id: reference }),
    form('/connect/par', { ...authorize, client_id: 'machine', client_secret: secret }),
    form('/connect/deviceauthorization', { ...machine, scope: 'orders.read' }),
    form('/connect/ciba', {
      ...machine,
      scope: 'openid',
      login_hint: 'alice',
      binding_message: 'W4SCT',
      requested_expiry: '60',
    }),
    form('/connect/introspect', {
      client_id: 'https://orders.example.com',
      client_secret: secret,
      token: jwt,
      token_type_hint: 'access_token',
    }),
    form(
      '/connect/introspect',
      { client_id: 'https://orders.example.com', client_secret: secret, token: reference },
      { accept: 'application/token-introspection+jwt' },
    ),
    form('/connect/revocation', { ...machine, token: 'not a token', token_type_hint: 'refresh_token' }),
    page('/connect/userinfo', {}, { authorization: `Bearer ${jwt}` }),
    page('/connect/userinfo', {}, { authorization: `DPoP ${jwt}`, dpop: proof }),
    json('POST', '/connect/register', registration, {}, 'public'),
    json(
      'PUT',
      '/connect/register/abc',
      { ...registration, client_id: 'abc' },
      { authorization: `Bearer ${reference}` },
      'public',
    ),
    page('/connect/endsession', {
      id_token_hint: jwt,
      post_logout_redirect_uri: 'https://app.example.com/',
      state: 'x',
      client_id: 'machine',
    }),
    form('/connect/endsession', { logout_hint: 'alice' }),
    page('/login', { id: reference, ui_locales: 'de' }, { cookie: 'mintmark=abc; x=%zz' }),
    form('/login', { username: 'alice', form_token: reference, id: reference }),
    page('/device', { user_code: 'WDJB-MJHT' }),
    form('/device', { user_code: 'WDJB-MJHT', form_token: reference }),
    page('/ciba', { id: reference }),
    page('/grants'),
    form('/grants', { client_id: 'machine', form_token: reference }),
    page('/.well-known/openid-configuration', {}, { 'if-none-match': '"abc", W/"x"' }),
    page('/.well-known/openid-configuration/jwks'),
    page('/.well-known/oauth-authorization-server'),
    page('/errors'),
    page('/assets/mintmark.css', { v: 'abc' }),
    page('/logos/abc'),
    page('/health/ready'),
    json('GET', '/admin/v1/clients?limit=5&after=abc', undefined, bearer, 'admin'),
    json('GET', '/admin/v1/clients/machine', undefined, bearer, 'admin'),
    json(
      'POST',
      '/admin/v1/clients',
      { clientId: 'fuzzed', allowedGrantTypes: ['client_credentials'], allowedScopes: ['orders.read'] },
      bearer,
      'admin',
    ),
    json(
      'PATCH',
      '/admin/v1/clients/fuzzed',
      { clientName: 'x' },
      { ...bearer, 'content-type': 'application/merge-patch+json', 'if-match': '"abc"' },
      'admin',
    ),
    json('GET', '/admin/v1/users?search=a', undefined, bearer, 'admin'),
    json('GET', '/admin/v1/openapi.json', undefined, {}, 'admin'),
    page('/metrics', {}, {}),
  ];
}
