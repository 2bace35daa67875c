import type { JsonObject, JsonValue } from './json.ts';
import type { ProfileName } from './profile.ts';
import type { FederatedCredential, TokenExchangePolicy } from './token-exchange-policy.ts';

/** A shared secret. Only its SHA-256 (base64url, 43 characters) is kept. */
export interface ClientSecret {
  /** Of a secret that was imported and not used since: another hash, which begins with `$` (`docs/importing.md`). */
  readonly sha256: string;
  /** Epoch seconds from which on the secret is refused; absent: never. */
  readonly expiresAt?: number | undefined;
  readonly description?: string | undefined;
}

/** Of an imported secret: SHA-512, base64url, 86 characters. */
export const sha512Prefix = '$sha512$';

/** Whether only another hash than SHA-256 is known of a secret. */
export function isImportedHash(secret: Pick<ClientSecret, 'sha256'>): boolean {
  return secret.sha256.startsWith('$');
}

/** A claim about a client in its access tokens. */
export interface ClientClaim {
  readonly type: string;
  readonly value: JsonValue;
}

/** A public JSON Web Key as it stands in a JWKS. */
export type JsonWebKeyRecord = Readonly<Record<string, unknown>>;

/** What the certificate of a client must name: exactly one of these (RFC 8705 §2.1.2). */
export interface TlsClientAuth {
  /** RFC 4514, such as `CN=worker,O=Example,C=DE`. */
  readonly subjectDn?: string | undefined;
  readonly sanDns?: string | undefined;
  readonly sanUri?: string | undefined;
  readonly sanIp?: string | undefined;
  readonly sanEmail?: string | undefined;
}

/** Self-contained, or a handle that the server looks up. */
export type AccessTokenType = 'jwt' | 'reference';
export type RefreshTokenUsage = 'oneTimeOnly' | 'reUse';
export type RefreshTokenExpiration = 'sliding' | 'absolute';

/** How a client came that no operator added: it registered itself, or its id is the address of a document about it. */
export type ClientOrigin = 'registered' | 'document';

/** What is kept of a client that registered itself (RFC 7591). */
export interface ClientRegistration {
  /** SHA-256 of the registration access token that is good now, base64url. */
  readonly accessTokenSha256: string;
  /** Epoch seconds. */
  readonly issuedAt: number;
  /** What it said of itself, as it was accepted, by the names of `ClientMetadata`. */
  readonly metadata: JsonObject;
  readonly softwareStatement?: string | undefined;
}

/** What is kept of a client whose id is the address of a document about it. Instants are epoch seconds. */
export interface ClientDocument {
  readonly fetchedAt: number;
  /** From then on it is to be fetched again. */
  readonly freshUntil: number;
  /** SHA-256 over what a consent rests on, base64url: redirect URIs, keys, and the way to authenticate. */
  readonly digest: string;
}

/** A client with every default applied. Lifetimes in seconds. Defaults and meaning: `docs/reference/configuration.md`. */
export interface Client {
  readonly clientId: string;
  /** Absent: the operator configured or stored it. Otherwise it has no more than the policy for such clients gives. */
  readonly origin?: ClientOrigin | undefined;
  /** Of a client with an origin: epoch seconds since when nobody uses it; absent: it is used, and stays. */
  readonly idleSince?: number | undefined;
  /** Of one with the origin `registered`. */
  readonly registration?: ClientRegistration | undefined;
  /** Of one with the origin `document`. */
  readonly document?: ClientDocument | undefined;
  readonly clientName?: string | undefined;
  readonly clientUri?: string | undefined;
  readonly logoUri?: string | undefined;
  readonly policyUri?: string | undefined;
  readonly tosUri?: string | undefined;
  readonly enabled: boolean;
  readonly clientSecrets: readonly ClientSecret[];
  /** Public keys for `private_key_jwt` assertions and request objects. */
  readonly jwks?: { readonly keys: readonly JsonWebKeyRecord[] } | undefined;
  readonly jwksUri?: string | undefined;
  /** The one name by which it authenticates with a certificate that an authority issued (RFC 8705 §2.1). */
  readonly tlsClientAuth?: TlsClientAuth | undefined;
  /** It authenticates with a certificate that stands in `jwks` or at `jwksUri` (RFC 8705 §2.2). */
  readonly selfSignedTlsClientAuth: boolean;
  /** `false`: a public client, which authenticates by `client_id` alone. */
  readonly requireClientSecret: boolean;
  readonly allowedGrantTypes: readonly string[];
  /** Identity and API scopes the client may ask for; empty: none. */
  readonly allowedScopes: readonly string[];
  /** Types of `authorization_details` that the client may ask for; empty: none. */
  readonly allowedAuthorizationDetailTypes: readonly string[];
  /** Whether `offline_access`, and so refresh tokens, may be asked for. */
  readonly allowOfflineAccess: boolean;
  readonly redirectUris: readonly string[];
  readonly privateUseSchemes: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly allowedCorsOrigins: readonly string[];
  /** Response types beyond `code` (which needs the grant `authorization_code` only), such as `code id_token`. */
  readonly allowedResponseTypes: readonly string[];
  readonly requirePkce: boolean;
  readonly allowPlainTextPkce: boolean;
  /** Seconds; what `max_age` would say. */
  readonly defaultMaxAge?: number | undefined;
  readonly defaultAcrValues: readonly string[];
  readonly requireConsent: boolean;
  readonly allowRememberConsent: boolean;
  /** `null`: a remembered consent never ends. */
  readonly consentLifetime: number | null;
  readonly accessTokenType: AccessTokenType;
  readonly accessTokenLifetime: number;
  readonly identityTokenLifetime: number;
  readonly authorizationCodeLifetime: number;
  readonly deviceCodeLifetime: number;
  readonly cibaLifetime: number;
  /** Least number of seconds between two polls of a device code or a CIBA request. */
  readonly pollingInterval: number;
  readonly refreshTokenUsage: RefreshTokenUsage;
  readonly refreshTokenExpiration: RefreshTokenExpiration;
  /** 0: no such end. */
  readonly absoluteRefreshTokenLifetime: number;
  readonly slidingRefreshTokenLifetime: number;
  /** Seconds after its first use in which a one-time refresh token is answered again with the same successor; 0: never. */
  readonly refreshTokenRetryWindow: number;
  /** Tokens of a session end with it; a refresh keeps it alive. */
  readonly coordinateLifetimeWithUserSession: boolean;
  /** Token responses carry `refresh_token_expires_in`. */
  readonly includeRefreshTokenLifetime: boolean;
  readonly updateAccessTokenClaimsOnRefresh: boolean;
  readonly includeJwtId: boolean;
  readonly claims: readonly ClientClaim[];
  readonly alwaysSendClientClaims: boolean;
  readonly clientClaimsPrefix: string;
  readonly alwaysIncludeUserClaimsInIdToken: boolean;
  readonly allowedIdentityTokenSigningAlgorithms: readonly string[];
  /** Of its `private_key_jwt`, and of its request objects; empty: any asymmetric one. */
  readonly allowedAssertionAlgorithms: readonly string[];
  readonly allowedRequestObjectAlgorithms: readonly string[];
  /** What `aud` of its assertions may be. */
  readonly assertionAudience: 'issuer' | 'issuerOrEndpoint';
  readonly requireDPoP: boolean;
  /** Token requests must come with a client certificate, to which tokens are bound. */
  readonly requireMutualTls: boolean;
  /** DPoP proofs must carry a nonce of this server. */
  readonly requireDPoPNonce: boolean;
  /** Rules that it is held to: `config/profiles.ts`. */
  readonly profile?: ProfileName | undefined;
  /** Authorization requests must ask for a signed answer (JARM). */
  readonly requireSignedAuthorizationResponse: boolean;
  /** Seconds: request objects must have `nbf`, no longer ago than that, and `exp` no longer after it. */
  readonly requestObjectLifetime?: number | undefined;
  readonly requireSignedIntrospection: boolean;
  readonly requirePushedAuthorization: boolean;
  readonly requireRequestObject: boolean;
  /** `RS256` and the like: userinfo is answered as a signed JWT. Absent: plain JSON. */
  readonly userInfoSignedResponseAlgorithm?: string | undefined;
  readonly frontChannelLogoutUri?: string | undefined;
  readonly backChannelLogoutUri?: string | undefined;
  /** Where a CIBA client in ping mode is told that its request was decided; absent: poll mode. */
  readonly backChannelClientNotificationUri?: string | undefined;
  readonly pairwiseSubjectSalt?: string | undefined;
  readonly tokenExchange: TokenExchangePolicy;
  /** It proves who it is with JWTs of a trusted issuer. */
  readonly clientAssertion?: FederatedCredential | undefined;
  readonly userCodeType: 'alphabetic' | 'numeric';
  readonly properties: Readonly<Record<string, string>>;
}

export type ClientAuthenticationMethod =
  | 'client_secret_basic'
  | 'client_secret_post'
  | 'private_key_jwt'
  | 'tls_client_auth'
  | 'self_signed_tls_client_auth'
  | 'none'
  /** A method of your own. */
  | (string & {});
