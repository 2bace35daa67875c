import { UnsecuredJWT } from 'jose';
import { expect } from 'vitest';
import { postForm } from '../../support/connect.ts';
import { checkJsonError } from '../support/checks.ts';
import type { ClaimChanges } from '../support/ciba-client.ts';
import type { CibaSurroundings, Mode } from '../support/ciba-provider.ts';

/** A module about backchannel authentication requests. */
export type CibaModule = (around: CibaSurroundings, mode: Mode) => Promise<void>;

const minutes = 60;

const refused =
  (changes: (now: number) => ClaimChanges): CibaModule =>
  async ({ client, provider }, mode) => {
    const answer = await client(mode).begin(changes(provider.server.clock.now()));
    checkJsonError(answer, 400, 'invalid_request');
  };

/** What is wrong with a request object or a request, one each; the name of the module follows `ensure-`. */
export const cibaRequestModules: Readonly<Record<string, CibaModule>> = {
  'request-object-missing-aud-fails': refused(() => ({ aud: undefined })),
  'request-object-bad-aud-fails': refused(() => ({ aud: 'https://other.example' })),
  'request-object-missing-iss-fails': refused(() => ({ iss: undefined })),
  'request-object-bad-iss-fails': refused(() => ({ iss: 'https://other.example' })),
  'request-object-missing-exp-fails': refused(() => ({ exp: undefined })),
  'request-object-expired-exp-fails': refused((now) => ({ nbf: now - 65 * minutes, exp: now - 60 * minutes })),
  'request-object-exp-is-70-minutes-in-future-fails': refused((now) => ({ exp: now + 70 * minutes })),
  'request-object-missing-iat-fails': refused(() => ({ iat: undefined })),
  'request-object-missing-nbf-fails': refused(() => ({ nbf: undefined })),
  'request-object-nbf-is-10-minutes-in-future-fails': refused((now) => ({
    nbf: now + 10 * minutes,
    exp: now + 15 * minutes,
  })),
  'request-object-nbf-is-70-minutes-in-past-fails': refused((now) => ({ nbf: now - 70 * minutes, exp: now + 60 })),
  'request-object-missing-jti-fails': refused(() => ({ jti: undefined })),
  'authorization-request-with-multiple-hints-fails': refused(() => ({ login_hint_token: 'another-hint' })),

  'request-object-signature-algorithm-is-none-fails': async ({ client }, mode) => {
    const request = new UnsecuredJWT(client(mode).claims()).encode();
    checkJsonError(await client(mode).send({ request }), 400, 'invalid_request');
  },

  'request-object-signature-algorithm-is-bad-fails': async ({ client }, mode) => {
    const [header, payload, signature = ''] = (await client(mode).requestObject()).split('.');
    const first = signature.startsWith('A') ? 'B' : 'A';
    const request = [header, payload, first + signature.slice(1)].join('.');
    checkJsonError(await client(mode).send({ request }), 400, 'invalid_request');
  },

  'request-object-signature-algorithm-is-RS256-fails': async ({ client }, mode) => {
    const refused = await client(mode).send({ request: await client(mode).requestObjectByRsa('RS256') });
    checkJsonError(refused, 400, 'invalid_request');
    // The key is one of the client's, and good with an algorithm that is allowed.
    expect((await client(mode).send({ request: await client(mode).requestObjectByRsa('PS256') })).status).toBe(200);
  },

  'request-object-signed-by-other-client-fails': async ({ client, other }, mode) => {
    const request = await client(mode).requestObject({}, other(mode).keys.privateKey);
    checkJsonError(await client(mode).send({ request }), 400, 'invalid_request');
  },

  'unsigned-backchannel-authorization-request-fails': async ({ client }, mode) => {
    const { scope, login_hint, client_notification_token } = client(mode).claims() as Record<string, string>;
    const answer = await client(mode).send({ scope, login_hint, client_notification_token });
    checkJsonError(answer, 400, 'invalid_request');
  },

  'authorization-request-with-potentially-bad-binding-message': async ({ client }, mode) => {
    const answer = await client(mode).begin({ binding_message: `${'1234 ÄÖ \u{1F600} '.repeat(20)}` });
    checkJsonError(answer, 400, 'invalid_binding_message');
  },

  'without-client-assertion-in-backchannel-authorization-request': async ({ client, provider }, mode) => {
    const { backchannel_authentication_endpoint: endpoint } = provider.metadata;
    const request = await client(mode).requestObject();
    const answer = await postForm(endpoint, { client_id: client(mode).clientId, request });
    checkJsonError(answer, 401, 'invalid_client');
    expect((await client(mode).send({ request })).status).toBe(200);
  },
};
