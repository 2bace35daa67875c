import { exportJWK, generateKeyPair } from 'jose';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserAgent } from '../conformance/support/user-agent.ts';
import { makeCertificate } from '../support/certificate.ts';
import { httpsFetch } from '../support/https-fetch.ts';
import { authority, startTlsServer, type TlsServer } from '../support/tls-server.ts';

const callback = 'https://client.example/callback';
const certificate = makeCertificate({ subject: [['CN', 'by-certificate']] });
const keys = await generateKeyPair('ES256', { extractable: true });
const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'ES256' };

let tls: TlsServer;
beforeAll(async () => {
  const client = {
    allowedGrantTypes: ['authorization_code', 'refresh_token'],
    allowedScopes: ['openid', 'profile'],
    allowOfflineAccess: true,
    redirectUris: [callback],
  };
  tls = await startTlsServer({
    profile: 'fapi2Security',
    users: [{ subject: 'subject-of-alice', username: 'alice', password: 'wonderland' }],
    clients: [
      { ...client, clientId: 'by-key', jwks: { keys: [jwk] } },
      {
        ...client,
        clientId: 'by-certificate',
        jwks: { keys: [certificate.jwk] },
        selfSignedTlsClientAuth: true,
        requireMutualTls: true,
      },
    ],
  });
});
afterAll(() => tls.close());

const plain = httpsFetch(authority);
const withCertificate = httpsFetch(authority, certificate);

/** Where Alice's browser ends up: at the client. */
async function arrive(url: URL): Promise<URL> {
  const { arrival, page } = await new UserAgent(tls.url, undefined, plain).visit(url.href);
  if (arrival === undefined) throw new Error(`The browser stays: ${page?.html}`);
  return arrival.url;
}

const kinds = [
  { kind: 'DPoP', clientId: 'by-key', type: 'dpop' },
  { kind: 'certificates', clientId: 'by-certificate', type: 'bearer' },
] as const;

describe('a server with profile fapi2Security, over TLS', () => {
  it.each(kinds)('takes openid-client with $kind through the whole flow, unmodified', async ({ clientId, type }) => {
    const isCertain = clientId === 'by-certificate';
    const config = await openid.discovery(
      new URL(tls.url),
      clientId,
      isCertain ? { use_mtls_endpoint_aliases: true } : undefined,
      isCertain ? openid.TlsClientAuth() : openid.PrivateKeyJwt({ key: keys.privateKey, kid: 'k1' }),
      { [openid.customFetch]: isCertain ? withCertificate : plain } as never,
    );
    config[openid.customFetch] = (isCertain ? withCertificate : plain) as never;
    const DPoP = isCertain ? undefined : openid.getDPoPHandle(config, await openid.randomDPoPKeyPair());
    const pkceCodeVerifier = openid.randomPKCECodeVerifier();
    const [expectedState, expectedNonce] = [openid.randomState(), openid.randomNonce()];
    const url = await openid.buildAuthorizationUrlWithPAR(
      config,
      {
        redirect_uri: callback,
        scope: 'openid profile offline_access',
        prompt: 'consent',
        state: expectedState,
        nonce: expectedNonce,
        code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
      },
      ...(DPoP === undefined ? [] : [{ DPoP }]),
    );
    const checks = { pkceCodeVerifier, expectedState, expectedNonce };
    const options = DPoP === undefined ? undefined : { DPoP };
    const tokens = await openid.authorizationCodeGrant(config, await arrive(url), checks, undefined, options);
    expect(tokens.token_type).toBe(type);
    const user = await openid.fetchUserInfo(config, tokens.access_token, 'subject-of-alice', options);
    expect(user.sub).toBe('subject-of-alice');
    const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token!, undefined, options);
    expect(refreshed.token_type).toBe(type);
    expect(refreshed.refresh_token ?? tokens.refresh_token).toBe(tokens.refresh_token);
  });

  it.each(kinds)('takes oauth4webapi with $kind through the whole flow, unmodified', async ({ clientId, type }) => {
    const isCertain = clientId === 'by-certificate';
    const with_ = { [oauth.customFetch]: isCertain ? withCertificate : plain } as object;
    const issuer = new URL(tls.url);
    const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, with_));
    const client: oauth.Client = { client_id: clientId, use_mtls_endpoint_aliases: isCertain };
    const authentication = isCertain ? oauth.TlsClientAuth() : oauth.PrivateKeyJwt({ key: keys.privateKey, kid: 'k1' });
    const DPoP = isCertain ? undefined : oauth.DPoP(client, await oauth.generateKeyPair('ES256'));
    const options = { ...with_, ...(DPoP === undefined ? {} : { DPoP }) };
    const verifier = oauth.generateRandomCodeVerifier();
    const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
    const parameters = new URLSearchParams({
      redirect_uri: callback,
      response_type: 'code',
      scope: 'openid',
      state,
      nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    const pushed = await oauth.processPushedAuthorizationResponse(
      as,
      client,
      await oauth.pushedAuthorizationRequest(as, client, authentication, parameters, options),
    );
    const url = new URL(as.authorization_endpoint!);
    url.search = new URLSearchParams({ client_id: clientId, request_uri: pushed.request_uri }).toString();
    const answer = oauth.validateAuthResponse(as, client, await arrive(url), state);
    const response = await oauth.authorizationCodeGrantRequest(
      as,
      client,
      authentication,
      answer,
      callback,
      verifier,
      options,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, { expectedNonce: nonce });
    expect(tokens.token_type).toBe(type);
    const info = await oauth.userInfoRequest(as, client, tokens.access_token, options);
    const user = await oauth.processUserInfoResponse(as, client, 'subject-of-alice', info);
    expect(user.sub).toBe('subject-of-alice');
  });
});
