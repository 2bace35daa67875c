import type { JsonWebKeyRecord } from '../../model/client.ts';

/**
 * What a client says of itself, as far as this server understands it: RFC 7591 §2, OpenID Connect Registration 1.0 §2 and the specifications that
 * add to them. Each name is the one on the wire in camel case: `redirectUris` is `redirect_uris`.
 */
export interface ClientMetadata {
  readonly redirectUris?: readonly string[] | undefined;
  readonly responseTypes?: readonly string[] | undefined;
  readonly grantTypes?: readonly string[] | undefined;
  /** Scopes with a space between two. */
  readonly scope?: string | undefined;
  readonly applicationType?: 'web' | 'native' | undefined;
  readonly tokenEndpointAuthMethod?: string | undefined;
  readonly tokenEndpointAuthSigningAlg?: string | undefined;
  readonly jwks?: { readonly keys: readonly JsonWebKeyRecord[] } | undefined;
  readonly jwksUri?: string | undefined;
  readonly clientName?: string | undefined;
  readonly clientUri?: string | undefined;
  readonly logoUri?: string | undefined;
  readonly tosUri?: string | undefined;
  readonly policyUri?: string | undefined;
  readonly contacts?: readonly string[] | undefined;
  readonly softwareId?: string | undefined;
  readonly softwareVersion?: string | undefined;
  readonly subjectType?: 'public' | 'pairwise' | undefined;
  readonly sectorIdentifierUri?: string | undefined;
  readonly idTokenSignedResponseAlg?: string | undefined;
  readonly userinfoSignedResponseAlg?: string | undefined;
  readonly requestObjectSigningAlg?: string | undefined;
  /** RFC 9101 §10.5 */
  readonly requireSignedRequestObject?: boolean | undefined;
  /** RFC 9126 §6 */
  readonly requirePushedAuthorizationRequests?: boolean | undefined;
  /** RFC 9396 §10 */
  readonly authorizationDetailsTypes?: readonly string[] | undefined;
  /** Seconds. */
  readonly defaultMaxAge?: number | undefined;
  /** As true as false: every ID token has `auth_time`. */
  readonly requireAuthTime?: boolean | undefined;
  readonly defaultAcrValues?: readonly string[] | undefined;
  readonly initiateLoginUri?: string | undefined;
  /** OpenID Connect RP-Initiated, Front-Channel and Back-Channel Logout 1.0 */
  readonly postLogoutRedirectUris?: readonly string[] | undefined;
  readonly frontchannelLogoutUri?: string | undefined;
  readonly frontchannelLogoutSessionRequired?: boolean | undefined;
  readonly backchannelLogoutUri?: string | undefined;
  readonly backchannelLogoutSessionRequired?: boolean | undefined;
  /** RFC 8705 §2.1.2 */
  readonly tlsClientAuthSubjectDn?: string | undefined;
  readonly tlsClientAuthSanDns?: string | undefined;
  readonly tlsClientAuthSanUri?: string | undefined;
  readonly tlsClientAuthSanIp?: string | undefined;
  readonly tlsClientAuthSanEmail?: string | undefined;
  /** RFC 8705 §3.4, RFC 9449 §5.2 */
  readonly tlsClientCertificateBoundAccessTokens?: boolean | undefined;
  readonly dpopBoundAccessTokens?: boolean | undefined;
  /** CIBA Core 1.0 §4 */
  readonly backchannelTokenDeliveryMode?: 'poll' | 'ping' | undefined;
  readonly backchannelClientNotificationEndpoint?: string | undefined;
  readonly backchannelAuthenticationRequestSigningAlg?: string | undefined;
}
