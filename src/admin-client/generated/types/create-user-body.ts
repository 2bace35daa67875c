// Generated from the operations of the admin API by `npm run docs`: do not edit.
export interface CreateUserBody {
  /** The `sub` of the user, which never changes; absent: made up. */
  readonly subject?: string | undefined;
  /** Name to sign in with, whatever its letter case. */
  readonly username: string;
  /** In plain text; only its argon2id hash is kept. */
  readonly password?: string | undefined;
  /** The argon2id hash of the password in PHC form, instead. */
  readonly passwordHash?: string | undefined;
  /** Claims about the user by name. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
  /** Whether the user may sign in. */
  readonly enabled?: boolean | undefined;
}
