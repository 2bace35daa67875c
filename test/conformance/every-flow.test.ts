import { SignJWT } from 'jose';
import { afterAll, beforeAll, expect } from 'vitest';
import { type Answer, answerOf } from '../support/connect.ts';
import * as checks from './support/checks.ts';
import { authorizationRequest, complete, redeem, refresh, send, userInfo, type Variant } from './support/flow.ts';
import { type Provider, startProvider } from './support/provider.ts';
import { manage, register } from './support/registration.ts';
import type { Arrival } from './support/user-agent.ts';
import { conformancePlan } from './verifies.ts';

const code: Variant = { responseType: 'code' };
const hybrid: Variant = { responseType: 'code id_token token' };
let provider: Provider;
beforeAll(async () => {
  provider = await startProvider();
});
afterAll(() => provider.server.close());

async function arrive(variant: Variant, changes = {}): Promise<{ arrival: Arrival; sent: checks.Sent }> {
  const request = authorizationRequest(variant, changes);
  const { arrival } = await send(provider, provider.browser(), request);
  return { arrival: arrival!, sent: { state: request.state, issuer: provider.metadata.issuer } };
}

const withQuery = ({ method, url }: Arrival, name: string, value: string): Arrival => {
  const changed = new URL(url);
  changed.searchParams.set(name, value);
  return { method, url: changed };
};

const changed = (answer: Answer, json: object): Answer => ({ ...answer, json: { ...answer.json, ...json } });
const read = async (url: string) => answerOf(await fetch(url));

/* Each check passes for what the server sends, and fails for something that is wrong, so that it is known to look. */
conformancePlan('every-flow', (verifies) => {
  verifies('O1', async () => {
    const { issuer } = provider.metadata;
    const answer = await read(`${issuer}/.well-known/openid-configuration`);
    checks.checkMetadata(answer, issuer);
    expect(() => checks.checkMetadata(answer, 'https://other.example')).toThrow();
    expect(() => checks.checkMetadata(changed(answer, { jwks_uri: undefined }), issuer)).toThrow();
  });

  verifies('O2', () => {
    checks.checkKeys(provider.keys);
    const [key] = provider.keys.keys;
    expect(() => checks.checkKeys({ keys: [key!, key!] })).toThrow();
    expect(() => checks.checkKeys({ keys: [{ ...key!, d: 'secret' }] })).toThrow();
  });

  verifies('O3', async () => {
    const answer = await register(provider, { grant_types: ['authorization_code'], response_types: ['code'] });
    checks.checkRegistration(answer);
    expect(() => checks.checkRegistration({ ...answer, status: 200 })).toThrow();
    expect(() => checks.checkRegistration(changed(answer, { registration_access_token: undefined }))).toThrow();
  });

  verifies('O4', async () => {
    const answer = await register(provider);
    checks.checkDeletion(await manage('DELETE', answer));
    expect((await manage('GET', answer)).status).toBe(401);
    expect(() => checks.checkDeletion(answer)).toThrow();
  });

  verifies('O5', async () => {
    const { arrival, sent } = await arrive(code);
    expect(checks.checkArrival(arrival, 'query', sent).get('code')).toMatch(/./);
    expect(() => checks.checkArrival(withQuery(arrival, 'state', 'other'), 'query', sent)).toThrow();
    expect(() => checks.checkArrival(withQuery(arrival, 'iss', 'https://other.example'), 'query', sent)).toThrow();
  });

  verifies('O6', async () => {
    const { arrival, sent } = await arrive(hybrid);
    expect(checks.checkArrival(arrival, 'fragment', sent).get('id_token')).toMatch(/./);
    expect(() => checks.checkArrival(withQuery(arrival, 'code', 'leaked'), 'fragment', sent)).toThrow();
  });

  verifies('O7', async () => {
    const { arrival, sent } = await arrive({ ...code, formPost: true });
    expect(checks.checkArrival(arrival, 'form', sent).get('code')).toMatch(/./);
    expect(() => checks.checkArrival({ ...arrival, method: 'GET' }, 'form', sent)).toThrow();
    expect(() => checks.checkArrival({ ...arrival, url: withQuery(arrival, 'code', 'x').url }, 'form', sent)).toThrow();
  });

  verifies('O8', async () => {
    const { arrival } = await arrive(code);
    checks.checkCode(arrival.url.searchParams.get('code')!);
    expect(() => checks.checkCode('0123456789')).toThrow();
    expect(() => checks.checkCode('0'.repeat(100))).toThrow();
  });

  verifies('O9', async () => {
    const { arrival } = await arrive(code);
    const answer = await redeem(provider, arrival.url.searchParams.get('code')!);
    checks.checkTokenResponse(answer);
    expect(() => checks.checkTokenResponse(changed(answer, { expires_in: '3600' }))).toThrow();
    expect(() => checks.checkTokenResponse(changed(answer, { id_token: undefined }))).toThrow();
  });

  verifies('O10', async () => {
    const wish = { scope: 'openid offline_access', prompt: 'consent' };
    const { accessToken, refreshToken } = await complete(provider, code, provider.browser(), wish);
    checks.checkToken(accessToken!);
    checks.checkToken(refreshToken!);
    expect(() => checks.checkToken('short')).toThrow();
  });

  verifies('O11', async () => {
    const { idToken, request, claims } = await complete(provider, code, provider.browser());
    const expected = { clientId: 'first', nonce: request.nonce };
    expect((await checks.checkIdToken(provider, idToken, expected)).sub).toBe('subject-of-alice');
    await expect(checks.checkIdToken(provider, idToken, { ...expected, clientId: 'second' })).rejects.toThrow();
    await expect(checks.checkIdToken(provider, idToken, { ...expected, nonce: 'other' })).rejects.toThrow();
    const forged = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: provider.keys.keys[0]!.kid! })
      .sign(new TextEncoder().encode('0123456789abcdef0123456789abcdef'));
    await expect(checks.checkIdToken(provider, forged, expected)).rejects.toThrow();
  });

  verifies('O12', async () => {
    const { arrival } = await arrive(hybrid);
    const parameters = checks.parametersOf(arrival, 'fragment');
    const beside = { code: parameters.get('code')!, accessToken: parameters.get('access_token')! };
    const idToken = parameters.get('id_token')!;
    await checks.checkHashes(provider, idToken, beside, true);
    await expect(checks.checkHashes(provider, idToken, { ...beside, code: 'other' }, true)).rejects.toThrow();
    await expect(checks.checkHashes(provider, idToken, { ...beside, accessToken: 'x' }, true)).rejects.toThrow();
  });

  verifies('O13', async () => {
    const scope = 'openid profile email address phone';
    const done = await complete(provider, code, provider.browser(), { scope });
    checks.checkClaimTypes(done.userInfo);
    for (const wrong of [{ email_verified: 'true' }, { updated_at: '1' }, { address: 'here' }, { name: 1 }]) {
      expect(() => checks.checkClaimTypes({ ...done.userInfo, ...wrong })).toThrow();
    }
  });

  verifies('O14', async () => {
    const { claims } = await complete(provider, code, provider.browser(), { scope: 'openid profile' });
    checks.checkNoUnrequestedClaims(claims);
    expect(() => checks.checkNoUnrequestedClaims({ ...claims, name: 'Alice' })).toThrow();
  });

  verifies('O15', async () => {
    const { accessToken } = await complete(provider, code, provider.browser());
    const answer = await userInfo(provider, accessToken!);
    checks.checkUserInfo(answer, 'subject-of-alice');
    expect(() => checks.checkUserInfo(answer, 'somebody else')).toThrow();
  });

  verifies('O16', async () => {
    const { arrival, sent } = await arrive(code, { prompt: 'none' });
    expect(checks.checkErrorArrival(arrival, 'query', sent)).toBe('login_required');
    for (const name of ['code', 'surprise']) {
      expect(() => checks.checkErrorArrival(withQuery(arrival, name, 'x'), 'query', sent)).toThrow();
    }
    const broken = withQuery(arrival, 'error_description', 'two\nlines');
    expect(() => checks.checkErrorArrival(broken, 'query', sent)).toThrow();
  });

  verifies('O17', async () => {
    const answer = await refresh(provider, 'unknown');
    checks.checkJsonError(answer, 400, 'invalid_grant');
    expect(() => checks.checkJsonError(answer, 401, 'invalid_grant')).toThrow();
    expect(() =>
      checks.checkJsonError(changed(answer, { error_description: 'a "quote"' }), 400, 'invalid_grant'),
    ).toThrow();
  });
});
