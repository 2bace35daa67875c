import { randomHandle, sha256 } from '../keys/digest.ts';
import type { ClientSecret } from '../model/client.ts';

/** The secrets of a client, and the newest of them in plain text if it was made just now. */
export interface IssuedSecrets {
  readonly secrets: readonly ClientSecret[];
  readonly plain?: string | undefined;
}

/**
 * Keeps the secrets of a client that has one, and makes one for a client that has none, or whose newest has less than half of its life left: the
 * older ones stay good until they end, so that nobody is locked out in between.
 *
 * @param lifetime seconds; `undefined`: for ever.
 */
export function issueSecrets(
  before: readonly ClientSecret[],
  lifetime: number | undefined,
  now: number,
): IssuedSecrets {
  const live = before.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now);
  const [newest] = live;
  const lasts =
    newest !== undefined && (newest.expiresAt === undefined || newest.expiresAt - now > (lifetime ?? 0) / 2);
  if (lasts) return { secrets: live };
  const plain = randomHandle();
  const made = { sha256: sha256(plain), ...(lifetime === undefined ? {} : { expiresAt: now + lifetime }) };
  return { secrets: [made, ...live], plain };
}
