/** The application, with `openid-client` as it comes: a pushed, signed request, a signed answer, and DPoP throughout. */
import * as openid from 'openid-client';

export interface Budget {
  /** Where to send the browser. */
  readonly url: URL;
  /** What came back: the accounts. */
  finish(callback: URL): Promise<unknown>;
}

export async function begin(issuer: string, accounts: string, privateKey: CryptoKey): Promise<Budget> {
  const key = { key: privateKey, kid: 'budget-1' };
  const config = await openid.discovery(new URL(issuer), 'budget-app', undefined, openid.PrivateKeyJwt(key), {
    // This example runs on this machine without TLS.
    execute: [openid.allowInsecureRequests, openid.useJwtResponseMode],
  });
  const DPoP = openid.getDPoPHandle(config, await openid.randomDPoPKeyPair('ES256'));
  const pkceCodeVerifier = openid.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [openid.randomState(), openid.randomNonce()];
  const signed = await openid.buildAuthorizationUrlWithJAR(
    config,
    {
      redirect_uri: 'https://budget.example.com/callback',
      scope: 'openid',
      authorization_details: JSON.stringify([{ type: 'account_information', actions: ['list_accounts'] }]),
      state: expectedState,
      nonce: expectedNonce,
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    },
    key,
  );
  const url = await openid.buildAuthorizationUrlWithPAR(config, signed.searchParams, { DPoP });
  return {
    url,
    async finish(callback) {
      const checks = { pkceCodeVerifier, expectedState, expectedNonce };
      const tokens = await openid.authorizationCodeGrant(config, callback, checks, undefined, { DPoP });
      const answer = await openid.fetchProtectedResource(
        config,
        tokens.access_token,
        new URL(accounts),
        'GET',
        undefined,
        undefined,
        { DPoP },
      );
      return answer.json();
    },
  };
}
