// Generated from the operations of the admin API by `npm run docs`: do not edit.
import type { JsonValue } from '../../json-value.ts';

export interface ListedAuditEntry {
  readonly id: string;
  /** Epoch seconds. */
  readonly at: number;
  /** What happened, such as `UserSignedIn` or `AdminChange`. */
  readonly type: string;
  /** The user whom it is about. */
  readonly subject?: string | undefined;
  /** The client that it is about. */
  readonly clientId?: string | undefined;
  /** The administrator who did it: subject, or client id of a token without a user. */
  readonly by?: string | undefined;
  /** `outcome`, `requestId`, `address` and what the type has besides; of a change `before` and `after`. */
  readonly facts: Readonly<Record<string, JsonValue>>;
}
