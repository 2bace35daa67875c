import { equalDigests, sha256 } from '../keys/digest.ts';
import type { ClientSecret } from '../model/client.ts';

/** Whether a presented secret is one of the live ones. Takes the same time whichever it is, and without any. */
export function matchesSecret(presented: string, secrets: readonly ClientSecret[], now: number): boolean {
  const hash = sha256(presented);
  let matches = false;
  for (const secret of secrets) {
    const live = secret.expiresAt === undefined || secret.expiresAt > now;
    if (equalDigests(hash, secret.sha256) && live) matches = true;
  }
  return matches;
}
