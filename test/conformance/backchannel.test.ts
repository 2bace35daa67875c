import { jwtVerify } from 'jose';
import { afterAll, beforeAll, expect } from 'vitest';
import { client, type Provider, postLogoutRedirectUri, startProvider } from './support/provider.ts';
import { type Receiver, startReceiver } from './support/receiver.ts';
import { endSession, expectSignedOut, signedIn } from './support/sign-out.ts';
import { conformancePlan } from './verifies.ts';

let receiver: Receiver;
let provider: Provider;
beforeAll(async () => {
  receiver = await startReceiver();
  const informed = { ...client, clientId: 'informed', backChannelLogoutUri: `${receiver.url}/logout` };
  provider = await startProvider({ clients: [informed] });
});
afterAll(async () => {
  await provider.server.close();
  await receiver.close();
});

conformancePlan('backchannel', (verifies) => {
  verifies('oidcc-backchannel-logout-discovery-endpoint-verification', () => {
    expect(provider.metadata.backchannel_logout_supported).toBe(true);
    expect(provider.metadata.backchannel_logout_session_supported).toBe(true);
    expect(provider.metadata.end_session_endpoint).toBe(`${provider.metadata.issuer}/connect/endsession`);
  });

  verifies('oidcc-backchannel-rp-initiated-logout', async () => {
    const { agent, done } = await signedIn(provider, { clientId: 'informed' });
    expect(done.claims.sid).toMatch(/./);
    const visit = await endSession(provider, agent, {
      id_token_hint: done.idToken,
      post_logout_redirect_uri: postLogoutRedirectUri,
      state: 'after',
    });
    const { method, path, headers, body } = await receiver.next();
    expect([method, path]).toEqual(['POST', '/logout']);
    expect(headers['content-type']).toMatch(/^application\/x-www-form-urlencoded(?:;|$)/);
    const form = new URLSearchParams(body);
    expect([...form.keys()]).toEqual(['logout_token']);
    const { payload, protectedHeader } = await jwtVerify(form.get('logout_token')!, provider.findKey, {
      issuer: provider.metadata.issuer,
      audience: 'informed',
      typ: 'logout+jwt',
      algorithms: ['RS256'],
      currentDate: new Date(provider.server.clock.now() * 1000),
      requiredClaims: ['iat', 'exp', 'jti', 'events'],
    });
    expect(protectedHeader.kid).toMatch(/./);
    expect(payload.iat).toBe(provider.server.clock.now());
    expect(payload.events).toEqual({ 'http://schemas.openid.net/event/backchannel-logout': {} });
    expect([payload.sub, payload.sid]).toEqual([done.claims.sub, done.claims.sid]);
    expect(payload).not.toHaveProperty('nonce');
    expect(visit.arrival?.url.href).toBe(`${postLogoutRedirectUri}?state=after`);
    await expectSignedOut(provider, agent);
  });
});
