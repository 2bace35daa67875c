import { randomBytes } from 'node:crypto';
import { UnsecuredJWT } from 'jose';
import { expect } from 'vitest';
import { checkArrival, checkCode, checkErrorArrival, checkNoUnrequestedClaims } from '../support/checks.ts';
import {
  authorizationRequest,
  type Changes,
  complete,
  isFrontChannel,
  issues,
  refusedAtClient,
  refusedOnPage,
  send,
  whereOf,
} from '../support/flow.ts';
import { redirectUri } from '../support/provider.ts';
import type { Module, Modules } from './module.ts';

const succeedsWith =
  (changes: Changes): Module =>
  async (provider, variant) => {
    const done = await complete(provider, variant, provider.browser(), changes);
    expect(done.claims.sub).toBe('subject-of-alice');
  };

const requestObject = (changes: Readonly<Record<string, unknown>>) =>
  new UnsecuredJWT({
    iss: 'first',
    client_id: 'first',
    redirect_uri: redirectUri,
    scope: 'openid',
    ...changes,
  }).encode();

/** Modules that are about one authorization request. */
export const requestModules: Modules = {
  'oidcc-server': async (provider, variant) => {
    const done = await complete(provider, variant, provider.browser());
    expect(done.asked).toEqual(['login']);
    if (done.code !== undefined) checkCode(done.code);
    checkNoUnrequestedClaims(done.claims);
  },

  'oidcc-response-type-missing': async (provider, variant) => {
    const error = await refusedAtClient(provider, variant, { response_type: undefined });
    expect(error).toBe('invalid_request');
  },

  'oidcc-alternate-happy-flow': async (provider, variant) => {
    const request = authorizationRequest(variant, { scope: 'email openid' });
    const reversed = Object.fromEntries(Object.entries(request).reverse());
    expect(Object.keys(reversed)).not.toEqual(Object.keys(request));
    const visit = await send(provider, provider.browser(), reversed);
    checkArrival(visit.arrival!, whereOf(variant), { state: request.state, issuer: provider.metadata.issuer });
    const { userInfo, claims } = await complete(provider, variant, provider.browser(), { scope: 'email openid' });
    expect((userInfo ?? claims).email).toBe('alice@example.com');
  },

  'oidcc-display-page': succeedsWith({ display: 'page' }),
  'oidcc-display-popup': succeedsWith({ display: 'popup' }),
  'oidcc-ensure-request-with-unknown-parameter-succeeds': succeedsWith({ extra: 'foobar' }),
  'oidcc-login-hint': succeedsWith({ login_hint: 'somebody@example.com' }),
  'oidcc-claims-locales': succeedsWith({ claims_locales: 'se' }),

  'oidcc-ui-locales': async (provider, variant) => {
    await succeedsWith({ ui_locales: 'se' })(provider, variant);
    await succeedsWith({ ui_locales: 'de se en' })(provider, variant);
  },

  'oidcc-ensure-request-with-acr-values-succeeds': async (provider, variant) => {
    expect(provider.metadata.acr_values_supported).toEqual(['urn:conformance:acr:password']);
    const asked = { acr_values: 'urn:conformance:acr:password' };
    const done = await complete(provider, variant, provider.browser(), asked);
    expect(done.claims.acr).toBe('urn:conformance:acr:password');
  },

  'oidcc-ensure-registered-redirect-uri': async (provider, variant) => {
    await refusedOnPage(provider, variant, { redirect_uri: `${redirectUri}${randomBytes(5).toString('hex')}` });
    await refusedOnPage(provider, variant, { redirect_uri: `${redirectUri}/more` });
    await refusedOnPage(provider, variant, { redirect_uri: `${redirectUri}?more=1` });
  },

  'oidcc-ensure-post-request-succeeds': async (provider, variant) => {
    const done = await complete(provider, variant, provider.browser(), {}, { post: true });
    expect(done.asked).toEqual(['login']);
  },

  'oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported': async (provider, variant) => {
    const { state, nonce, response_type: responseType } = authorizationRequest(variant);
    const request = requestObject({ state, nonce, response_type: responseType });
    const error = await refusedAtClient(provider, variant, { request, state, nonce });
    expect(error).toBe('request_not_supported');
  },

  'oidcc-ensure-request-object-with-redirect-uri': async (provider, variant) => {
    const request = requestObject({ response_type: variant.responseType, state: 'inside', nonce: 'inside' });
    await refusedOnPage(provider, variant, { request, redirect_uri: 'https://client.example/unregistered' });
  },

  'oidcc-ensure-request-without-nonce-succeeds-for-code-flow': async (provider, variant) => {
    expect(issues(variant, 'id_token')).toBe(false);
    const done = await complete(provider, variant, provider.browser(), { nonce: undefined });
    expect(done.claims.nonce).toBeUndefined();
  },

  'oidcc-ensure-request-without-nonce-fails': async (provider, variant) => {
    expect(isFrontChannel(variant)).toBe(true);
    expect(await refusedAtClient(provider, variant, { nonce: undefined })).toBe('invalid_request');
  },

  'oidcc-prompt-none-not-logged-in': async (provider, variant) => {
    const state = randomBytes(64).toString('hex');
    const request = authorizationRequest(variant, { prompt: 'none', state });
    const { arrival, asked } = await send(provider, provider.browser(), request);
    expect(asked).toEqual([]);
    const sent = { state, issuer: provider.metadata.issuer };
    expect(checkErrorArrival(arrival!, whereOf(variant), sent)).toBe('login_required');
  },
};
