import type { GrantStore } from '../stores/contracts.ts';
import { kindsOfSignIn, remembered } from '../stores/end-everything.ts';
import { markOfSession } from './ended-sessions.ts';

/**
 * Ends one session of a user, and all codes and tokens that were issued in it, refresh tokens too; resolves to how many rows went.
 *
 * @param at epoch seconds.
 */
export async function endSession(
  grants: GrantStore,
  subjectId: string,
  sessionId: string,
  at: number,
): Promise<number> {
  await grants.revoke({ family: markOfSession(sessionId) }, at + remembered);
  return grants.revoke({ subjectId, sessionId, kinds: kindsOfSignIn }, at + remembered);
}
