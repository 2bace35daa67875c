/** Refuses an authorization, device or backchannel authentication request; the client is told both members, `errorDescription` if there is one. */
export interface RequestRefusal {
  /** A code of the request's specification, or one of your own: visible ASCII without quotation marks and backslashes (RFC 6749 §4.1.2.1, §5.2). */
  readonly error: 'access_denied' | 'invalid_request' | 'unauthorized_client' | 'invalid_scope' | (string & {});
  readonly errorDescription?: string | undefined;
}
