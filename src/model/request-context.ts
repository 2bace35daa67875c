/** What goes with a request through the house. */
export interface RequestContext {
  /** Also in every log line and in the `x-request-id` response header. */
  readonly requestId: string;
  /** Epoch seconds at which the request arrived: one instant for all its checks. */
  readonly now: number;
  readonly issuer: string;
  readonly remoteAddress?: string | undefined;
  readonly userAgent?: string | undefined;
}
