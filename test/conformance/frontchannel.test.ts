import { afterAll, beforeAll, expect } from 'vitest';
import { unescapeHtml } from './support/page-forms.ts';
import { client, type Provider, postLogoutRedirectUri, startProvider } from './support/provider.ts';
import { endSession, expectSignedOut, signedIn } from './support/sign-out.ts';
import { conformancePlan } from './verifies.ts';

let provider: Provider;
beforeAll(async () => {
  const frontChannelLogoutUri = 'https://client.example/front?kept=1';
  provider = await startProvider({ clients: [{ ...client, clientId: 'framed', frontChannelLogoutUri }] });
});
afterAll(() => provider.server.close());

conformancePlan('frontchannel', (verifies) => {
  verifies('oidcc-frontchannel-logout-discovery-endpoint-verification', () => {
    expect(provider.metadata.frontchannel_logout_supported).toBe(true);
    expect(provider.metadata.frontchannel_logout_session_supported).toBe(true);
    expect(provider.metadata.end_session_endpoint).toBe(`${provider.metadata.issuer}/connect/endsession`);
  });

  verifies('oidcc-frontchannel-rp-initiated-logout', async () => {
    const { agent, done } = await signedIn(provider, { clientId: 'framed' });
    const { page, asked } = await endSession(provider, agent, {
      id_token_hint: done.idToken,
      post_logout_redirect_uri: postLogoutRedirectUri,
      state: 'after',
    });
    expect(asked).toEqual([]);
    expect(page?.status).toBe(200);
    const frames = [...page!.html.matchAll(/<iframe[^>]* src="([^"]*)"/g)].map(([, src = '']) => unescapeHtml(src));
    expect(frames).toHaveLength(1);
    const frame = new URL(frames[0]!);
    expect(frame.origin + frame.pathname).toBe('https://client.example/front');
    expect(Object.fromEntries(frame.searchParams)).toEqual({
      kept: '1',
      iss: provider.metadata.issuer,
      sid: done.claims.sid,
    });
    // The policy of the page lets the frame in, and the browser goes on by itself.
    expect(page?.headers.get('content-security-policy')).toContain('frame-src https://client.example');
    expect(page?.headers.get('refresh')).toBe(`3;url=${postLogoutRedirectUri}?state=after`);
    await expectSignedOut(provider, agent);
  });
});
