import { decodeJwt, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, expect } from 'vitest';
import { postForm } from '../support/connect.ts';
import { checkJsonError } from './support/checks.ts';
import { confirmationOf } from './support/fapi-client.ts';
import { type FapiSurroundings, startFapiProvider } from './support/fapi-provider.ts';
import { formsOf } from './support/page-forms.ts';
import { conformancePlan } from './verifies.ts';

let around: FapiSurroundings;
beforeAll(async () => {
  around = await startFapiProvider('fapi2MessageSigning', 'dpop');
});
afterAll(() => around.provider.server.close());

conformancePlan('fapi2-message-signing', (verifies) => {
  const module = (name: string, test: (surroundings: FapiSurroundings) => Promise<void>) =>
    verifies(`fapi2-security-profile-final-${name}`, () => test(around));
  const refusedObject = (name: string, object: (now: number) => Readonly<Record<string, unknown>>) =>
    module(name, async ({ client }) => {
      checkJsonError(
        await client.push(client.request(), { object: object(client.now) }),
        400,
        'invalid_request_object',
      );
    });

  module('happy-flow', async ({ client, other, provider }) => {
    for (const one of [client, other]) {
      const answer = await one.authorize({ state: 'signed' });
      expect(answer).toMatchObject({ iss: provider.metadata.issuer, aud: one.clientId, state: 'signed' });
      const tokens = await one.redeem(answer.code);
      expect(tokens.status).toBe(200);
      expect(decodeJwt(tokens.json.access_token).cnf).toEqual(await confirmationOf(one));
      expect((await one.userInfo(tokens.json.access_token)).json.sub).toBe('subject-of-alice');
      const introspection = await postForm(
        provider.metadata.introspection_endpoint as string,
        { ...(await one.authentication()), token: tokens.json.access_token },
        {},
      );
      expect(introspection.headers.get('content-type')).toBe('application/token-introspection+jwt');
      expect(decodeJwt(introspection.text)).toMatchObject({ aud: one.clientId, token_introspection: { active: true } });
    }
  });
  module('user-rejects-authentication', async ({ client, provider }) => {
    const agent = provider.browser();
    const { request_uri } = (await client.push(client.request({ state: 'refused' }))).json;
    const query = new URLSearchParams({ client_id: client.clientId, request_uri });
    const html = await agent.signInOnly(`${provider.metadata.authorization_endpoint}?${query}`);
    const consent = formsOf(html).find(({ id }) => id === 'consent')!;
    const { arrival } = await agent.submit(consent, { decision: 'deny' });
    expect([...arrival!.url.searchParams.keys()]).toEqual(['response']);
    expect(await client.read(arrival!.url)).toMatchObject({ error: 'access_denied', state: 'refused' });
  });
  module('ensure-request-object-with-multiple-aud-succeeds', async ({ client }) => {
    const object = { aud: ['https://other1.example.com', client.metadata.issuer, 'invalid'] };
    expect((await client.push(client.request(), { object })).status).toBe(201);
  });
  module('ensure-request-object-with-nbf-8-seconds-in-the-future-is-accepted', async ({ client }) => {
    const object = { nbf: client.now + 8, iat: client.now + 8 };
    expect((await client.push(client.request(), { object })).status).toBe(201);
  });

  refusedObject('ensure-request-object-without-exp-fails', () => ({ exp: undefined }));
  refusedObject('ensure-request-object-without-nbf-fails', () => ({ nbf: undefined }));
  module('ensure-request-object-without-redirect-uri-fails', async ({ client }) => {
    expect((await client.push(client.request({ redirect_uri: undefined }))).status).toBe(400);
  });
  refusedObject('ensure-expired-request-object-fails', (now) => ({ exp: now - 300, nbf: now - 600, iat: now - 600 }));
  refusedObject('ensure-request-object-with-bad-aud-fails', () => ({ aud: 'https://other1.example.com' }));
  refusedObject('ensure-request-object-with-exp-over-60-fails', (now) => ({ exp: now + 4200 }));
  refusedObject('ensure-request-object-with-nbf-over-60-fails', (now) => ({ nbf: now - 4200, exp: now + 60 }));

  module('ensure-signed-request-object-with-RS256-fails', async ({ client }) => {
    const answer = await client.push(client.request(), { objectSigning: client.rs256 });
    checkJsonError(answer, 400, 'invalid_request_object');
  });
  module('ensure-request-object-signature-algorithm-is-not-none', async ({ client }) => {
    const claims = { iss: client.clientId, aud: client.metadata.issuer, nbf: client.now, exp: client.now + 60 };
    const request = new UnsecuredJWT({ ...claims, ...client.request() }).encode();
    const answer = await postForm(client.metadata.pushed_authorization_request_endpoint as string, {
      ...(await client.authentication()),
      request,
    });
    checkJsonError(answer, 400, 'invalid_request_object');
  });
  module('ensure-request-object-with-invalid-signature-fails', async ({ client }) => {
    const request = await client.requestObject(client.request());
    const answer = await postForm(client.metadata.pushed_authorization_request_endpoint as string, {
      ...(await client.authentication()),
      request: `${request.slice(0, -6)}AAAAAA`,
    });
    checkJsonError(answer, 400, 'invalid_request_object');
  });
  module('ensure-matching-key-in-authorization-request', async ({ client, other }) => {
    const answer = await client.push(client.request(), { objectSigning: other.signing });
    checkJsonError(answer, 400, 'invalid_request_object');
  });
  module('ensure-unsigned-request-at-par-endpoint-fails', async ({ client }) => {
    const answer = await postForm(client.metadata.pushed_authorization_request_endpoint as string, {
      ...(await client.authentication()),
      ...client.request(),
    });
    checkJsonError(answer, 400, 'invalid_request');
  });

  module('ensure-different-state-inside-and-outside-request-object', async ({ client }) => {
    const answer = await client.authorize({ state: 'inside' }, { outside: { state: 'outside' } });
    expect(answer.state).toBe('inside');
  });
  module('ensure-different-nonce-inside-and-outside-request-object', async ({ client }) => {
    const { code } = await client.authorize({ nonce: 'inside' }, { outside: { nonce: 'outside' } });
    expect(decodeJwt((await client.redeem(code)).json.id_token).nonce).toBe('inside');
  });
  module('state-only-outside-request-object-not-used', async ({ client }) => {
    const answer = await client.authorize({ state: undefined }, { outside: { state: 'outside' } });
    expect(answer).not.toHaveProperty('state');
  });
});
