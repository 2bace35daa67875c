/** Another authorization server for which a client may get identity assertions (ID-JAG), and how far they go. */
export interface IdentityAssertionTarget {
  /** Its issuer: `audience` of the request, `aud` of the assertion. */
  readonly issuer: string;
  /** What the client is called there; absent: as here. */
  readonly clientId?: string | undefined;
  /** Scopes there that may be asked for; all of them where none is. */
  readonly scopes: readonly string[];
  /** Resources there that may be asked for. */
  readonly resources: readonly string[];
  /** Claims about the user that it is told, such as `email`. */
  readonly claims: readonly string[];
  /** The client that it is here, whose `sub` for the user it knows; absent: the user's own. */
  readonly relyingParty?: string | undefined;
}

/** Somebody who may act: the `sub` of one of this server's tokens, or of another issuer's. */
export type AllowedActor = string | { readonly issuer: string; readonly subject: string };

/** What a client may exchange (RFC 8693); as it is by default: nothing. */
export interface TokenExchangePolicy {
  /** Kinds of subject tokens, by the last part of their identifiers or whole. */
  readonly subjectTokens: readonly string[];
  /** Names of APIs, this server's issuer for tokens of no API, the client's own id for ID tokens; targets for ID-JAGs. */
  readonly audiences: readonly (string | IdentityAssertionTarget)[];
  /** Who else may be named by an actor token. */
  readonly actors: readonly AllowedActor[];
  /** Without an actor token the result does not name the client as actor. */
  readonly impersonation: boolean;
  /** The APIs that this client is: it may exchange access tokens that were meant for one of them. */
  readonly apis: readonly string[];
}

/** A client proves who it is with JWTs of a trusted issuer. */
export interface FederatedCredential {
  readonly issuer: string;
  /** `sub`, compared exactly. */
  readonly subject: string;
  /** `aud`; absent: what is asked of the issuer. */
  readonly audience?: string | undefined;
}
