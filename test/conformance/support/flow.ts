import { randomUUID } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { expect } from 'vitest';
import { type Answer, answerOf, basic, type Parameters, postForm } from '../../support/connect.ts';
import {
  checkArrival,
  checkClaimTypes,
  checkErrorArrival,
  checkHashes,
  checkIdToken,
  checkTokenResponse,
  checkUserInfo,
} from './checks.ts';
import { clientSecret, type Provider, redirectUri } from './provider.ts';
import type { UserAgent, Visit } from './user-agent.ts';

/** How a plan is run. */
export interface Variant {
  readonly responseType: string;
  readonly formPost?: boolean;
}

/** Parameters that differ from those of {@link authorizationRequest}; `undefined` leaves one out. */
export type Changes = Readonly<Record<string, string | undefined>>;

export interface FlowOptions {
  readonly clientId?: string;
  readonly redirectUri?: string;
  readonly clientSecret?: string | undefined;
  /** Of the token request. */
  readonly redeem?: Changes;
  /** By POST rather than GET. */
  readonly post?: boolean;
}

/** What a whole flow gave. */
export interface Completed {
  readonly request: Readonly<Record<string, string>>;
  readonly asked: readonly string[];
  /** Of the ID token; of that of the token endpoint, if there are two. */
  readonly claims: JWTPayload;
  readonly idToken: string;
  readonly code?: string | undefined;
  readonly accessToken?: string | undefined;
  readonly refreshToken?: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape.
  readonly userInfo?: any;
}

export const issues = ({ responseType }: Variant, word: string) => responseType.split(' ').includes(word);
/** Whether an ID token or access token comes from the authorization endpoint. */
export const isFrontChannel = (variant: Variant) => issues(variant, 'id_token') || issues(variant, 'token');

export function whereOf(variant: Variant): 'query' | 'fragment' | 'form' {
  if (variant.formPost === true) return 'form';
  return isFrontChannel(variant) ? 'fragment' : 'query';
}

export function authorizationRequest(variant: Variant, changes: Changes = {}): Record<string, string> {
  const parameters: Changes = {
    client_id: 'first',
    redirect_uri: redirectUri,
    response_type: variant.responseType,
    scope: 'openid',
    state: randomUUID(),
    nonce: randomUUID(),
    response_mode: variant.formPost === true ? 'form_post' : undefined,
    ...changes,
  };
  return Object.fromEntries(Object.entries(parameters).filter((one): one is [string, string] => one[1] !== undefined));
}

export async function send(
  provider: Provider,
  agent: UserAgent,
  request: Readonly<Record<string, string>>,
  post = false,
): Promise<Visit> {
  const { authorization_endpoint: endpoint } = provider.metadata;
  return post ? agent.post(endpoint, request) : agent.visit(`${endpoint}?${new URLSearchParams(request)}`);
}

/** A request that the client is told is wrong. @returns the error code. */
export async function refusedAtClient(
  provider: Provider,
  variant: Variant,
  changes: Changes,
  agent: UserAgent = provider.browser(),
): Promise<string> {
  const request = authorizationRequest(variant, changes);
  const { arrival, asked } = await send(provider, agent, request);
  expect(asked).toEqual([]);
  // Without a response type the answer goes to the query, as for a code.
  const where = variant.formPost === true ? 'form' : request.response_type === undefined ? 'query' : whereOf(variant);
  return checkErrorArrival(arrival!, where, { state: request.state, issuer: provider.metadata.issuer });
}

/** A request that only the person at the browser is told is wrong. */
export async function refusedOnPage(provider: Provider, variant: Variant, changes: Changes): Promise<void> {
  const { arrival, page, asked } = await send(provider, provider.browser(), authorizationRequest(variant, changes));
  expect(arrival).toBeUndefined();
  expect(asked).toEqual([]);
  expect(page?.status).toBe(400);
  expect(page?.headers.get('content-type')).toMatch(/^text\/html/);
}

export function redeem(
  provider: Provider,
  code: string,
  changes: Changes = {},
  clientId = 'first',
  secret = clientSecret,
): Promise<Answer> {
  const { client_secret: inForm, client_assertion: assertion } = changes;
  return postForm(
    provider.metadata.token_endpoint,
    { grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...changes },
    inForm === undefined && assertion === undefined ? { authorization: basic(clientId, secret) } : {},
  );
}

export function refresh(provider: Provider, token: string, clientId = 'first'): Promise<Answer> {
  const parameters: Parameters = { grant_type: 'refresh_token', refresh_token: token };
  return postForm(provider.metadata.token_endpoint, parameters, { authorization: basic(clientId, clientSecret) });
}

export async function userInfo(provider: Provider, accessToken: string): Promise<Answer> {
  const headers = { authorization: `Bearer ${accessToken}` };
  return answerOf(await fetch(provider.metadata.userinfo_endpoint, { headers }));
}

/** A whole flow with the checks that ride along: authorization, token request, ID tokens, userinfo. */
export async function complete(
  provider: Provider,
  variant: Variant,
  agent: UserAgent,
  changes: Changes = {},
  options: FlowOptions = {},
): Promise<Completed> {
  const { clientId = 'first', redirectUri: uri = redirectUri } = options;
  const request = authorizationRequest(variant, { client_id: clientId, redirect_uri: uri, ...changes });
  const { arrival, asked, page } = await send(provider, agent, request, options.post);
  expect(page?.html).toBeUndefined();
  const sent = { state: request.state, issuer: provider.metadata.issuer };
  const parameters = checkArrival(arrival!, whereOf(variant), sent);
  const code = parameters.get('code') ?? undefined;
  let accessToken = parameters.get('access_token') ?? undefined;
  let idToken = parameters.get('id_token') ?? undefined;
  expect([code !== undefined, accessToken !== undefined, idToken !== undefined]).toEqual(
    ['code', 'token', 'id_token'].map((word) => issues(variant, word)),
  );
  const expected = { clientId, nonce: request.nonce };
  let claims: JWTPayload | undefined;
  if (idToken !== undefined) {
    claims = await checkIdToken(provider, idToken, expected);
    await checkHashes(provider, idToken, { code, accessToken }, true);
  }
  let refreshToken: string | undefined;
  if (code !== undefined) {
    const answer = await redeem(
      provider,
      code,
      { redirect_uri: uri, ...options.redeem },
      clientId,
      options.clientSecret,
    );
    checkTokenResponse(answer);
    ({ access_token: accessToken, id_token: idToken, refresh_token: refreshToken } = answer.json);
    const second = await checkIdToken(provider, idToken!, expected);
    await checkHashes(provider, idToken!, { code, accessToken }, false);
    if (claims !== undefined) expect([second.iss, second.sub]).toEqual([claims.iss, claims.sub]);
    claims = second;
  }
  checkClaimTypes(claims!);
  const info = accessToken === undefined ? undefined : await userInfo(provider, accessToken);
  if (info !== undefined) checkUserInfo(info, claims!.sub!);
  return { request, asked, claims: claims!, idToken: idToken!, code, accessToken, refreshToken, userInfo: info?.json };
}
