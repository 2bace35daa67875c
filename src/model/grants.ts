import type { Actor } from './actor.ts';
import type { AuthorizationDetails } from './authorization-details.ts';
import type { Confirmation } from './confirmation.ts';
import type { Claims, JsonObject } from './json.ts';
import type { RequestedClaims } from './requested-claims.ts';
import type { Subject } from './subject.ts';
import type { AccessToken } from './tokens.ts';

/** What all stored grants share. Instants are epoch seconds. */
interface StoredGrant {
  readonly clientId: string;
  /** Everything issued from one authorization; revoked as one. */
  readonly family: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly sessionId?: string | undefined;
  readonly description?: string | undefined;
}

/** An authorization code, between the authorize and the token endpoint (RFC 6749 §4.1). */
export interface AuthorizationCode extends StoredGrant {
  readonly subject: Subject;
  readonly redirectUri: string;
  /** Whether the token request must repeat `redirect_uri`: it stood in the authorization request. */
  readonly redirectUriRequired: boolean;
  /** What the user granted, in request order. */
  readonly scopes: readonly string[];
  /** The authorization request's `resource` values; empty when it had none. */
  readonly resourceIndicators: readonly string[];
  readonly nonce?: string | undefined;
  /** `s_hash` of the authorization request's `state`, if it had one. */
  readonly stateHash?: string | undefined;
  readonly codeChallenge?: string | undefined;
  readonly codeChallengeMethod?: 'S256' | 'plain' | undefined;
  readonly dpopKeyThumbprint?: string | undefined;
  readonly requestedClaims?: RequestedClaims | undefined;
  /** What the user granted of `authorization_details`. */
  readonly authorizationDetails?: AuthorizationDetails | undefined;
}

/** A refresh token. `expiresAt` moves with a sliding one; `authorizedAt` does not. */
export interface RefreshToken extends StoredGrant {
  /** When the first refresh token of the family was issued: the absolute lifetime counts from here. */
  readonly authorizedAt: number;
  /** `undefined` for an extension grant without a user. */
  readonly subject?: Subject | undefined;
  /** Everything that was granted: a refresh may narrow its access token, the refresh token keeps all (RFC 6749 §6). */
  readonly scopes: readonly string[];
  /** Resources the first request was limited to; `undefined`: no such limit was set. */
  readonly resourceIndicators?: readonly string[] | undefined;
  readonly confirmation?: Confirmation | undefined;
  /** It came of a token exchange: who acts for the subject, and who alone may from here on. */
  readonly actor?: Actor | undefined;
  readonly mayAct?: JsonObject | undefined;
  /** When the token ended that it was exchanged for: neither it nor its access tokens live longer. */
  readonly endsAt?: number | undefined;
  readonly requestedClaims?: RequestedClaims | undefined;
  /** Everything that was granted of `authorization_details`: a refresh may narrow its access token (RFC 9396 §6). */
  readonly authorizationDetails?: AuthorizationDetails | undefined;
  /** The claims of the first access token, kept while `updateAccessTokenClaimsOnRefresh` is off. */
  readonly accessToken?: AccessToken | undefined;
}

/** A reference access token: the stored description behind an opaque handle. */
export interface ReferenceToken extends StoredGrant {
  readonly subjectId?: string | undefined;
  readonly token: AccessToken;
}

/** What the user decided about a device code or a CIBA request. */
export type Decision =
  | { readonly outcome: 'pending' }
  | { readonly outcome: 'denied' }
  | {
      readonly outcome: 'approved';
      readonly subject: Subject;
      readonly sessionId?: string | undefined;
      /** What the user left in, of what was asked for. */
      readonly scopes: readonly string[];
      /** What they granted of `authorization_details`. */
      readonly authorizationDetails?: AuthorizationDetails | undefined;
    };

/** A device authorization request (RFC 8628). */
export interface DeviceCode extends StoredGrant {
  readonly userCode: string;
  readonly requestedScopes: readonly string[];
  readonly authorizationDetails?: AuthorizationDetails | undefined;
  readonly resourceIndicators: readonly string[];
  /** What a validator of one's own wants front ends to know. */
  readonly properties?: JsonObject | undefined;
  readonly decision: Decision;
}

/** A backchannel authentication request (CIBA Core 1.0). */
export interface BackchannelAuthenticationRequest extends StoredGrant {
  /** Whose decision is awaited. */
  readonly subjectId: string;
  readonly requestedScopes: readonly string[];
  readonly authorizationDetails?: AuthorizationDetails | undefined;
  readonly resourceIndicators: readonly string[];
  readonly bindingMessage?: string | undefined;
  readonly authenticationContextValues: readonly string[];
  /** What validators of one's own found, for `notifyUser` and front ends. */
  readonly properties?: JsonObject | undefined;
  /** Bearer token for the client's notification endpoint (ping mode). */
  readonly clientNotificationToken?: string | undefined;
  /** Ping mode only: the `auth_req_id` itself, which the notification must carry. */
  readonly authenticationRequestId?: string | undefined;
  readonly decision: Decision;
}

/** A remembered consent of one user to one client. */
export interface Consent extends Omit<StoredGrant, 'expiresAt' | 'family'> {
  readonly subjectId: string;
  readonly scopes: readonly string[];
  readonly resourceIndicators: readonly string[];
  /** `null`: never. */
  readonly expiresAt: number | null;
  /** `ClientDocument.digest` of the client when it was given; absent for other clients. */
  readonly clientDigest?: string | undefined;
}

/** Parameters pushed ahead of an authorization request (RFC 9126). */
export interface PushedAuthorizationRequest {
  readonly clientId: string;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** The parameters stood in a signed request object. */
  readonly requestObject: boolean;
}

/** Where somebody signed in, so that they know the place again. */
export interface SignInPlace {
  /** As the network tells it, or the proxy in front. */
  readonly address?: string | undefined;
  /** Its family: `Firefox`. */
  readonly browser?: string | undefined;
  /** `Windows`. */
  readonly system?: string | undefined;
}

/** A signed-in browser (server-side session). */
export interface Session {
  /** The `sid` claim. Not the cookie's value. */
  readonly sessionId: string;
  readonly subject: Subject;
  readonly createdAt: number;
  readonly renewedAt: number;
  readonly expiresAt: number;
  /** The user wanted to stay signed in: the cookie outlives the browser, and there is no idle end. */
  readonly staySignedIn?: boolean | undefined;
  /** Clients that got an ID token in this session: they are told of the sign-out. */
  readonly clientIds: readonly string[];
  /** Sign-ins of the same user in the same browser that this one replaced, with clients that know them by their `sid`. */
  readonly earlier?: readonly { readonly sessionId: string; readonly clientIds: readonly string[] }[] | undefined;
  readonly claims?: Claims | undefined;
  /** Absent: it began under a version that did not keep it. */
  readonly place?: SignInPlace | undefined;
}
