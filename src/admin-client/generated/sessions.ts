// Generated from the operations of the admin API by `npm run docs`: do not edit.
import type { Pages } from '../pages.ts';
import type { ListedSession } from './types/listed-session.ts';

/** Operations of the admin API: Sessions. */
export interface SessionsOperations {
  /** List where a user is signed in. Also of a user that the directory does not know. In no order that means anything. Needs `mintmark.read` or `mintmark.admin`. */
  listSessions(input: {
    /** The `sub` of the user. */
    readonly subject: string;
    /** `next` of the page before; absent: from the start. */
    readonly after?: string | undefined;
    /** How many at the most. */
    readonly limit?: number | undefined;
  }): Pages<ListedSession>;

  /** End a session, with all codes and tokens that were issued in it. Refresh tokens of the session end as well. Applications are told by the back channel. Needs `mintmark.admin`. */
  endSession(input: {
    /** The `sub` of the user. */
    readonly subject: string;
    readonly sessionId: string;
  }): Promise<void>;
}
