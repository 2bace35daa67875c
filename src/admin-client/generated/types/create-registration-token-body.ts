// Generated from the operations of the admin API by `npm run docs`: do not edit.
export interface CreateRegistrationTokenBody {
  /** How many clients may register with it. */
  readonly uses?: number | undefined;
  /** Seconds that it is good for. */
  readonly expiresIn?: number | undefined;
}
