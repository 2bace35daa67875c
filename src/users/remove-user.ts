import type { Clock } from '../model/clock.ts';
import type { Store } from '../stores/contracts.ts';
import { clockSkew, removeWithEverything } from '../stores/end-everything.ts';

/**
 * Deletes a user of the directory with all that was issued to them: sessions, codes, tokens, consents, also what requests under way are about to
 * write, and JWTs wherever this server is asked about them. What the subject was issued ends also where the directory does not know it
 * (any more).
 *
 * Resolves to whether there was such a user.
 */
export function removeUser(
  { grants, users }: Pick<Store, 'grants' | 'users'>,
  subjectId: string,
  clock: Clock,
): Promise<boolean> {
  return removeWithEverything(grants, { subjectId }, { clock, settling: clockSkew }, () => users.remove(subjectId));
}
