/** How one attack is carried out. Requests are what goes over the wire, byte for byte. */
export interface AttackPlan {
  readonly connections: number;
  readonly request: string;
  /** Requests that are sent before their answers are waited for. Default: 1. */
  readonly pipelined?: number;
  /** The answers are never read. */
  readonly deaf?: boolean;
  /** After its first answer a connection sends this every second, and nothing else. */
  readonly drip?: string;
}

export interface AttackOrder {
  readonly port: number;
  readonly plan: AttackPlan;
  readonly seconds: number;
}

export interface AttackOutcome {
  /** Answers that came. */
  readonly answers: number;
  /** Connections that the server ended or refused. */
  readonly ended: number;
}

/** What is asked of the server under attack. */
export type AttackedQuestion =
  /** Milliseconds that the event loop worked since it was last asked. */
  | { readonly ask: 'loop' }
  /** Resident bytes, and rows that wait for a user. */
  | { readonly ask: 'size' }
  /** Fills the store with so many refresh tokens of alice at one client. */
  | { readonly ask: 'fill'; readonly rows: number };

export interface AttackedSize {
  readonly rssBytes: number;
  readonly databaseBytes: number;
}
