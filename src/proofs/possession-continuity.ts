import { oauthError } from '../errors/oauth-error.ts';
import type { Client } from '../model/client.ts';
import type { Confirmation } from '../model/confirmation.ts';

/**
 * A grant that was obtained with proof of possession is redeemed with proof again: by a public client with the same key, as its
 * refresh tokens are bound to it (RFC 9449 §5, RFC 8705 §4); by a confidential one with any, since it authenticates.
 * @throws {OAuthError} `proof.missing`, `proof.different-key`.
 */
export function requirePossession(
  bound: Confirmation | undefined,
  present: Confirmation | undefined,
  client: Client,
): void {
  const problem = possessionProblem(bound, present, client);
  if (problem !== undefined) throw oauthError(problem);
}

/** What {@link requirePossession} refuses; `undefined`: nothing. */
export function possessionProblem(
  bound: Confirmation | undefined,
  present: Confirmation | undefined,
  client: Client,
): 'proof.missing' | 'proof.different-key' | undefined {
  if (bound === undefined) return undefined;
  if (present === undefined || present.method !== bound.method) return 'proof.missing';
  return !client.requireClientSecret && !isSameKey(present, bound) ? 'proof.different-key' : undefined;
}

/**
 * What the successor of a used refresh token is bound to: the key of this request's proof, where its predecessor was bound or the
 * client is public. A token that a public client gets along with a proof is bound to its key (RFC 9449 §5, RFC 8705 §4).
 */
export function successorBinding(
  bound: Confirmation | undefined,
  present: Confirmation | undefined,
  client: Client,
): Confirmation | undefined {
  return bound !== undefined || !client.requireClientSecret ? present : undefined;
}

export function isSameKey(one: Confirmation | undefined, other: Confirmation | undefined): boolean {
  return one === undefined || other === undefined
    ? one === other
    : one.method === other.method && keyOf(one) === keyOf(other);
}

function keyOf(confirmation: Confirmation): string {
  return confirmation.method === 'dpop' ? confirmation.jkt : confirmation.thumbprint;
}
