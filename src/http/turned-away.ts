/** A request that was refused before anything looked at what it asks. */
export interface TurnedAway {
  readonly status: 400 | 408 | 421 | 431 | 503;
  /** Absent: it was no HTTP message, or came too late to be one. */
  readonly method?: string | undefined;
  readonly target?: string | undefined;
}
