import type { AccessTokenJwtType } from './access-token-jwt-type.ts';
import type { Actor } from './actor.ts';
import type { AuthorizationDetails } from './authorization-details.ts';
import type { AccessTokenType } from './client.ts';
import type { Confirmation } from './confirmation.ts';
import type { Claims, JsonObject } from './json.ts';
import type { RequestedClaim } from './requested-claims.ts';

/** The description of an access token, before it becomes a string. Instants are epoch seconds. */
export interface AccessToken {
  readonly issuer: string;
  readonly clientId: string;
  /** `sub`: the user, or the client id where there is no user (RFC 9068 §2.2). */
  readonly subjectId: string;
  /** `sub` as it is shown: `subjectId`, or the client's own (pairwise) name for the user. */
  readonly shownSubject: string;
  /** Whether `subjectId` is a user. */
  readonly hasUser: boolean;
  readonly audience: readonly string[];
  readonly scopes: readonly string[];
  readonly issuedAt: number;
  /** Seconds, at least 1. */
  readonly lifetime: number;
  readonly tokenType: AccessTokenType;
  /** `undefined`: no `jti`. Starts with the family (see `tokens/token-id.ts`). */
  readonly tokenId?: string | undefined;
  readonly family: string;
  readonly sessionId?: string | undefined;
  readonly confirmation?: Confirmation | undefined;
  /** Who acts for the subject: `act` (RFC 8693 §4.1). */
  readonly actor?: Actor | undefined;
  /** Who alone may act: `may_act` (RFC 8693 §4.4). */
  readonly mayAct?: JsonObject | undefined;
  /** `authorization_details` (RFC 9396 §9.1). */
  readonly authorizationDetails?: AuthorizationDetails | undefined;
  /** `typ` of the JWT; absent: `at+jwt`. */
  readonly jwtType?: AccessTokenJwtType | undefined;
  /** Empty: the server's default algorithm. */
  readonly allowedSigningAlgorithms: readonly string[];
  /** What the `claims` parameter asked of userinfo (OpenID Connect Core §5.5). */
  readonly requestedUserInfoClaims?: Readonly<Record<string, RequestedClaim>> | undefined;
  /** Further claims; protocol claims win over entries of the same name. */
  readonly claims: Claims;
}

/** The description of an ID token. */
export interface IdentityToken {
  readonly issuer: string;
  readonly clientId: string;
  readonly subjectId: string;
  /** `sub` as it is shown: `subjectId`, or the client's own (pairwise) name for the user. */
  readonly shownSubject: string;
  readonly issuedAt: number;
  readonly lifetime: number;
  readonly sessionId?: string | undefined;
  readonly allowedSigningAlgorithms: readonly string[];
  /** `nonce`, hashes, `auth_time`, `amr`, `acr` and claims about the user. */
  readonly claims: Claims;
}
