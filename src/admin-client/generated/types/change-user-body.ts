// Generated from the operations of the admin API by `npm run docs`: do not edit.
import type { JsonValue } from '../../json-value.ts';

export interface ChangeUserBody {
  /** Name to sign in with, whatever its letter case. */
  readonly username?: string | undefined;
  /** Claims by name, merged with those that there are; one that is `null` goes. */
  readonly claims?: Readonly<Record<string, JsonValue>> | undefined;
  /** Whether the user may sign in; `false` also ends all that was issued to them. */
  readonly enabled?: boolean | undefined;
}
