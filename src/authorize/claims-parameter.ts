import { oauthError } from '../errors/oauth-error.ts';
import type { JsonValue } from '../model/json.ts';
import { limits } from '../model/limits.ts';
import type { RequestedClaim, RequestedClaims } from '../model/requested-claims.ts';

/**
 * The `claims` parameter (OpenID Connect Core §5.5). Unknown members are ignored, as §5.5 demands; wrong shapes are refused.
 * @throws {OAuthError} `authorize.claims` (`invalid_request`).
 */
export function parseClaimsParameter(value: string | undefined): RequestedClaims | undefined {
  if (value === undefined) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch (cause) {
    throw oauthError('authorize.claims', { detail: 'not JSON', cause });
  }
  if (!isObject(parsed)) throw oauthError('authorize.claims', { detail: 'not an object' });
  return { userinfo: claimsOf(parsed.userinfo), idToken: claimsOf(parsed.id_token) };
}

function claimsOf(member: unknown): Readonly<Record<string, RequestedClaim>> {
  if (member === undefined || member === null) return {};
  if (!isObject(member)) throw oauthError('authorize.claims', { detail: 'a destination is not an object' });
  const entries = Object.entries(member).filter(([name]) => name !== '__proto__');
  if (entries.length > limits.requestedClaims.most) throw oauthError('authorize.claims', { detail: 'too many claims' });
  return Object.fromEntries(entries.map(([name, claim]) => [name, requestedClaim(claim)]));
}

function requestedClaim(claim: unknown): RequestedClaim {
  if (claim === null) return null;
  if (!isObject(claim)) throw oauthError('authorize.claims', { detail: 'a claim is neither null nor an object' });
  const { essential, value, values } = claim;
  if (essential !== undefined && typeof essential !== 'boolean') {
    throw oauthError('authorize.claims', { detail: 'essential is not a boolean' });
  }
  if (values !== undefined && !Array.isArray(values)) {
    throw oauthError('authorize.claims', { detail: 'values is not an array' });
  }
  return {
    ...(essential === undefined ? {} : { essential }),
    ...(value === undefined ? {} : { value: value as JsonValue }),
    ...(values === undefined ? {} : { values: values as readonly JsonValue[] }),
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The texts that a requested claim accepts; `undefined`: any. */
export function acceptedValues(claim: RequestedClaim | undefined): readonly string[] | undefined {
  if (claim === null || claim === undefined) return undefined;
  const values = claim.value === undefined ? claim.values : [claim.value];
  return values?.filter((value): value is string => typeof value === 'string');
}
