// Generated from the operations of the admin API by `npm run docs`: do not edit.
export interface ListedSession {
  /** The `sid` of its tokens; opens nothing. */
  readonly id: string;
  readonly subject: string;
  /** Epoch seconds. */
  readonly signedInAt: number;
  /** When it was used last, to a minute; absent: not known. */
  readonly usedAt?: number | undefined;
  /** When it ends unless it is used, in epoch seconds. */
  readonly expiresAt: number;
  /** Clients that got an ID token in it. */
  readonly clients: readonly string[];
  /** Where it began; absent: not known. */
  readonly place?: {
    readonly address?: string | undefined;
    /** Its family, such as `Firefox`. */
    readonly browser?: string | undefined;
    /** Such as `Windows`. */
    readonly system?: string | undefined;
  } | undefined;
  /** `local`, or the provider that said who the user is. */
  readonly identityProvider?: string | undefined;
}
