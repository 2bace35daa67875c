import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { sha256 } from '../../../src/keys/digest.ts';
import { checkIdToken, checkJsonError, checkToken, checkTokenResponse, parametersOf } from '../support/checks.ts';
import {
  authorizationRequest,
  complete,
  redeem,
  refresh,
  send,
  userInfo,
  type Variant,
  whereOf,
} from '../support/flow.ts';
import { clientSecret, type Provider } from '../support/provider.ts';
import type { Modules } from './module.ts';

async function freshCode(provider: Provider, variant: Variant): Promise<string> {
  const { arrival } = await send(provider, provider.browser(), authorizationRequest(variant));
  return parametersOf(arrival!, whereOf(variant)).get('code')!;
}

const offline = { scope: 'openid offline_access', prompt: 'consent' };

/** Modules that are about the token request for a code. */
export const codeModules: Modules = {
  'oidcc-codereuse': async (provider, variant) => {
    const code = await freshCode(provider, variant);
    const answers = await Promise.all([redeem(provider, code), redeem(provider, code)]);
    const [won, lost] = answers.toSorted((one, other) => one.status - other.status);
    checkTokenResponse(won!);
    checkJsonError(lost!, 400, 'invalid_grant');
  },

  'oidcc-codereuse-30seconds': async (provider, variant) => {
    const { code, accessToken } = await complete(provider, variant, provider.browser());
    provider.server.clock.advance(30);
    checkJsonError(await redeem(provider, code!), 400, 'invalid_grant');
    expect((await userInfo(provider, accessToken!)).status).toBe(401);
  },

  'oidcc-server-client-secret-post': async (provider, variant) => {
    const redeemed = { client_id: 'first', client_secret: clientSecret };
    const done = await complete(provider, variant, provider.browser(), {}, { redeem: redeemed });
    expect(done.claims.aud).toBe('first');
  },

  'oidcc-ensure-request-with-valid-pkce-succeeds': async (provider, variant) => {
    const verifier = randomBytes(32).toString('base64url');
    const challenge = { code_challenge: sha256(verifier), code_challenge_method: 'S256' };
    const done = await complete(provider, variant, provider.browser(), challenge, {
      redeem: { code_verifier: verifier },
    });
    expect(done.claims.sub).toBe('subject-of-alice');
  },

  'oidcc-refresh-token': async (provider, variant) => {
    expect(provider.metadata.scopes_supported).toContain('offline_access');
    const first = await complete(provider, variant, provider.browser(), offline);
    expect(first.asked).toEqual(['login', 'consent']);
    const other = { clientId: 'second', redirectUri: 'https://second.example/callback' };
    const second = await complete(provider, variant, provider.browser(), offline, other);
    checkToken(first.refreshToken!);
    provider.server.clock.advance(1);
    const answer = await refresh(provider, first.refreshToken!);
    checkTokenResponse(answer);
    checkToken(answer.json.access_token);
    checkToken(answer.json.refresh_token);
    // OpenID Connect Core §12.2: without nonce is fine, with another one it is not.
    const { nonce } = first.request;
    const claims = await checkIdToken(provider, answer.json.id_token, { clientId: 'first', nonce: undefined }).catch(
      () => checkIdToken(provider, answer.json.id_token, { clientId: 'first', nonce }),
    );
    for (const name of ['iss', 'sub', 'aud', 'auth_time', 'azp']) expect(claims[name]).toEqual(first.claims[name]);
    expect(claims.iat).toBe(first.claims.iat! + 1);
    checkJsonError(await refresh(provider, second.refreshToken!, 'first'), 400, 'invalid_grant');
  },
};
