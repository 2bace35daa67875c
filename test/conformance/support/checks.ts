import { createHash } from 'node:crypto';
import { compactVerify, decodeProtectedHeader, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import { expect } from 'vitest';
import type { Answer } from '../../support/connect.ts';
import { entropyOf } from './entropy.ts';
import type { Metadata, Provider } from './provider.ts';
import type { Arrival } from './user-agent.ts';

/* The checks that ride along, by their id in `requirements/every-flow.ts`. */

/** O1. */
export function checkMetadata(answer: Answer, issuer: string): void {
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json(?:;|$)/);
  const metadata = answer.json as Metadata;
  expect(metadata.issuer).toBe(issuer);
  for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const) {
    expect(metadata[name]).toMatch(/^https?:\/\//);
  }
}

const secretMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** O2. */
export function checkKeys({ keys }: JSONWebKeySet): void {
  expect(keys.length).toBeGreaterThan(0);
  const ids = keys.map(({ kid }) => kid);
  for (const kid of ids) expect(kid).toMatch(/./);
  expect(new Set(ids).size).toBe(keys.length);
  for (const key of keys) {
    expect(['EC', 'RSA', 'OKP']).toContain(key.kty);
    expect(Object.keys(key).filter((name) => secretMembers.includes(name))).toEqual([]);
  }
}

/** O3. */
export function checkRegistration(answer: Answer): void {
  expect(answer.status).toBe(201);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json(?:;|$)/);
  expect(answer.json.client_id).toMatch(/^[\x20-\x7E]+$/);
  expect(answer.json.registration_client_uri).toMatch(/^https?:\/\//);
  expect(answer.json.registration_access_token).toMatch(/./);
}

/** O4. */
export function checkDeletion(answer: Answer): void {
  expect([answer.status, answer.text]).toEqual([204, '']);
}

export interface Sent {
  readonly state: string | undefined;
  readonly issuer: string;
}

/** O5, O6, O7: the parameters of a successful answer, wherever they had to arrive. */
export function checkArrival(arrival: Arrival, where: 'query' | 'fragment' | 'form', sent: Sent): URLSearchParams {
  const parameters = parametersOf(arrival, where);
  expect(parameters.get('error')).toBeNull();
  expect(parameters.get('state')).toBe(sent.state ?? null);
  expect(parameters.getAll('iss')).toEqual([sent.issuer]);
  return parameters;
}

export function parametersOf(arrival: Arrival, where: 'query' | 'fragment' | 'form'): URLSearchParams {
  expect(arrival.method).toBe(where === 'form' ? 'POST' : 'GET');
  if (where === 'query') {
    expect(arrival.url.hash).toBe('');
    return arrival.url.searchParams;
  }
  expect(arrival.url.search).toBe('');
  if (where === 'form') {
    expect(arrival.url.hash).toBe('');
    return arrival.form ?? new URLSearchParams();
  }
  return new URLSearchParams(arrival.url.hash.slice(1));
}

/** O8. */
export function checkCode(code: string): void {
  expect(code.length * 8).toBeGreaterThanOrEqual(128);
  expect(entropyOf(code)).toBeGreaterThan(96);
}

/** O9. */
export function checkTokenResponse(answer: Answer): void {
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json(?:;|$)/);
  expect(answer.headers.get('cache-control')).toContain('no-store');
  expect(answer.json.access_token).toMatch(/./);
  expect(answer.json.id_token).toMatch(/./);
  expect(answer.json.token_type).toMatch(/^Bearer$/i);
  expect(answer.json.expires_in).toBeGreaterThan(0);
  expect(answer.json.expires_in).toBeLessThanOrEqual(31_536_000);
}

/** O10. */
export function checkToken(token: string): void {
  expect(token).toMatch(/^[\x20-\x7E]+$/);
  expect(token.length * 8).toBeGreaterThanOrEqual(128);
  expect(entropyOf(token)).toBeGreaterThan(96);
}

export interface ExpectedIdToken {
  readonly clientId: string;
  readonly nonce?: string | undefined;
}

const minutes = 60;
const year = 31_536_000;

/** O11. @returns its claims. */
export async function checkIdToken(provider: Provider, token: string, expected: ExpectedIdToken): Promise<JWTPayload> {
  const now = provider.server.clock.now();
  const header = decodeProtectedHeader(token);
  expect(provider.keys.keys.map(({ kid }) => kid)).toContain(header.kid);
  const { payload } = await jwtVerify(token, provider.findKey, {
    issuer: provider.metadata.issuer,
    audience: expected.clientId,
    currentDate: new Date(now * 1000),
    clockTolerance: 5 * minutes,
  });
  expect(payload.exp! - now).toBeLessThan(50 * year);
  expect(Math.abs(payload.iat! - now)).toBeLessThanOrEqual(5 * minutes);
  expect(payload.sub).toMatch(/^[\x21-\x7E]{1,255}$/);
  const authTime = payload.auth_time;
  if (authTime !== undefined) {
    expect(authTime).toBeLessThanOrEqual(now);
    expect(authTime).toBeGreaterThan(now - year);
  }
  expect(payload.acr).not.toBe('');
  expect(payload.nonce).toBe(expected.nonce);
  return payload;
}

export interface Companions {
  readonly code?: string | undefined;
  readonly accessToken?: string | undefined;
}

/** O12. @param required whether the ID token comes from the authorization endpoint. */
export async function checkHashes(
  provider: Provider,
  token: string,
  beside: Companions,
  required: boolean,
): Promise<void> {
  const { protectedHeader, payload } = await compactVerify(token, provider.findKey);
  const claims = JSON.parse(new TextDecoder().decode(payload)) as JWTPayload;
  const pairs = [
    ['c_hash', beside.code],
    ['at_hash', beside.accessToken],
  ] as const;
  for (const [claim, value] of pairs) {
    if (value === undefined || (!required && claims[claim] === undefined)) continue;
    expect(claims[claim]).toBe(leftHalf(value, protectedHeader.alg));
  }
}

/** OpenID Connect Core §3.1.3.6: the left half of the hash that the signature uses. */
export function leftHalf(value: string, algorithm: string): string {
  const digest = createHash(`sha${algorithm.slice(2)}`)
    .update(value, 'ascii')
    .digest();
  return digest.subarray(0, digest.length / 2).toString('base64url');
}

const booleans = ['email_verified', 'phone_number_verified'];
const texts = [
  'name',
  'given_name',
  'family_name',
  'preferred_username',
  'birthdate',
  'locale',
  'email',
  'phone_number',
];

/** O13. */
export function checkClaimTypes(claims: Readonly<Record<string, unknown>>): void {
  for (const name of booleans) expect(['undefined', 'boolean']).toContain(typeof claims[name]);
  for (const name of texts) expect(['undefined', 'string']).toContain(typeof claims[name]);
  expect(['undefined', 'number']).toContain(typeof claims.updated_at);
  const { address } = claims;
  if (address === undefined) return;
  expect(typeof address).toBe('object');
  for (const value of Object.values(address as object)) expect(typeof value).toBe('string');
}

const protocolClaims = [
  ...['iss', 'sub', 'aud', 'exp', 'iat', 'nbf', 'auth_time', 'nonce', 'acr', 'amr', 'azp', 'jti', 'sid', 'idp'],
  ...['at_hash', 'c_hash', 's_hash'],
];

/** O14. */
export function checkNoUnrequestedClaims(claims: Readonly<Record<string, unknown>>): void {
  expect(Object.keys(claims).filter((name) => !protocolClaims.includes(name))).toEqual([]);
}

/** O15. */
export function checkUserInfo(answer: Answer, subject: string): void {
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json(?:;|$)/);
  expect(answer.json.sub).toBe(subject);
  checkClaimTypes(answer.json);
}

const errorSyntax = /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/;
const knownErrorParameters = ['error', 'error_description', 'error_uri', 'state', 'iss'];

/** O16. @returns the error. */
export function checkErrorArrival(arrival: Arrival, where: 'query' | 'fragment' | 'form', sent: Sent): string {
  const parameters = parametersOf(arrival, where);
  const error = parameters.get('error');
  expect(error).toMatch(errorSyntax);
  expect(parameters.get('state')).toBe(sent.state ?? null);
  expect(parameters.getAll('iss')).toEqual([sent.issuer]);
  const description = parameters.get('error_description');
  if (description !== null) expect(description).toMatch(errorSyntax);
  const uri = parameters.get('error_uri');
  if (uri !== null) expect(URL.canParse(uri)).toBe(true);
  expect([...parameters.keys()].filter((name) => !knownErrorParameters.includes(name))).toEqual([]);
  return error!;
}

/** O17. */
export function checkJsonError(answer: Answer, status: number, error: string): void {
  expect(answer.json?.error).toBe(error);
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json(?:;|$)/);
  expect(answer.json.error).toMatch(errorSyntax);
  const { error_description: description, error_uri: uri } = answer.json;
  if (description !== undefined) expect(description).toMatch(errorSyntax);
  if (uri !== undefined) expect(URL.canParse(uri)).toBe(true);
}
