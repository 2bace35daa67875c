import type { AuthorizationDetails } from './authorization-details.ts';
import type { JsonObject } from './json.ts';

/**
 * The body of a token response (RFC 6749 §5.1). A member that is `undefined` is absent from the JSON.
 * On the wire: `id_token`, `access_token`, `expires_in`, `token_type`, `refresh_token`, `scope`, `issued_token_type`, `authorization_details`,
 * `refresh_token_expires_in`, then `custom`.
 */
export interface TokenResponse {
  readonly identityToken?: string | undefined;
  readonly accessToken?: string | undefined;
  /** `Bearer`, `DPoP`, or `N_A` where `accessToken` is none (RFC 8693 §2.2.1). */
  readonly accessTokenType?: string | undefined;
  /** Seconds. */
  readonly accessTokenLifetime?: number | undefined;
  readonly refreshToken?: string | undefined;
  /** Space-separated; absent where there is none, and details alone were asked for. */
  readonly scope?: string | undefined;
  /** `issued_token_type`, of token exchange: what `accessToken` is (RFC 8693 §2.2.1). */
  readonly issuedTokenType?: string | undefined;
  /** What the access token gives of `authorization_details` (RFC 9396 §7). */
  readonly authorizationDetails?: AuthorizationDetails | undefined;
  /** Seconds; `refresh_token_expires_in`. The default generator sets it where the client has `includeRefreshTokenLifetime`. */
  readonly refreshTokenLifetime?: number | undefined;
  /** Further members, written after the standard ones. One with a standard member's name is not sent. */
  readonly custom: JsonObject;
  /** Goes into the `DPoP-Nonce` header, not into the body. */
  readonly dpopNonce?: string | undefined;
}
