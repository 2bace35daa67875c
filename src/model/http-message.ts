/** What an endpoint needs of a request. A `fetch` Request and a `node:http` message both become one without copying. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query as received, `/connect/token?x=y`. */
  readonly target: string;
  /** A header by its lower-case name; repeated ones joined by `, `. */
  header(name: string): string | undefined;
  /** The body as bytes. @throws {OAuthError} `request.too-large` over `maximumBytes`. */
  body(maximumBytes: number): Promise<Uint8Array>;
  /** Address of the peer, or of the client behind a trusted proxy. */
  readonly remoteAddress?: string | undefined;
  /** DER bytes of the client certificate, when TLS ends here or a trusted proxy forwards it. */
  readonly clientCertificate?: Uint8Array | undefined;
}

/** What an endpoint answers. Header names in lower case. */
export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
  /** In place of `body`: what is no text. */
  readonly bytes?: Uint8Array<ArrayBuffer> | undefined;
}
