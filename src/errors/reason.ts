/** How one reason for a refusal looks on the wire. */
export interface Reason {
  readonly error: string;
  readonly status: number;
  /** Wire text: helps an honest developer, tells a guesser nothing. */
  readonly description: string;
  /** Where the rule stands. */
  readonly section: string;
}

export function reason(status: number, error: string, description: string, section: string): Reason {
  return { error, status, description, section };
}
