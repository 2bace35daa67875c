import { equalDigests, sha256 } from '../keys/digest.ts';
import type { ClientSecret } from '../model/client.ts';

/**
 * Whether a presented secret, in one of the ways it may have been meant, is one of the live ones. Takes the same time whichever it
 * is, and without any.
 */
export function matchesSecret(presented: readonly string[], secrets: readonly ClientSecret[], now: number): boolean {
  let matches = false;
  for (const meant of presented) {
    const hash = sha256(meant);
    for (const secret of secrets) {
      const live = secret.expiresAt === undefined || secret.expiresAt > now;
      if (equalDigests(hash, secret.sha256) && live) matches = true;
    }
  }
  return matches;
}
