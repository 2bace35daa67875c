import type { Actor } from '../model/actor.ts';
import type { AuthorizationDetails } from '../model/authorization-details.ts';
import type { AccessTokenType, Client, ClientClaim } from '../model/client.ts';
import type { Confirmation } from '../model/confirmation.ts';
import type { JsonObject } from '../model/json.ts';
import type { RequestedClaims } from '../model/requested-claims.ts';
import type { ValidatedResources } from '../model/resources.ts';
import type { Subject } from '../model/subject.ts';

/** What an access token is to be. */
export interface AccessTokenDescription {
  readonly client: Client;
  readonly effectiveClientId: string;
  readonly clientClaims: readonly ClientClaim[];
  readonly subject?: Subject | undefined;
  /** The other client that the token is about, where there is no user; absent: the client itself. */
  readonly clientSubject?: string | undefined;
  /** Who acts for the subject (RFC 8693 §4.1), and who alone may. */
  readonly actor?: Actor | undefined;
  readonly mayAct?: JsonObject | undefined;
  readonly resources: ValidatedResources;
  readonly family: string;
  readonly sessionId?: string | undefined;
  readonly confirmation?: Confirmation | undefined;
  /** Seconds. */
  readonly lifetime: number;
  readonly tokenType: AccessTokenType;
  readonly authorizationDetails?: AuthorizationDetails | undefined;
  readonly requestedClaims?: RequestedClaims | undefined;
}

/** What the next access token is to be where the client keeps the claims of the first one. */
export type AccessTokenRenewal = AccessTokenDescription;

/** What an ID token is to be. */
export interface IdentityTokenDescription {
  readonly client: Client;
  readonly subject: Subject;
  /** Everything that was granted: decides which claims about the user are due. */
  readonly scopes: readonly string[];
  readonly sessionId?: string | undefined;
  /** Seconds, if not as long as the client says. */
  readonly lifetime?: number | undefined;
  readonly nonce?: string | undefined;
  /** The access token that comes with it: gives `at_hash`. */
  readonly accessTokenToHash?: string | undefined;
  /** The code that comes with it from the authorization endpoint: gives `c_hash`. */
  readonly codeToHash?: string | undefined;
  /** The request's `state`: gives `s_hash`. */
  readonly stateToHash?: string | undefined;
  /** `s_hash` computed before. */
  readonly stateHash?: string | undefined;
  /** Put the identity scopes' claims into the token itself: there is no access token to fetch them with, or the client says so. */
  readonly includeUserClaims: boolean;
  readonly requestedClaims?: RequestedClaims | undefined;
}
