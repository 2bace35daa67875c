import type { Actor } from './actor.ts';
import type { AuthorizationDetails } from './authorization-details.ts';
import type { Confirmation } from './confirmation.ts';
import type { Claims, JsonObject } from './json.ts';
import type { Subject } from './subject.ts';
import type { TokenType } from './token-type.ts';

/** A `subject_token` or `actor_token` that is valid, for this client. Instants are epoch seconds. */
export interface ExchangedToken {
  readonly type: TokenType;
  readonly issuer: string;
  /** Its `sub`, as this server knows it: a user's or a client's. */
  readonly subjectId: string;
  /** The user; absent: the token is about a client, or about nobody here. */
  readonly subject?: Subject | undefined;
  /** The client that it was issued to, where that is one of this server. */
  readonly clientId?: string | undefined;
  /** What it may be exchanged for at the most; absent: it says nothing of scopes. */
  readonly scopes?: readonly string[] | undefined;
  /** The same of audiences. */
  readonly audience?: readonly string[] | undefined;
  /** What it has of `authorization_details`; those of other issuers mean nothing here. */
  readonly authorizationDetails?: AuthorizationDetails | undefined;
  readonly expiresAt: number;
  /** As they stand in it; none for refresh tokens. */
  readonly claims: Claims;
  /** Who acted for its subject so far. */
  readonly actor?: Actor | undefined;
  /** Who alone may act from here on (RFC 8693 §4.4). */
  readonly mayAct?: JsonObject | undefined;
  /** Absent: it belongs to none. */
  readonly family?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly confirmation?: Confirmation | undefined;
}

/** What an identity assertion (ID-JAG) to another authorization server is to say. */
export interface IdentityAssertionDescription {
  /** The issuer of the other server. */
  readonly audience: string;
  /** What the client is called there. */
  readonly clientId: string;
  /** Names of claims about the user. */
  readonly claims: readonly string[];
  readonly resources: readonly string[];
  /** The client that the other server is here. */
  readonly relyingParty?: string | undefined;
}
