import { randomBytes } from 'node:crypto';
import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, expect } from 'vitest';
import { type Provider, postLogoutRedirectUri, startProvider } from './support/provider.ts';
import { endSession, expectSignedOut, type SignedIn, signedIn } from './support/sign-out.ts';
import type { Visit } from './support/user-agent.ts';
import { conformancePlan } from './verifies.ts';

let provider: Provider;
beforeAll(async () => {
  provider = await startProvider();
});
afterAll(() => provider.server.close());

type Parameters = Readonly<Record<string, string>>;

async function signOut(parameters: (before: SignedIn) => Parameters): Promise<{ before: SignedIn; visit: Visit }> {
  const before = await signedIn(provider);
  return { before, visit: await endSession(provider, before.agent, parameters(before)) };
}

const state = () => randomBytes(64).toString('hex');
const back = { post_logout_redirect_uri: postLogoutRedirectUri };

/** A page is shown, after a confirmation or at once, and the client is not returned to. */
function expectPage({ visit }: { readonly visit: Visit }, asked: readonly string[]): void {
  expect(visit.arrival).toBeUndefined();
  expect(visit.page?.headers.get('content-type')).toMatch(/^text\/html/);
  expect(visit.page?.headers.get('refresh')).toBeNull();
  expect(visit.page?.html).not.toContain(postLogoutRedirectUri);
  expect(visit.asked).toEqual(asked);
}

conformancePlan('logout', (verifies) => {
  verifies('oidcc-rp-initiated-logout-discovery-endpoint-verification', () => {
    // With an https issuer all of them are https; config.test.ts proves that.
    const { issuer } = provider.metadata;
    expect(provider.metadata.end_session_endpoint).toBe(`${issuer}/connect/endsession`);
    const endpoints = Object.keys(provider.metadata).filter((name) => name.endsWith('_endpoint'));
    for (const name of endpoints) expect(provider.metadata[name]).toMatch(`${issuer}/`);
  });

  verifies('oidcc-rp-initiated-logout', async () => {
    const sent = state();
    const { before, visit } = await signOut(({ done }) => ({ ...back, id_token_hint: done.idToken, state: sent }));
    expect(visit.asked).toEqual([]);
    expect(visit.arrival?.url.href).toBe(`${postLogoutRedirectUri}?state=${sent}`);
    await expectSignedOut(provider, before.agent);
  });

  verifies('oidcc-rp-initiated-logout-no-state', async () => {
    const { before, visit } = await signOut(({ done }) => ({ ...back, id_token_hint: done.idToken }));
    expect(visit.asked).toEqual([]);
    expect(visit.arrival?.url.href).toBe(postLogoutRedirectUri);
    await expectSignedOut(provider, before.agent);
  });

  verifies('oidcc-rp-initiated-logout-bad-post-logout-redirect-uri', async () => {
    const uri = 'https://client.example/unregistered';
    const { before, visit } = await signOut(({ done }) => ({
      post_logout_redirect_uri: uri,
      id_token_hint: done.idToken,
      state: state(),
    }));
    expectPage({ visit }, ['logout']);
    expect(visit.page?.html).not.toContain(uri);
    await expectSignedOut(provider, before.agent);
  });

  verifies('oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri', async () => {
    expectPage(
      await signOut(({ done }) => ({
        post_logout_redirect_uri: `${postLogoutRedirectUri}?foo=bar`,
        id_token_hint: done.idToken,
      })),
      ['logout'],
    );
  });

  verifies('oidcc-rp-initiated-logout-modified-id-token-hint', async () => {
    const hint = ({ done }: SignedIn) => new UnsecuredJWT(done.claims).encode();
    expectPage(await signOut((before) => ({ ...back, id_token_hint: hint(before), state: state() })), ['logout']);
  });

  verifies('oidcc-rp-initiated-logout-bad-id-token-hint', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const before = await signedIn(provider);
    const kid = provider.keys.keys.find(({ alg }) => alg === 'RS256')!.kid!;
    const hint = await new SignJWT(before.done.claims).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey);
    const visit = await endSession(provider, before.agent, { ...back, id_token_hint: hint, state: state() });
    expectPage({ visit }, ['logout']);
  });

  verifies('oidcc-rp-initiated-logout-no-id-token-hint', async () => {
    const signedOut = await signOut(() => ({ ...back, state: state() }));
    expectPage(signedOut, ['logout']);
    await expectSignedOut(provider, signedOut.before.agent);
  });

  verifies('oidcc-rp-initiated-logout-no-params', async () => {
    const signedOut = await signOut(() => ({}));
    expectPage(signedOut, ['logout']);
    await expectSignedOut(provider, signedOut.before.agent);
  });

  verifies('oidcc-rp-initiated-logout-no-post-logout-redirect-uri', async () => {
    const signedOut = await signOut(({ done }) => ({ id_token_hint: done.idToken, state: state() }));
    expectPage(signedOut, []);
    await expectSignedOut(provider, signedOut.before.agent);
  });

  verifies('oidcc-rp-initiated-logout-only-state', async () => {
    const signedOut = await signOut(() => ({ state: state() }));
    expectPage(signedOut, ['logout']);
    await expectSignedOut(provider, signedOut.before.agent);
  });
});
