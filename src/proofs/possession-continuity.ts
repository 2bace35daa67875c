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
  if (bound === undefined) return;
  if (present === undefined || present.method !== bound.method) throw oauthError('proof.missing');
  if (!client.requireClientSecret && keyOf(present) !== keyOf(bound)) throw oauthError('proof.different-key');
}

function keyOf(confirmation: Confirmation): string {
  return confirmation.method === 'dpop' ? confirmation.jkt : confirmation.thumbprint;
}
