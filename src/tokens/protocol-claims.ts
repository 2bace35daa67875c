import type { Claims, JsonValue } from '../model/json.ts';
import { isNoClientClaim, isProtocolClaim } from '../model/protocol-claims.ts';

/** Claims that a profile or provider gave, without those that the protocol itself sets. */
export function withoutProtocolClaims(claims: Claims): Record<string, JsonValue> {
  return without(isProtocolClaim, claims);
}

/** The same of claims about a client, which say nothing about a user either. */
export function withoutNoClientClaims(claims: Claims): Record<string, JsonValue> {
  return without(isNoClientClaim, claims);
}

function without(isTaken: (name: string) => boolean, claims: Claims): Record<string, JsonValue> {
  const kept: Record<string, JsonValue> = Object.create(null);
  for (const name of Object.keys(claims)) {
    const value = claims[name];
    if (value !== undefined && !isTaken(name)) kept[name] = value;
  }
  return kept;
}
