import { decodeJwt, generateKeyPair, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, expect } from 'vitest';
import { checkIdToken, checkJsonError } from './support/checks.ts';
import { type Binding, confirmationOf } from './support/fapi-client.ts';
import { type FapiSurroundings, startFapiProvider } from './support/fapi-provider.ts';
import { formsOf } from './support/page-forms.ts';
import { conformancePlan } from './verifies.ts';

const around: Partial<Record<Binding, FapiSurroundings>> = {};
beforeAll(async () => {
  around.dpop = await startFapiProvider('fapi2Security', 'dpop');
  around.mtls = await startFapiProvider('fapi2Security', 'mtls');
});
afterAll(async () => {
  await around.dpop?.provider.server.close();
  await around.mtls?.provider.server.close();
});

type Test = (surroundings: FapiSurroundings) => Promise<void>;

conformancePlan('fapi2-security', (verifies) => {
  const module = (name: string, test: Test, bindings: readonly Binding[] = ['dpop', 'mtls']) => {
    for (const binding of bindings) {
      verifies(`fapi2-security-profile-final-${name}`, () => test(around[binding]!), binding);
    }
  };
  const dpopModule = (name: string, test: Test) => module(name, test, ['dpop']);

  module('discovery-end-point-verification', async ({ client: { metadata } }) => {
    expect(metadata).toMatchObject({
      pushed_authorization_request_endpoint: `${metadata.issuer}/connect/par`,
      authorization_response_iss_parameter_supported: true,
      code_challenge_methods_supported: ['S256'],
      tls_client_certificate_bound_access_tokens: true,
    });
    expect(metadata.token_endpoint_auth_methods_supported).toContain('private_key_jwt');
    expect(metadata.token_endpoint_auth_signing_alg_values_supported).toEqual(
      expect.arrayContaining(['PS256', 'ES256']),
    );
    expect(metadata.dpop_signing_alg_values_supported).toContain('ES256');
    expect(metadata.response_types_supported).toContain('code');
  });

  module('happy-flow', async ({ client, other, provider }) => {
    for (const one of [client, other]) {
      const answer = await one.authorize({ nonce: 'n-1' });
      expect(answer.iss).toBe(provider.metadata.issuer);
      const tokens = await one.redeem(answer.code);
      expect([tokens.status, tokens.json.token_type]).toEqual([200, one.binding === 'dpop' ? 'DPoP' : 'Bearer']);
      expect(decodeJwt(tokens.json.access_token).cnf).toEqual(await confirmationOf(one));
      const claims = await checkIdToken(provider, tokens.json.id_token, { clientId: one.clientId, nonce: 'n-1' });
      expect(claims).not.toHaveProperty('sid');
      expect((await one.userInfo(tokens.json.access_token)).json.sub).toBe('subject-of-alice');
      const stranger = one === client ? other : client;
      expect((await stranger.userInfo(tokens.json.access_token)).status).toBe(401);
    }
  });

  module('user-rejects-authentication', async ({ client, provider }) => {
    const agent = provider.browser();
    const pushed = await client.push(client.request({ state: 'refused' }));
    const html = await agent.signInOnly(
      `${provider.metadata.authorization_endpoint}?${new URLSearchParams({ client_id: client.clientId, request_uri: pushed.json.request_uri })}`,
    );
    const consent = formsOf(html).find(({ id }) => id === 'consent')!;
    const { arrival } = await agent.submit(consent, { decision: 'deny' });
    expect(await client.read(arrival!.url)).toMatchObject({
      error: 'access_denied',
      state: 'refused',
      iss: provider.metadata.issuer,
    });
  });

  module('ensure-authorization-request-without-state-success', async ({ client }) => {
    const answer = await client.authorize({ state: undefined });
    expect(Object.keys(answer).sort()).toEqual(['code', 'iss']);
  });
  module('ensure-authorization-request-without-nonce-success', async ({ client }) => {
    const { code } = await client.authorize({ nonce: undefined });
    expect(decodeJwt((await client.redeem(code)).json.id_token)).not.toHaveProperty('nonce');
  });
  module('ensure-authorization-request-with-64-char-nonce-success', async ({ client }) => {
    const nonce = 'n'.repeat(64);
    const { code } = await client.authorize({ nonce });
    expect(decodeJwt((await client.redeem(code)).json.id_token).nonce).toBe(nonce);
  });
  module('ensure-other-scope-order-succeeds', async ({ client }) => {
    const { code } = await client.authorize({ scope: 'profile openid' });
    expect((await client.redeem(code)).status).toBe(200);
  });
  module('test-claims-parameter-identity-claims', async ({ client }) => {
    const claims = JSON.stringify({ id_token: { name: { essential: true }, locale: null } });
    const { code } = await client.authorize({ claims, nonce: undefined });
    const token = decodeJwt((await client.redeem(code)).json.id_token);
    expect(token).toMatchObject({ name: 'Alice Smith', locale: 'en-GB' });
    // Neither `sid` nor `idp`: the client is told of no sign-out, and asked for neither.
    const expected = ['acr', 'amr', 'at_hash', 'aud', 'auth_time', 'exp', 'iat', 'iss', 'locale', 'name', 'sub'];
    expect(
      Object.keys(token)
        .filter((name) => name !== 's_hash')
        .sort(),
    ).toEqual(expected);
  });
  module('access-token-type-header-case-sensitivity', async ({ client }) => {
    const { code } = await client.authorize();
    const { access_token } = (await client.redeem(code)).json;
    expect((await client.userInfo(access_token, client.binding === 'dpop' ? 'dPoP' : 'bEARER')).status).toBe(200);
  });
  module('ensure-authorization-request-with-long-nonce', async ({ client }) => {
    const nonce = 'n'.repeat(384);
    const { code } = await client.authorize({ nonce });
    expect(decodeJwt((await client.redeem(code)).json.id_token).nonce).toBe(nonce);
  });
  module('ensure-authorization-request-with-long-state', async ({ client }) => {
    const state = 's'.repeat(384);
    expect((await client.authorize({ state })).state).toBe(state);
  });

  module('ensure-registered-redirect-uri', async ({ client }) => {
    const answer = await client.push(client.request({ redirect_uri: 'https://evil.example/callback' }));
    expect(answer.status).toBe(400);
  });
  module('ensure-unsigned-authorization-request-without-using-par-fails', async ({ client, provider }) => {
    const query = new URLSearchParams(client.request());
    const { arrival, asked } = await provider.browser().visit(`${provider.metadata.authorization_endpoint}?${query}`);
    expect(asked).toEqual([]);
    expect(arrival!.url.searchParams.get('error')).toBe('invalid_request');
  });
  module('ensure-redirect-uri-in-authorization-request', async ({ client }) => {
    for (const scope of ['openid', 'profile']) {
      expect((await client.push(client.request({ redirect_uri: undefined, scope }))).status).toBe(400);
    }
  });
  module('ensure-response-type-code-idtoken-fails', async ({ client }) => {
    const answer = await client.push(client.request({ response_type: 'code id_token' }));
    checkJsonError(answer, 400, 'unauthorized_client');
  });
  module('ensure-response-type-token-fails', async ({ client }) => {
    const answer = await client.push(client.request({ response_type: 'token' }));
    checkJsonError(answer, 400, 'unsupported_response_type');
  });

  module('ensure-client-id-in-token-endpoint', async ({ client, other }) => {
    const { code } = await client.authorize();
    const answer = await client.redeem(code, { parameters: { client_id: other.clientId } });
    expect([400, 401]).toContain(answer.status);
  });
  module('ensure-holder-of-key-required', async ({ client }) => {
    const { code } = await client.authorize();
    const answer = await client.redeem(code, { headers: null });
    expect(answer.status).toBe(400);
    expect((await client.redeem(code)).status).toBe(200);
  });
  module('ensure-authorization-code-is-bound-to-client', async ({ client, other }) => {
    const { code } = await client.authorize();
    checkJsonError(
      await other.redeem(code, { parameters: { redirect_uri: client.redirectUri } }),
      400,
      'invalid_grant',
    );
  });
  module('attempt-reuse-authorization-code-after-one-second', async ({ client, provider }) => {
    const { code } = await client.authorize();
    const first = await client.redeem(code);
    expect((await client.userInfo(first.json.access_token)).status).toBe(200);
    provider.server.clock.advance(1);
    checkJsonError(await client.redeem(code), 400, 'invalid_grant');
    expect((await client.userInfo(first.json.access_token)).status).toBe(401);
  });
  module('attempt-to-use-expired-auth-code', async ({ client, provider }) => {
    const { code } = await client.authorize();
    provider.server.clock.advance(61);
    checkJsonError(await client.redeem(code), 400, 'invalid_grant');
  });

  module('ensure-signed-client-assertion-with-RS256-fails', async ({ client }) => {
    const { code } = await client.authorize();
    expect((await client.redeem(code, { signing: client.rs256 })).json.error).toBe('invalid_client');
  });
  module('ensure-client-assertion-in-token-endpoint', async ({ client }) => {
    const { code } = await client.authorize();
    expect([400, 401]).toContain((await client.redeem(code, { assertion: null })).status);
  });
  module('ensure-client-assertion-with-exp-is-5-minutes-in-past-fails', async ({ client }) => {
    const { code } = await client.authorize();
    const assertion = { exp: client.now - 300, iat: client.now - 360, nbf: client.now - 360 };
    expect((await client.redeem(code, { assertion })).json.error).toBe('invalid_client');
  });
  module('ensure-client-assertion-with-wrong-aud-fails', async ({ client }) => {
    const { code } = await client.authorize();
    const assertion = { aud: 'https://other-server.example' };
    expect((await client.redeem(code, { assertion })).json.error).toBe('invalid_client');
  });
  module('ensure-client-assertion-with-no-sub-fails', async ({ client }) => {
    const { code } = await client.authorize();
    expect((await client.redeem(code, { assertion: { sub: undefined } })).json.error).toBe('invalid_client');
  });

  module('refresh-token', async ({ client, other }) => {
    const { code } = await client.authorize({ scope: 'openid profile offline_access', prompt: 'consent' });
    const first = (await client.redeem(code)).json;
    const again = (await client.refresh(first.refresh_token)).json;
    expect(again.refresh_token ?? first.refresh_token).toBe(first.refresh_token);
    expect(decodeJwt(again.access_token).cnf).toEqual(await confirmationOf(client));
    expect((await client.userInfo(again.access_token)).json.sub).toBe('subject-of-alice');
    expect(decodeJwt(again.id_token).sub).toBe('subject-of-alice');
    checkJsonError(await other.refresh(first.refresh_token), 400, 'invalid_grant');
    expect((await client.refresh(first.refresh_token)).status).toBe(200);
  });

  module('par-ensure-reused-request-uri-prior-to-auth-completion-succeeds', async ({ client, provider }) => {
    const { request_uri } = (await client.push()).json;
    const agent = provider.browser();
    await agent.page(
      `${provider.metadata.authorization_endpoint}?${new URLSearchParams({ client_id: client.clientId, request_uri })}`,
    );
    const { arrival } = await client.visit(agent, request_uri);
    expect((await client.read(arrival!.url)).code).toBeDefined();
  });
  module('par-attempt-reuse-request_uri', async ({ client, provider }) => {
    const { request_uri } = (await client.push()).json;
    const agent = provider.browser();
    await client.visit(agent, request_uri);
    const { arrival, page } = await client.visit(agent, request_uri);
    expect([arrival, page?.status]).toEqual([undefined, 400]);
  });
  module('par-attempt-to-use-expired-request_uri', async ({ client, provider }) => {
    const { request_uri, expires_in } = (await client.push()).json;
    expect(expires_in).toBeLessThan(600);
    provider.server.clock.advance(expires_in);
    const { arrival, page } = await client.visit(provider.browser(), request_uri);
    expect([arrival, page?.status]).toEqual([undefined, 400]);
  });
  module('par-ensure-jwt-client-assertions-nbf-8-seconds-in-the-future-is-accepted', async ({ client }) => {
    const assertion = { iat: client.now + 8, nbf: client.now + 8 };
    expect((await client.push(client.request(), { assertion })).status).toBe(201);
  });
  module('par-ensure-jwt-client-assertions-nbf-over-60-seconds-in-the-future-fails', async ({ client }) => {
    for (const name of ['iat', 'nbf']) {
      const assertion = { [name]: client.now + 61, exp: client.now + 300 };
      expect((await client.push(client.request(), { assertion })).json.error).toBe('invalid_client');
    }
  });
  module('par-attempt-to-use-request_uri-for-different-client', async ({ client, other, provider }) => {
    const { request_uri } = (await client.push()).json;
    const { arrival, page } = await other.visit(provider.browser(), request_uri);
    expect([arrival, page?.status]).toEqual([undefined, 400]);
  });
  module('par-authorization-request-containing-request_uri-form-param', async ({ client }) => {
    const { request_uri } = (await client.push()).json;
    checkJsonError(await client.push(client.request({ request_uri })), 400, 'invalid_request');
  });
  module('par-attempt-invalid-http-method', async ({ client }) => {
    const endpoint = client.metadata.pushed_authorization_request_endpoint as string;
    expect((await fetch(endpoint, { method: 'PUT', body: new URLSearchParams(client.request()) })).status).toBe(405);
  });
  module('par-ensure-pkce-required', async ({ client }) => {
    const request = client.request({ code_challenge: undefined, code_challenge_method: undefined });
    checkJsonError(await client.push(request), 400, 'invalid_request');
  });
  module('par-ensure-pkce-code-verifier-required', async ({ client }) => {
    const { code } = await client.authorize();
    const answer = await client.redeem(code, { parameters: { code_verifier: undefined } });
    checkJsonError(answer, 400, 'invalid_grant');
  });
  module('par-incorrect-pkce-code-verifier-rejected', async ({ client }) => {
    const { code } = await client.authorize();
    const answer = await client.redeem(code, { parameters: { code_verifier: 'x'.repeat(43) } });
    checkJsonError(answer, 400, 'invalid_grant');
  });
  module('par-ensure-plain-pkce-rejected', async ({ client }) => {
    const request = client.request({ code_challenge: 'x'.repeat(43), code_challenge_method: 'plain' });
    checkJsonError(await client.push(request), 400, 'invalid_request');
  });
  module('par-without-duplicate-parameters', async ({ client, provider }) => {
    const { request_uri } = (await client.push()).json;
    const { arrival } = await client.visit(provider.browser(), request_uri);
    expect((await client.read(arrival!.url)).code).toBeDefined();
  });
  module('par-test-array-as-audience-fails', async ({ client }) => {
    const endpoint = client.metadata.pushed_authorization_request_endpoint;
    for (const aud of [
      [client.metadata.issuer, 'https://other1.example.com'],
      [client.metadata.issuer, endpoint],
    ]) {
      expect((await client.push(client.request(), { assertion: { aud } })).json.error).toBe('invalid_client');
    }
  });
  module('par-test-par-endpoint-url-as-audience-fails', async ({ client }) => {
    const assertion = { aud: client.metadata.pushed_authorization_request_endpoint };
    expect((await client.push(client.request(), { assertion })).json.error).toBe('invalid_client');
  });
  module('par-test-token-endpoint-url-as-audience-fails', async ({ client }) => {
    const assertion = { aud: client.metadata.token_endpoint };
    expect((await client.push(client.request(), { assertion })).json.error).toBe('invalid_client');
  });

  dpopModule('check-dpop-proof-nbf-exp', async ({ client }) => {
    const { code } = await client.authorize();
    const dpop = await client.proof(client.metadata.token_endpoint, { nbf: client.now, exp: client.now + 60 });
    expect((await client.redeem(code, { headers: { dpop } })).status).toBe(200);
  });
  dpopModule('ensure-dpopproof-with-iat-10seconds-before-succeeds', async ({ client }) => {
    const { code } = await client.authorize();
    const dpop = await client.proof(client.metadata.token_endpoint, { iat: client.now - 10 });
    expect((await client.redeem(code, { headers: { dpop } })).status).toBe(200);
  });
  dpopModule('ensure-dpopproof-with-iat-10seconds-after-succeeds', async ({ client }) => {
    const { code } = await client.authorize();
    const dpop = await client.proof(client.metadata.token_endpoint, { iat: client.now + 10 });
    expect((await client.redeem(code, { headers: { dpop } })).status).toBe(200);
  });
  dpopModule('ensure-mismatched-dpop-jkt-fails', async ({ client, other }) => {
    const { jkt } = (await confirmationOf(other)) as { jkt: string };
    checkJsonError(await client.push(client.request({ dpop_jkt: jkt }), { proof: true }), 400, 'invalid_request');
  });
  dpopModule('ensure-token-endpoint-fails-with-mismatched-dpop-proof-jkt', async ({ client, other }) => {
    const { code } = await client.authorize({}, { proof: true });
    const headers = { dpop: await other.proof(client.metadata.token_endpoint) };
    expect((await client.redeem(code, { headers })).status).toBe(400);
  });
  dpopModule('ensure-token-endpoint-fails-with-mismatched-dpop-jkt', async ({ client, other }) => {
    const { jkt } = (await confirmationOf(client)) as { jkt: string };
    const { code } = await client.authorize({ dpop_jkt: jkt });
    const headers = { dpop: await other.proof(client.metadata.token_endpoint) };
    expect((await client.redeem(code, { headers })).status).toBe(400);
  });
  dpopModule('ensure-dpopproof-at-par-endpoint-binding-success', async ({ client }) => {
    const { code } = await client.authorize({}, { proof: true });
    expect((await client.redeem(code)).status).toBe(200);
  });
  dpopModule('ensure-dpop-auth-code-binding-success', async ({ client }) => {
    const { jkt } = (await confirmationOf(client)) as { jkt: string };
    const { code } = await client.authorize({ dpop_jkt: jkt });
    expect((await client.redeem(code)).status).toBe(200);
  });
  dpopModule('dpop-negative-tests', async ({ client }) => {
    const { code } = await client.authorize();
    const { token_endpoint: url } = client.metadata;
    const unsigned = new UnsecuredJWT({ jti: 'x', htm: 'POST', htu: url, iat: client.now }).encode();
    const symmetric = await generateKeyPair('ES256', { extractable: true });
    const bad = [
      unsigned,
      'nonsense',
      await client.proof(url, { htm: 'GET' }),
      await client.proof(url, { htu: client.metadata.userinfo_endpoint }),
      await client.proof(url, { htm: undefined }),
      await client.proof(url, { htu: undefined }),
      await client.proof(url, { iat: undefined }),
      await client.proof(url, { jti: undefined }),
      await client.proof(url, { iat: client.now - 3600 }),
      await client.proof(url, { iat: client.now + 3600 }),
      `${(await client.proof(url, {}, symmetric)).slice(0, -4)}AAAA`,
    ];
    for (const dpop of bad) {
      checkJsonError(await client.redeem(code, { headers: { dpop } }), 400, 'invalid_dpop_proof');
    }
    const good = await client.proof(url);
    expect((await client.redeem(code, { headers: { dpop: good } })).status).toBe(200);
    checkJsonError(await client.redeem(code, { headers: { dpop: good } }), 400, 'invalid_dpop_proof');
  });
});
