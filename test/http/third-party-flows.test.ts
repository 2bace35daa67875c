import { randomUUID } from 'node:crypto';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  afterLogout,
  callback,
  startThirdPartySurroundings,
  type ThirdPartySurroundings,
} from '../support/third-party.ts';

let around: ThirdPartySurroundings;
beforeAll(async () => {
  around = await startThirdPartySurroundings();
});
afterAll(() => around.close());

/** `id_token_hint`, `post_logout_redirect_uri` and `state` lead back; a browser that comes again is signed out. */
const signedOutAt = (state: string) => `${afterLogout}?state=${state}`;

describe('openid-client, unmodified', () => {
  let certain: openid.Configuration;
  let told: openid.Configuration;

  beforeAll(async () => {
    const configuration = (clientId: string) =>
      openid.discovery(
        new URL(around.server.url),
        clientId,
        undefined,
        openid.PrivateKeyJwt({ key: around.privateKey, kid: 'k1' }),
        { execute: [openid.allowInsecureRequests] },
      );
    certain = await configuration('certain');
    told = await configuration('told');
  });

  async function begin() {
    const verifier = openid.randomPKCECodeVerifier();
    const checks = {
      pkceCodeVerifier: verifier,
      expectedState: openid.randomState(),
      expectedNonce: openid.randomNonce(),
    };
    const parameters = {
      redirect_uri: callback,
      scope: 'openid profile',
      state: checks.expectedState,
      nonce: checks.expectedNonce,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    };
    return { checks, parameters };
  }

  async function expectUser(configuration: openid.Configuration, accessToken: string): Promise<void> {
    const info = await openid.fetchUserInfo(configuration, accessToken, 'subject-of-alice');
    expect(info).toEqual({ sub: 'subject-of-alice', name: 'Alice', preferred_username: 'alice' });
  }

  it('completes the code flow with PKCE, userinfo, refreshing and logout (OpenID Connect Core §3.1, RFC 7636)', async () => {
    const { checks, parameters } = await begin();
    const agent = around.browser();
    const wish = { ...parameters, scope: 'openid profile offline_access', prompt: 'consent' };
    const url = await around.arrive(openid.buildAuthorizationUrl(certain, wish), agent);
    const tokens = await openid.authorizationCodeGrant(certain, url, checks);
    await expectUser(certain, tokens.access_token);
    const refreshed = await openid.refreshTokenGrant(certain, tokens.refresh_token!);
    await expectUser(certain, refreshed.access_token);
    const state = openid.randomState();
    const logout = openid.buildEndSessionUrl(certain, {
      id_token_hint: tokens.id_token!,
      post_logout_redirect_uri: afterLogout,
      state,
    });
    expect((await around.arrive(logout, agent)).href).toBe(signedOutAt(state));
    const again = await begin();
    const silent = openid.buildAuthorizationUrl(certain, { ...again.parameters, prompt: 'none' });
    const refused = openid.authorizationCodeGrant(certain, await around.arrive(silent, agent), again.checks);
    await expect(refused).rejects.toMatchObject({ error: 'login_required' });
  });

  it('completes a pushed request (RFC 9126)', async () => {
    const { checks, parameters } = await begin();
    const url = await openid.buildAuthorizationUrlWithPAR(certain, parameters);
    expect([...url.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
    const tokens = await openid.authorizationCodeGrant(certain, await around.arrive(url), checks);
    await expectUser(certain, tokens.access_token);
  });

  it('completes a signed request object (RFC 9101)', async () => {
    const { checks, parameters } = await begin();
    const key = { key: around.privateKey, kid: 'k1' };
    const url = await openid.buildAuthorizationUrlWithJAR(certain, parameters, key);
    expect([...url.searchParams.keys()].sort()).toEqual(['client_id', 'request']);
    const tokens = await openid.authorizationCodeGrant(certain, await around.arrive(url), checks);
    await expectUser(certain, tokens.access_token);
  });

  it('completes a signed authorization response (JARM §2)', async () => {
    const jarm = new openid.Configuration(
      certain.serverMetadata(),
      'certain',
      undefined,
      openid.PrivateKeyJwt({ key: around.privateKey, kid: 'k1' }),
    );
    openid.allowInsecureRequests(jarm);
    openid.useJwtResponseMode(jarm);
    const { checks, parameters } = await begin();
    const url = await around.arrive(openid.buildAuthorizationUrl(jarm, parameters));
    expect([...url.searchParams.keys()]).toEqual(['response']);
    const tokens = await openid.authorizationCodeGrant(jarm, url, checks);
    await expectUser(jarm, tokens.access_token);
  });

  it('completes the device flow (RFC 8628)', async () => {
    const started = await openid.initiateDeviceAuthorization(certain, { scope: 'openid profile' });
    await around.allowDevice(started.verification_uri, started.user_code);
    const tokens = await openid.pollDeviceAuthorizationGrant(certain, started);
    await expectUser(certain, tokens.access_token);
  });

  it('completes CIBA by polling (CIBA Core §10.1)', async () => {
    const message = randomUUID();
    const parameters = { scope: 'openid profile', login_hint: 'alice', binding_message: message };
    const started = await openid.initiateBackchannelAuthentication(certain, parameters);
    await around.allowCiba(message);
    const tokens = await openid.pollBackchannelAuthenticationGrant(certain, started);
    await expectUser(certain, tokens.access_token);
  });

  it('completes CIBA with a ping (CIBA Core §10.2)', async () => {
    const message = randomUUID();
    const parameters = {
      scope: 'openid profile',
      login_hint: 'alice',
      binding_message: message,
      client_notification_token: 'token-of-openid-client',
    };
    const started = await openid.initiateBackchannelAuthentication(told, parameters);
    await around.allowCiba(message);
    const { headers, body } = await around.receiver.next();
    expect(headers.authorization).toBe('Bearer token-of-openid-client');
    expect(JSON.parse(body)).toEqual({ auth_req_id: started.auth_req_id });
    const tokens = await openid.pollBackchannelAuthenticationGrant(told, started);
    await expectUser(told, tokens.access_token);
  });
});

describe('oauth4webapi, unmodified', () => {
  const http = { [oauth.allowInsecureRequests]: true };
  const certain: oauth.Client = { client_id: 'certain' };
  const told: oauth.Client = { client_id: 'told' };
  let as: oauth.AuthorizationServer;
  let authentication: oauth.ClientAuth;

  beforeAll(async () => {
    const issuer = new URL(around.server.url);
    as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http));
    authentication = oauth.PrivateKeyJwt({ key: around.privateKey, kid: 'k1' });
  });

  async function begin(changes: Readonly<Record<string, string>> = {}) {
    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const nonce = oauth.generateRandomNonce();
    const parameters = new URLSearchParams({
      client_id: 'certain',
      redirect_uri: callback,
      response_type: 'code',
      scope: 'openid profile',
      state,
      nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...changes,
    });
    return { verifier, state, nonce, parameters };
  }

  type Begun = Awaited<ReturnType<typeof begin>>;

  const authorizeUrl = (parameters: URLSearchParams) => new URL(`${as.authorization_endpoint}?${parameters}`);

  async function finish(answer: URLSearchParams, { verifier, nonce }: Begun): Promise<oauth.TokenEndpointResponse> {
    const response = await oauth.authorizationCodeGrantRequest(
      ...([as, certain, authentication, answer, callback, verifier, http] as const),
    );
    const tokens = await oauth.processAuthorizationCodeResponse(as, certain, response, { expectedNonce: nonce });
    await expectUser(certain, tokens.access_token);
    return tokens;
  }

  async function expectUser(client: oauth.Client, accessToken: string): Promise<void> {
    const response = await oauth.userInfoRequest(as, client, accessToken, http);
    const info = await oauth.processUserInfoResponse(as, client, 'subject-of-alice', response);
    expect(info).toEqual({ sub: 'subject-of-alice', name: 'Alice', preferred_username: 'alice' });
  }

  it('completes the code flow with PKCE, userinfo, refreshing and logout (OpenID Connect Core §3.1, RFC 7636)', async () => {
    const agent = around.browser();
    const begun = await begin({ scope: 'openid profile offline_access', prompt: 'consent' });
    const url = await around.arrive(authorizeUrl(begun.parameters), agent);
    const tokens = await finish(oauth.validateAuthResponse(as, certain, url, begun.state), begun);
    const refreshing = await oauth.refreshTokenGrantRequest(as, certain, authentication, tokens.refresh_token!, http);
    const refreshed = await oauth.processRefreshTokenResponse(as, certain, refreshing);
    await expectUser(certain, refreshed.access_token);
    const state = oauth.generateRandomState();
    const logout = new URL(as.end_session_endpoint!);
    logout.searchParams.set('id_token_hint', tokens.id_token!);
    logout.searchParams.set('post_logout_redirect_uri', afterLogout);
    logout.searchParams.set('state', state);
    expect((await around.arrive(logout, agent)).href).toBe(signedOutAt(state));
    const again = await begin({ prompt: 'none' });
    const refused = await around.arrive(authorizeUrl(again.parameters), agent);
    expect(() => oauth.validateAuthResponse(as, certain, refused, again.state)).toThrow(
      oauth.AuthorizationResponseError,
    );
  });

  it('completes a pushed request (RFC 9126)', async () => {
    const begun = await begin();
    const response = await oauth.pushedAuthorizationRequest(as, certain, authentication, begun.parameters, http);
    const { request_uri } = await oauth.processPushedAuthorizationResponse(as, certain, response);
    const url = await around.arrive(authorizeUrl(new URLSearchParams({ client_id: 'certain', request_uri })));
    await finish(oauth.validateAuthResponse(as, certain, url, begun.state), begun);
  });

  it('completes a signed request object (RFC 9101)', async () => {
    const begun = await begin();
    const key = { key: around.privateKey, kid: 'k1' };
    const request = await oauth.issueRequestObject(as, certain, begun.parameters, key);
    const url = await around.arrive(authorizeUrl(new URLSearchParams({ client_id: 'certain', request })));
    // What the client sends beside the object is not required of it (RFC 9101 §5).
    await finish(oauth.validateAuthResponse(as, certain, url, begun.state), begun);
  });

  it('completes a signed authorization response (JARM §2)', async () => {
    const begun = await begin({ response_mode: 'jwt' });
    const url = await around.arrive(authorizeUrl(begun.parameters));
    await finish(await oauth.validateJwtAuthResponse(as, certain, url, begun.state, http), begun);
  });

  it('completes the device flow (RFC 8628)', async () => {
    const scope = new URLSearchParams({ scope: 'openid profile' });
    const begun = await oauth.deviceAuthorizationRequest(as, certain, authentication, scope, http);
    const started = await oauth.processDeviceAuthorizationResponse(as, certain, begun);
    const poll = async () => {
      around.server.clock.advance(1);
      const code = started.device_code;
      const response = await oauth.deviceCodeGrantRequest(as, certain, authentication, code, http);
      return oauth.processDeviceCodeResponse(as, certain, response);
    };
    await expect(poll()).rejects.toMatchObject({ error: 'authorization_pending' });
    await around.allowDevice(started.verification_uri, started.user_code);
    await expectUser(certain, (await poll()).access_token);
  });

  it.each([
    ['by polling (CIBA Core §10.1)', certain, {}],
    ['with a ping (CIBA Core §10.2)', told, { client_notification_token: 'token-of-oauth4webapi' }],
  ])('completes CIBA %s', async (_name, client, further) => {
    const message = randomUUID();
    const parameters = { scope: 'openid profile', login_hint: 'alice', binding_message: message, ...further };
    const form = new URLSearchParams(parameters as Record<string, string>);
    const begun = await oauth.backchannelAuthenticationRequest(as, client, authentication, form, http);
    const started = await oauth.processBackchannelAuthenticationResponse(as, client, begun);
    const poll = async () => {
      around.server.clock.advance(1);
      const id = started.auth_req_id;
      const response = await oauth.backchannelAuthenticationGrantRequest(as, client, authentication, id, http);
      return oauth.processBackchannelAuthenticationGrantResponse(as, client, response);
    };
    await expect(poll()).rejects.toMatchObject({ error: 'authorization_pending' });
    await around.allowCiba(message);
    if (client === told) {
      const { headers, body } = await around.receiver.next();
      expect(headers.authorization).toBe('Bearer token-of-oauth4webapi');
      expect(JSON.parse(body)).toEqual({ auth_req_id: started.auth_req_id });
    }
    await expectUser(client, (await poll()).access_token);
  });
});
