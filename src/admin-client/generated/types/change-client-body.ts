// Generated from the operations of the admin API by `npm run docs`: do not edit.
export interface ChangeClientBody {
  /** Name that users see on the consent and device pages. */
  readonly clientName?: string | null | undefined;
  /** Page about the client, linked from the pages on which it asks. */
  readonly clientUri?: string | null | undefined;
  /** Picture of the client on the pages on which it asks. */
  readonly logoUri?: string | null | undefined;
  /** Page on what the client does with what it learns, linked likewise. */
  readonly policyUri?: string | null | undefined;
  /** Terms of service of the client, linked likewise. */
  readonly tosUri?: string | null | undefined;
  /** A disabled client is refused everywhere. */
  readonly enabled?: boolean | null | undefined;
  /** Public keys for `private_key_jwt` assertions and request objects, as a JWKS. */
  readonly jwks?: {
    /** The keys as in RFC 7517 §4, without their private parts. */
    readonly keys: readonly Readonly<Record<string, unknown>>[];
  } | null | undefined;
  /** Where the server fetches the same keys. */
  readonly jwksUri?: string | null | undefined;
  /** Lets the client authenticate by a TLS certificate that one of `clientCertificateAuthorities` issued and that names it so (RFC 8705 §2.1). */
  readonly tlsClientAuth?: {
    /** Its subject as in RFC 4514, the last part first: `CN=worker,O=Example,C=DE`. */
    readonly subjectDn?: string | undefined;
    /** A host name in it. */
    readonly sanDns?: string | undefined;
    /** A URI in it. */
    readonly sanUri?: string | undefined;
    /** An IP address in it. */
    readonly sanIp?: string | undefined;
    /** An e-mail address in it. */
    readonly sanEmail?: string | undefined;
  } | null | undefined;
  /** Whether it may authenticate by a TLS certificate that stands in `jwks` or at `jwksUri`, as the first of `x5c` (RFC 8705 §2.2). */
  readonly selfSignedTlsClientAuth?: boolean | null | undefined;
  /** `false` makes a public client, which authenticates by `client_id` alone. */
  readonly requireClientSecret?: boolean | null | undefined;
  /** Grant types that the client may use; empty: none. */
  readonly allowedGrantTypes?: readonly string[] | null | undefined;
  /** Identity and API scopes that it may ask for, by `scope` or by `claims`; empty: none. */
  readonly allowedScopes?: readonly string[] | null | undefined;
  /** Types of `authorization_details` that it may ask for (RFC 9396 §10); empty: none. */
  readonly allowedAuthorizationDetailTypes?: readonly string[] | null | undefined;
  /** Whether `offline_access`, and so refresh tokens, may be asked for. */
  readonly allowOfflineAccess?: boolean | null | undefined;
  /** Addresses that codes are sent to, compared character by character. */
  readonly redirectUris?: readonly string[] | null | undefined;
  /** Schemes without a dot that these two may have, such as `cursor` or `vscode`. Any program can take such a scheme (RFC 8252 §8.4). */
  readonly privateUseSchemes?: readonly string[] | null | undefined;
  /** Addresses that a sign-out may end at. */
  readonly postLogoutRedirectUris?: readonly string[] | null | undefined;
  /** Origins whose scripts may call the server, such as `https://app.example.com`, or `capacitor://localhost` of an app. */
  readonly allowedCorsOrigins?: readonly string[] | null | undefined;
  /** Response types beyond `code`, which needs the grant `authorization_code` only. */
  readonly allowedResponseTypes?: readonly ('code' | 'id_token' | 'id_token token' | 'code id_token' | 'code token' | 'code id_token token')[] | null | undefined;
  /** Whether authorization requests must use PKCE (RFC 7636). */
  readonly requirePkce?: boolean | null | undefined;
  /** Whether the PKCE method `plain` is accepted beside `S256`. */
  readonly allowPlainTextPkce?: boolean | null | undefined;
  /** Seconds since the sign-in that an authorization request without `max_age` allows; absent: any. */
  readonly defaultMaxAge?: number | null | undefined;
  /** What an authorization request without `acr_values` asks for, best first. */
  readonly defaultAcrValues?: readonly string[] | null | undefined;
  /** Whether users are asked what the client may have. */
  readonly requireConsent?: boolean | null | undefined;
  /** Whether users may have their consent remembered. */
  readonly allowRememberConsent?: boolean | null | undefined;
  /** Seconds a remembered consent lasts; `null`: for ever. */
  readonly consentLifetime?: number | null | null | undefined;
  /** Self-contained or looked up at the server. */
  readonly accessTokenType?: 'jwt' | 'reference' | null | undefined;
  /** Seconds an access token lasts. */
  readonly accessTokenLifetime?: number | null | undefined;
  /** Seconds an ID token lasts. */
  readonly identityTokenLifetime?: number | null | undefined;
  /** Seconds an authorization code lasts. */
  readonly authorizationCodeLifetime?: number | null | undefined;
  /** Seconds a device code lasts. */
  readonly deviceCodeLifetime?: number | null | undefined;
  /** Seconds a CIBA request lasts. */
  readonly cibaLifetime?: number | null | undefined;
  /** Least number of seconds between two polls of a device code or CIBA request. */
  readonly pollingInterval?: number | null | undefined;
  /** Whether a refresh token is replaced with every use. */
  readonly refreshTokenUsage?: 'oneTimeOnly' | 'reUse' | null | undefined;
  /** Whether use prolongs a refresh token, up to the absolute lifetime. */
  readonly refreshTokenExpiration?: 'sliding' | 'absolute' | null | undefined;
  /** Seconds after sign-in at which refreshing ends for good; 0: never, as long as a sliding token is used. */
  readonly absoluteRefreshTokenLifetime?: number | null | undefined;
  /** Seconds a sliding refresh token lasts without use. */
  readonly slidingRefreshTokenLifetime?: number | null | undefined;
  /** Seconds in which a used one-time refresh token is answered again with the same successor; 0: never. */
  readonly refreshTokenRetryWindow?: number | null | undefined;
  /** Whether token responses say how long the refresh token lasts, as `refresh_token_expires_in`. */
  readonly includeRefreshTokenLifetime?: boolean | null | undefined;
  /** Whether tokens end with the session that they were issued in, refresh tokens too; each refresh keeps the session alive. Tokens without a session are not concerned. */
  readonly coordinateLifetimeWithUserSession?: boolean | null | undefined;
  /** Whether claims are read anew when a token is refreshed; `false`: those of the first access token stay, for the APIs that had them. */
  readonly updateAccessTokenClaimsOnRefresh?: boolean | null | undefined;
  /** Whether JWT access tokens carry `jti`. */
  readonly includeJwtId?: boolean | null | undefined;
  /** Claims about the client in its access tokens. */
  readonly claims?: readonly ({
    /** Name of the claim. */
    readonly type: string;
    /** Its value. */
    readonly value: unknown;
  })[] | null | undefined;
  /** Whether they are sent for users too, not only for `client_credentials`. */
  readonly alwaysSendClientClaims?: boolean | null | undefined;
  /** Put before the name of each of them. */
  readonly clientClaimsPrefix?: string | null | undefined;
  /** Whether ID tokens carry claims that userinfo would give. */
  readonly alwaysIncludeUserClaimsInIdToken?: boolean | null | undefined;
  /** Signing algorithms of ID tokens; the first is used. Empty: the default of the server. */
  readonly allowedIdentityTokenSigningAlgorithms?: readonly ('ES256' | 'ES384' | 'ES512' | 'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512' | 'EdDSA')[] | null | undefined;
  /** Algorithms that its assertions (`private_key_jwt`) may be signed with. Empty: any asymmetric one. */
  readonly allowedAssertionAlgorithms?: readonly ('ES256' | 'RS256' | 'PS256' | 'EdDSA' | 'Ed25519' | 'ES384' | 'ES512' | 'RS384' | 'RS512' | 'PS384' | 'PS512')[] | null | undefined;
  /** What its assertions may name as `aud`: this server’s issuer alone, or one of its endpoints too, as older clients do. Whoever names somebody else besides is refused. */
  readonly assertionAudience?: 'issuer' | 'issuerOrEndpoint' | null | undefined;
  /** Algorithms that its request objects may be signed with. Empty: any asymmetric one. */
  readonly allowedRequestObjectAlgorithms?: readonly ('ES256' | 'RS256' | 'PS256' | 'EdDSA' | 'Ed25519' | 'ES384' | 'ES512' | 'RS384' | 'RS512' | 'PS384' | 'PS512')[] | null | undefined;
  /** Whether token requests must come with a client certificate, to which the tokens are bound (RFC 8705 §3). */
  readonly requireMutualTls?: boolean | null | undefined;
  /** Whether token requests must prove possession of a key (RFC 9449). */
  readonly requireDPoP?: boolean | null | undefined;
  /** Whether DPoP proofs must carry a nonce that this server gave out, so that none is made in advance (RFC 9449 §8). */
  readonly requireDPoPNonce?: boolean | null | undefined;
  /** Rules that it is held to, each of them in `docs/profiles.md`; what contradicts them is refused. */
  readonly profile?: 'fapi2Security' | 'fapi2MessageSigning' | 'fapiCiba' | null | undefined;
  /** Whether authorization requests must ask for a signed answer, `response_mode=jwt` (JARM). */
  readonly requireSignedAuthorizationResponse?: boolean | null | undefined;
  /** Makes `nbf` required in request objects: seconds that it may be past, and to `exp` from there. Absent: no `nbf` is asked for, and `exp` may be a day away. */
  readonly requestObjectLifetime?: number | null | undefined;
  /** Whether introspection by this client is always answered with a signed JWT (RFC 9701). */
  readonly requireSignedIntrospection?: boolean | null | undefined;
  /** Whether authorization requests must be pushed first (RFC 9126). */
  readonly requirePushedAuthorization?: boolean | null | undefined;
  /** Whether authorization requests must be signed (RFC 9101). */
  readonly requireRequestObject?: boolean | null | undefined;
  /** Makes userinfo answer with a JWT signed so; absent: plain JSON. */
  readonly userInfoSignedResponseAlgorithm?: 'ES256' | 'ES384' | 'ES512' | 'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512' | 'EdDSA' | null | undefined;
  /** Page that is loaded in a frame when the user signs out. */
  readonly frontChannelLogoutUri?: string | null | undefined;
  /** Where a logout token is posted when the user signs out. */
  readonly backChannelLogoutUri?: string | null | undefined;
  /** Where a CIBA client is told that a request was decided (ping mode); absent: it polls. */
  readonly backChannelClientNotificationUri?: string | null | undefined;
  /** Gives the client subject identifiers of its own, derived with this salt. */
  readonly pairwiseSubjectSalt?: string | null | undefined;
  /** What it may exchange (RFC 8693); nothing by default. `docs/delegation.md` explains it. */
  readonly tokenExchange?: {
    /** Kinds of tokens that it may exchange; `jwt` are those of `trustedIssuers`. Whole identifiers (RFC 8693 §3) do as well. */
    readonly subjectTokens?: readonly ('access_token' | 'refresh_token' | 'id_token' | 'jwt' | 'urn:ietf:params:oauth:token-type:access_token' | 'urn:ietf:params:oauth:token-type:refresh_token' | 'urn:ietf:params:oauth:token-type:id_token' | 'urn:ietf:params:oauth:token-type:jwt')[] | undefined;
    /** What it may get tokens for: names of APIs, the issuer for scopes of no API, its own id for ID tokens; objects for identity assertions (ID-JAG) to other servers. */
    readonly audiences?: readonly (string | {
      /** Its issuer: `audience` of the request and `aud` of the assertion. */
      readonly issuer: string;
      /** What the client is called there. Absent: as here. */
      readonly clientId?: string | undefined;
      /** Scopes there that it may ask for; all of them where it asks for none. */
      readonly scopes: readonly string[];
      /** Resources there that it may ask for. */
      readonly resources?: readonly string[] | undefined;
      /** Claims about the user that the other server is told, such as `email`. */
      readonly claims?: readonly string[] | undefined;
      /** The client that the other server is here: it is told the `sub` that it knows from ID tokens. */
      readonly relyingParty?: string | undefined;
    })[] | undefined;
    /** Who may be named by `actor_token`, by `sub`. The client itself always may. */
    readonly actors?: readonly (string | {
      /** A trusted issuer. */
      readonly issuer: string;
      /** `sub` of its token. */
      readonly subject: string;
    })[] | undefined;
    /** Whether a token that it exchanges without an actor token does not name it as actor, in `act`. */
    readonly impersonation?: boolean | undefined;
    /** The APIs that this client is: it may exchange access tokens that were meant for one of them, not its own alone. */
    readonly apis?: readonly string[] | undefined;
  } | null | undefined;
  /** Lets the client authenticate by a JWT of a trusted issuer, such as that of its platform, without a secret. */
  readonly clientAssertion?: {
    /** One of `trustedIssuers` with the use `clientAssertion`. */
    readonly issuer: string;
    /** `sub` of the JWT, compared character by character. */
    readonly subject: string;
    /** `aud` of the JWT. Absent: what `trustedIssuers` says. */
    readonly audience?: string | undefined;
  } | null | undefined;
  /** Letters or digits in user codes of the device flow. */
  readonly userCodeType?: 'alphabetic' | 'numeric' | null | undefined;
  /** Anything else your own code wants to know of the client. */
  readonly properties?: Readonly<Record<string, string>> | null | undefined;
}
