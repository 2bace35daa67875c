import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect } from 'vitest';
import { type Answer, answerOf, postForm } from '../support/connect.ts';
import { type CibaModule, cibaRequestModules } from './modules/ciba-request-modules.ts';
import { checkCode, checkHashes, checkIdToken, checkJsonError, checkTokenResponse } from './support/checks.ts';
import { type CibaClient, type ClaimChanges, cibaGrantType } from './support/ciba-client.ts';
import { type CibaSurroundings, decide, type Mode, startCibaProvider } from './support/ciba-provider.ts';
import { conformancePlan } from './verifies.ts';

let around: CibaSurroundings;
beforeAll(async () => {
  around = await startCibaProvider();
});
afterAll(() => around.close());

interface Begun {
  readonly id: string;
  readonly message: string;
  readonly answer: Answer;
}

/** Checks the answer to a backchannel authentication request (CIBA Core §7.3). */
async function begin(client: CibaClient, changes: ClaimChanges = {}): Promise<Begun> {
  const message = `1234 ${randomUUID()}`;
  const answer = await client.begin({ ...changes, binding_message: message });
  expect(answer.status).toBe(200);
  const { auth_req_id: id, expires_in: expiresIn, interval } = answer.json;
  expect(id).toMatch(/^[A-Za-z0-9._-]+$/);
  checkCode(id);
  expect(expiresIn).toBeGreaterThan(0);
  expect(interval).toBe(5);
  return { id, message, answer };
}

/** In ping mode the client is told, and how it answers makes no difference. */
async function expectNotified(mode: Mode, id: string, delivered = true): Promise<void> {
  if (mode !== 'ping') return;
  const { method, headers, body } = await around.receiver.next();
  expect(method).toBe('POST');
  expect(headers.authorization).toBe('Bearer a-notification-token-of-some-length-0123456789');
  expect(headers['content-type']).toMatch(/^application\/json(?:;|$)/);
  expect(JSON.parse(body)).toEqual({ auth_req_id: id });
  expect(await around.notified()).toBe(delivered);
}

const userInfo = async (url: string, headers: Readonly<Record<string, string>>) =>
  answerOf(await fetch(url, { headers }));

/** Begin, wait, approve, be told, redeem; every check of a good flow. */
async function walk(client: CibaClient, mode: Mode, changes: ClaimChanges = {}, delivered = true): Promise<Answer> {
  const { id, message } = await begin(client, changes);
  checkJsonError(await client.poll(id), 400, 'authorization_pending');
  if (mode === 'poll') checkJsonError(await client.poll(id), 400, 'authorization_pending');
  await decide(around.provider, message, 'allow');
  await expectNotified(mode, id, delivered);
  // At once: the client was told, or the user was quick.
  const tokens = await client.token({ grant_type: cibaGrantType, auth_req_id: id });
  checkTokenResponse(tokens);
  const { access_token: accessToken, id_token: idToken } = tokens.json;
  const claims = await checkIdToken(around.provider, idToken, { clientId: client.clientId });
  await checkHashes(around.provider, idToken, { accessToken }, false);
  const authReqId = claims['urn:openid:params:jwt:claim:auth_req_id'];
  if (authReqId !== undefined) expect(authReqId).toBe(id);
  const { userinfo_endpoint: endpoint } = around.provider.metadata;
  const authorization = `Bearer ${accessToken}`;
  const info = await userInfo(endpoint, { authorization, ...client.certificate });
  expect([info.status, info.json.sub]).toEqual([200, 'subject-of-alice']);
  return { ...tokens, json: { ...tokens.json, auth_req_id: id } };
}

const modes = ['poll', 'ping'] as const;

conformancePlan('ciba', (verifies) => {
  const module = (name: string, test: CibaModule, among: readonly Mode[] = modes) => {
    const id = name === '' ? 'fapi-ciba-id1' : `fapi-ciba-id1-${name}`;
    for (const mode of among) verifies(id, () => test(around, mode), mode);
  };
  for (const [name, test] of Object.entries(cibaRequestModules)) module(`ensure-${name}`, test);

  module('discovery-end-point-verification', async ({ provider: { metadata } }, mode) => {
    expect(metadata.backchannel_authentication_endpoint).toBe(`${metadata.issuer}/connect/ciba`);
    expect(metadata.grant_types_supported).toContain(cibaGrantType);
    expect(metadata.backchannel_token_delivery_modes_supported).toContain(mode);
    expect(metadata.tls_client_certificate_bound_access_tokens).toBe(true);
    expect(metadata.token_endpoint_auth_methods_supported).toContain('private_key_jwt');
    expect(metadata.backchannel_authentication_request_signing_alg_values_supported).toContain('ES256');
    expect(metadata.backchannel_user_code_parameter_supported).toBeTypeOf('boolean');
  });

  module('', async ({ client, other, provider }, mode) => {
    const wish = { acr_values: 'urn:example:acr', requested_expiry: 300 };
    const tokens = await walk(client(mode), mode, wish);
    await walk(other(mode), mode, wish);
    const { access_token: accessToken, auth_req_id: id } = tokens.json;
    const { userinfo_endpoint: endpoint } = provider.metadata;
    const inQuery = await userInfo(`${endpoint}?access_token=${accessToken}`, client(mode).certificate);
    expect(inQuery.status).toBe(400);
    const authorization = `Bearer ${accessToken}`;
    expect((await userInfo(endpoint, { authorization, ...other(mode).certificate })).status).toBe(401);
    expect((await userInfo(endpoint, { authorization })).status).toBe(401);
    checkJsonError(await client(mode).poll(id), 400, 'invalid_grant');
  });

  module('user-rejects-authentication', async ({ client, provider }, mode) => {
    const { id, message } = await begin(client(mode));
    await decide(provider, message, 'deny');
    await expectNotified(mode, id);
    checkJsonError(await client(mode).poll(id), 400, 'access_denied');
  });

  module('multiple-call-to-token-endpoint', async ({ client }, mode) => {
    const { id } = await begin(client(mode));
    checkJsonError(await client(mode).poll(id), 400, 'authorization_pending');
    for (let call = 0; call < 5; call += 1) {
      const answer = await client(mode).token({ grant_type: cibaGrantType, auth_req_id: id });
      checkJsonError(answer, 400, 'slow_down');
    }
  });

  module('auth-req-id-expired', async ({ client, provider }, mode) => {
    const { id, answer } = await begin(client(mode), { requested_expiry: 10 });
    expect(answer.json.expires_in).toBe(10);
    provider.server.clock.advance(10);
    checkJsonError(await client(mode).poll(id), 400, 'expired_token');
  });

  module('ensure-authorization-request-with-binding-message-succeeds', async ({ client, provider }, mode) => {
    const { message } = await begin(client(mode));
    const { page } = await provider.browser().visit(`${provider.metadata.issuer}/ciba`);
    expect(page?.html).toContain(message);
    await walk(client(mode), mode);
  });

  module('ensure-other-scope-order-succeeds', async ({ client }, mode) => {
    const { json } = await walk(client(mode), mode, { scope: 'profile openid' });
    expect(json.scope.split(' ').sort()).toEqual(['openid', 'profile']);
  });

  module('ensure-requested-expiry-as-string-succeeds', async ({ client }, mode) => {
    const { answer } = await begin(client(mode), { requested_expiry: '30' });
    expect(answer.json.expires_in).toBe(30);
  });

  module('ensure-wrong-auth-req-id-in-token-endpoint-request', async ({ client, other, provider }, mode) => {
    const { id, message } = await begin(client(mode));
    await decide(provider, message, 'allow');
    await expectNotified(mode, id);
    checkJsonError(await other(mode).poll(id), 400, 'invalid_grant');
    checkTokenResponse(await client(mode).poll(id));
  });

  module('ensure-without-client-assertion-in-token-endpoint-request', async ({ client, provider }, mode) => {
    const { id } = await begin(client(mode));
    const parameters = { grant_type: cibaGrantType, auth_req_id: id, client_id: client(mode).clientId };
    checkJsonError(await postForm(provider.metadata.token_endpoint, parameters), 401, 'invalid_client');
  });

  const byRs256 = 'ensure-client-assertion-signature-algorithm-in';
  module(`${byRs256}-backchannel-authorization-request-is-RS256-fails`, async ({ client }, mode) => {
    const request = await client(mode).requestObject();
    const refused = await client(mode).send({ request, client_assertion: await client(mode).assertionByRs256() });
    checkJsonError(refused, 401, 'invalid_client');
  });

  module(`${byRs256}-token-endpoint-request-is-RS256-fails`, async ({ client, provider }, mode) => {
    const { id, message } = await begin(client(mode));
    await decide(provider, message, 'allow');
    await expectNotified(mode, id);
    const refused = await client(mode).poll(id, { client_assertion: await client(mode).assertionByRs256() });
    checkJsonError(refused, 401, 'invalid_client');
    checkTokenResponse(await client(mode).poll(id));
  });

  module('ensure-mtls-holder-of-key-required', async ({ client, provider }, mode) => {
    const { id, message } = await begin(client(mode));
    await decide(provider, message, 'allow');
    await expectNotified(mode, id);
    const parameters = {
      grant_type: cibaGrantType,
      auth_req_id: id,
      client_id: client(mode).clientId,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await client(mode).assertion(),
    };
    checkJsonError(await postForm(provider.metadata.token_endpoint, parameters), 400, 'invalid_request');
    checkTokenResponse(await client(mode).poll(id));
  });

  module(
    'ensure-different-client-id-and-issuer-in-backchannel-authorization-request',
    async ({ certified, otherCertified }, mode) => {
      const { clientId } = otherCertified(mode);
      const request = await certified(mode).requestObject();
      checkJsonError(await certified(mode).send({ request, client_id: clientId }), 401, 'invalid_client');
    },
  );

  module('ensure-wrong-client-id-in-backchannel-authorization-request', async ({ certified }, mode) => {
    const request = await certified(mode).requestObject();
    checkJsonError(await certified(mode).send({ request, client_id: 'wrong' }), 401, 'invalid_client');
    expect((await certified(mode).send({ request })).status).toBe(200);
  });

  module('ensure-wrong-client-id-in-token-endpoint-request', async ({ certified, otherCertified, provider }, mode) => {
    const { id, message } = await begin(certified(mode));
    await decide(provider, message, 'allow');
    await expectNotified(mode, id);
    for (const clientId of ['wrong', otherCertified(mode).clientId]) {
      checkJsonError(await certified(mode).poll(id, { client_id: clientId }), 401, 'invalid_client');
    }
    checkTokenResponse(await certified(mode).poll(id));
  });

  module('ensure-client-assertion-with-iss-aud-to-token-endpoint-succeeds', async ({ client, provider }, mode) => {
    const { id, message } = await begin(client(mode));
    await decide(provider, message, 'allow');
    await expectNotified(mode, id);
    const assertion = await client(mode).assertion(provider.metadata.issuer);
    checkTokenResponse(await client(mode).poll(id, { client_assertion: assertion }));
  });

  module('refresh-token', async ({ client, other }, mode) => {
    const scope = 'openid profile offline_access';
    const first = await walk(client(mode), mode, { scope });
    const second = await walk(other(mode), mode, { scope });
    const grant = { grant_type: 'refresh_token' };
    checkTokenResponse(await client(mode).token({ ...grant, refresh_token: first.json.refresh_token }));
    const stolen = await client(mode).token({ ...grant, refresh_token: second.json.refresh_token });
    checkJsonError(stolen, 400, 'invalid_grant');
  });

  /** A notification that is answered so is sent once, and the tokens can be fetched. */
  const answered = (status: number, options: { headers?: Record<string, string>; body?: string } = {}): CibaModule => {
    return async ({ client, receiver }) => {
      const before = receiver.received.length;
      receiver.answer = { status, ...options };
      try {
        await walk(client('ping'), 'ping', {}, status < 300);
      } finally {
        receiver.answer = { status: 204 };
      }
      expect(receiver.received.length).toBe(before + 1);
    };
  };
  const ping = ['ping'] as const;
  const name = 'backchannel-notification-endpoint';
  module(`ping-${name}-response-has-body`, answered(200, { body: '{"thank":"you"}' }), ping);
  module(`ping-${name}-response-401`, answered(401), ping);
  module(`ping-${name}-response-403`, answered(403), ping);
  module(
    `ping-with-mtls-ciba-notification-endpoint-response-401-and-require-server-does-not-retry`,
    answered(401),
    ping,
  );
  const elsewhere = { headers: { location: '/elsewhere' } };
  module(`ping-${name}-return-redirect-request`, answered(301, elsewhere), ping);
});
