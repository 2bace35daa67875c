/** The shop, with `openid-client` as it comes: what is to be paid is pushed, so that no browser can change it. */
import * as openid from 'openid-client';

export interface Checkout {
  /** Where to send the browser. */
  readonly url: URL;
  /** What came back: the answer of the bank's API. */
  finish(callback: URL): Promise<{ readonly granted: unknown; readonly status: number; readonly body: unknown }>;
}

export async function checkout(issuer: string, payments: string, order: object): Promise<Checkout> {
  const config = await openid.discovery(new URL(issuer), 'shop', 'secret', undefined, {
    // This example runs on this machine without TLS.
    execute: [openid.allowInsecureRequests],
  });
  const pkceCodeVerifier = openid.randomPKCECodeVerifier();
  const expectedState = openid.randomState();
  const url = await openid.buildAuthorizationUrlWithPAR(config, {
    redirect_uri: 'https://shop.example.com/paid',
    authorization_details: JSON.stringify([{ type: 'payment', ...order }]),
    state: expectedState,
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  });
  return {
    url,
    async finish(callback) {
      const tokens = await openid.authorizationCodeGrant(config, callback, { pkceCodeVerifier, expectedState });
      const answer = await openid.fetchProtectedResource(config, tokens.access_token, new URL(payments), 'POST');
      return { granted: tokens.authorization_details, status: answer.status, body: await answer.json() };
    },
  };
}
