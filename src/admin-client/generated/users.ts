// Generated from the operations of the admin API by `npm run docs`: do not edit.
import type { Pages } from '../pages.ts';
import type { Tagged } from '../tagged.ts';
import type { User } from './types/user.ts';
import type { CreateUserBody } from './types/create-user-body.ts';
import type { ChangeUserBody } from './types/change-user-body.ts';
import type { SetPasswordBody } from './types/set-password-body.ts';
import type { SignOutUserResult } from './types/sign-out-user-result.ts';

/** Operations of the admin API: Users. */
export interface UsersOperations {
  /** List users of the directory, in order of user name. Needs `mintmark.read` or `mintmark.admin`. */
  listUsers(input?: {
    /** A part of the user name, whatever its letter case, or the whole subject. */
    readonly search?: string | undefined;
    /** `next` of the page before; absent: from the start. */
    readonly after?: string | undefined;
    /** How many at the most. */
    readonly limit?: number | undefined;
  }): Pages<User>;

  /** Add a user. Sent again it adds nobody: where there is the very same user already, by subject or, without one, by name, the answer is 200. Needs `mintmark.admin`. */
  createUser(input: {
    readonly body: CreateUserBody;
    /** The `etag` of what is to be changed. */
    readonly ifMatch?: string | undefined;
  }): Promise<Tagged<User>>;

  /** Show a user. Needs `mintmark.read` or `mintmark.admin`. */
  getUser(input: {
    /** The `sub` of the user. */
    readonly subject: string;
  }): Promise<Tagged<User>>;

  /** Change name or claims of a user, or whether they may sign in. Who may not sign in any more is signed out everywhere, with all that was issued to them. Needs `mintmark.admin`. */
  changeUser(input: {
    /** The `sub` of the user. */
    readonly subject: string;
    readonly body: ChangeUserBody;
    /** The `etag` of what is to be changed. */
    readonly ifMatch?: string | undefined;
  }): Promise<Tagged<User>>;

  /** Delete a user, with all that was issued to them. Applications are told by the back channel. What a subject was issued that the directory does not know ends, too; the answer is 404 then. Needs `mintmark.admin`. */
  deleteUser(input: {
    /** The `sub` of the user. */
    readonly subject: string;
    /** The `etag` of what is to be changed. */
    readonly ifMatch?: string | undefined;
  }): Promise<void>;

  /** Set the password of a user. Sign-ins and all that was issued before are ended: whoever took the account over is out too. Needs `mintmark.admin`. */
  setPassword(input: {
    /** The `sub` of the user. */
    readonly subject: string;
    readonly body: SetPasswordBody;
  }): Promise<void>;

  /** Forget the wrong passwords that locked the name of a user. Needs `mintmark.admin`. */
  unlockUser(input: {
    /** The `sub` of the user. */
    readonly subject: string;
  }): Promise<void>;

  /** Sign a user out everywhere: sessions, codes and tokens end, consents stay. Applications are told by the back channel. The user may be one that the directory does not know, such as of a directory of your own. Needs `mintmark.admin`. */
  signOutUser(input: {
    /** The `sub` of the user. */
    readonly subject: string;
  }): Promise<SignOutUserResult>;
}
