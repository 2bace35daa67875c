import type { Actor } from './actor.ts';
import type { AuthorizationDetails } from './authorization-details.ts';
import type { AccessTokenType, Client, ClientClaim } from './client.ts';
import type { Confirmation } from './confirmation.ts';
import type { ExchangedToken, IdentityAssertionDescription } from './exchanged-token.ts';
import type { FormParameters } from './form-parameters.ts';
import type { AuthorizationCode, BackchannelAuthenticationRequest, DeviceCode, RefreshToken } from './grants.ts';
import type { Claims, JsonObject } from './json.ts';
import type { ValidatedResources } from './resources.ts';
import type { Subject } from './subject.ts';
import type { TokenType } from './token-type.ts';

/** What every validated token request has. */
interface TokenRequest {
  readonly client: Client;
  /** The parameters as sent, unknown ones included. Holds secrets: never log it. */
  readonly parameters: FormParameters;
  /** What the access token is for: already filtered by `resource` and, on refresh, by `scope`. */
  readonly resources: ValidatedResources;
  /** What the access token carries of `authorization_details`, already narrowed by this request; absent: none. */
  readonly authorizationDetails?: AuthorizationDetails | undefined;
  /** The `resource` parameters of this request. */
  readonly resourceIndicators: readonly string[];
  /** The proof of possession of this request, if there was one. */
  readonly confirmation?: Confirmation | undefined;
  /** Everything issued from this authorization is revoked as one, by this name. */
  readonly family: string;
  readonly sessionId?: string | undefined;
  /** Seconds; the client's, unless a validator changed it. */
  readonly accessTokenLifetime: number;
  readonly accessTokenType: AccessTokenType;
  /** The client's own claims, plus what validators added. */
  readonly clientClaims: readonly ClientClaim[];
  /** The `client_id` claim: the client's id unless a validator lets it act as another. */
  readonly effectiveClientId: string;
}

/** What the redemption of a code, a device code or a CIBA request adds. */
interface RedeemedRequest extends TokenRequest {
  /** The refresh token that was written in one transaction with the redemption; absent: none is due, or it is yet to be made. */
  readonly reservedRefreshToken?: string | undefined;
}

/** RFC 6749 §4.4. */
export interface ClientCredentialsTokenRequest extends TokenRequest {
  readonly grantType: 'client_credentials';
}

/** RFC 6749 §4.3. */
export interface PasswordTokenRequest extends TokenRequest {
  readonly grantType: 'password';
  readonly username: string;
  readonly subject: Subject;
}

/** RFC 6749 §4.1.3. */
export interface AuthorizationCodeTokenRequest extends RedeemedRequest {
  readonly grantType: 'authorization_code';
  readonly code: AuthorizationCode;
  /** The code as sent, for the claim. */
  readonly codeHandle: string;
  readonly subject: Subject;
}

/** RFC 6749 §6. */
export interface RefreshTokenRequest extends TokenRequest {
  readonly grantType: 'refresh_token';
  /** The stored refresh token, before this use. */
  readonly refreshToken: RefreshToken;
  readonly refreshTokenHandle: string;
  /** After the claim: what the response carries; the same handle where the client re-uses its refresh token. */
  readonly nextRefreshTokenHandle: string;
  /** After the claim: when that one ends if nobody uses it, epoch seconds. */
  readonly nextRefreshTokenExpiresAt?: number | undefined;
  readonly subject?: Subject | undefined;
}

/** RFC 8628 §3.4. */
export interface DeviceCodeTokenRequest extends RedeemedRequest {
  readonly grantType: 'urn:ietf:params:oauth:grant-type:device_code';
  readonly deviceCode: DeviceCode;
  readonly deviceCodeHandle: string;
  readonly subject: Subject;
}

/** CIBA Core 1.0 §10.1. */
export interface CibaTokenRequest extends RedeemedRequest {
  readonly grantType: 'urn:openid:params:grant-type:ciba';
  readonly authenticationRequest: BackchannelAuthenticationRequest;
  /** The `auth_req_id` as sent. */
  readonly authenticationRequestId: string;
  readonly subject: Subject;
}

/** RFC 8693 §2.1. What it asks for never exceeds the subject token. */
export interface TokenExchangeTokenRequest extends TokenRequest {
  readonly grantType: 'urn:ietf:params:oauth:grant-type:token-exchange';
  readonly subjectToken: ExchangedToken;
  readonly actorToken?: ExchangedToken | undefined;
  /** What the issued token is to be. */
  readonly requestedTokenType: TokenType;
  /** Who acts for the subject, and who did before: the `act` claim; absent: nobody does. */
  readonly actor?: Actor | undefined;
  /** The user of the subject token. */
  readonly subject?: Subject | undefined;
  /** Of an ID-JAG alone: then `resources.scopes` are scopes of the other server. */
  readonly identityAssertion?: IdentityAssertionDescription | undefined;
}

/** RFC 7523 §2.1, identity assertions (ID-JAG) included. */
export interface JwtBearerTokenRequest extends TokenRequest {
  readonly grantType: 'urn:ietf:params:oauth:grant-type:jwt-bearer';
  readonly assertion: {
    readonly kind: 'assertion' | 'identityAssertion';
    readonly issuer: string;
    /** Its `sub`. */
    readonly subject: string;
    readonly jwtId?: string | undefined;
    /** Epoch seconds. */
    readonly expiresAt: number;
    /** It is good once. */
    readonly singleUse: boolean;
    readonly claims: Claims;
  };
  readonly actor?: Actor | undefined;
  /** The user that it is about; absent: the token is about the client. */
  readonly subject?: Subject | undefined;
}

/** RFC 6749 §4.5: a grant added by an `IExtensionGrantValidator`. */
export interface ExtensionGrantTokenRequest extends TokenRequest {
  readonly grantType: 'extension';
  /** The `grant_type` as sent. */
  readonly extensionGrantType: string;
  readonly subject?: Subject | undefined;
}

/** A token request that passed every check, by `grantType`. */
export type ValidatedTokenRequest =
  | ClientCredentialsTokenRequest
  | PasswordTokenRequest
  | AuthorizationCodeTokenRequest
  | RefreshTokenRequest
  | DeviceCodeTokenRequest
  | CibaTokenRequest
  | TokenExchangeTokenRequest
  | JwtBearerTokenRequest
  | ExtensionGrantTokenRequest;

/** The `grant_type` parameter of a request. */
export function grantTypeOf(request: ValidatedTokenRequest): string {
  return request.grantType === 'extension' ? request.extensionGrantType : request.grantType;
}

/** Extra members of a token or error response, by name. */
export type CustomResponse = JsonObject;

/** What the generator is given: a request that passed every check and whose single-use thing was consumed. */
export interface TokenRequestValidationResult<Request extends ValidatedTokenRequest = ValidatedTokenRequest> {
  readonly request: Request;
  /** What validators want in the response; the default generator copies it into `custom`. */
  readonly customResponse: CustomResponse;
}
