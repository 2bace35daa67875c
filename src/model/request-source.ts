/** How a request's parameters came here: what was checked then is not asked for again when the browser comes back. */
export interface RequestSource {
  /** They stood in a signed request object (RFC 9101). */
  readonly requestObject: boolean;
  /** The handle of the pushed request (RFC 9126); consumed with the response. */
  readonly pushed?: string | undefined;
}
