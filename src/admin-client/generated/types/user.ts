// Generated from the operations of the admin API by `npm run docs`: do not edit.
import type { JsonValue } from '../../json-value.ts';

export interface User {
  /** The `sub` of the user; never changes. */
  readonly subject: string;
  /** Name to sign in with, whatever its letter case. */
  readonly username: string;
  /** Whether the user may sign in. */
  readonly enabled: boolean;
  /** Whether the user can sign in with a password; that itself is never shown. */
  readonly hasPassword: boolean;
  /** Claims about the user by name. */
  readonly claims: Readonly<Record<string, JsonValue>>;
  /** Epoch seconds. */
  readonly createdAt: number;
  /** `configuration`: name and claims are changed there. */
  readonly from: 'configuration' | 'store';
  /** Until when wrong passwords keep strangers from signing in under the name; absent: they do not. */
  readonly lockedUntil?: number | undefined;
}
