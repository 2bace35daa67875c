// Generated from the schemas beside it by `npm run docs`: do not edit.
import type { JsonValue } from '../model/json.ts';
import type { AdminConfiguration } from './admin-configuration.ts';
import type { ClientConfiguration } from './client-configuration.ts';

/** What a configuration file holds, code apart. */
export interface Configuration {
  /** The identity of the server, its public address; clients compare it exactly. */
  readonly issuer: string;
  /** Where the server listens. */
  readonly listen?: {
    /** Address to listen on; `0.0.0.0` or `::` for all. Default: `"127.0.0.1"`. */
    readonly host?: string | undefined;
    /** Port to listen on. Absent, where the issuer names this machine and a port, and no proxy is spoken of: that port. Default: `9400`. */
    readonly port?: number | undefined;
    /** Makes `listen.port` speak https; absent: http, for a proxy in front. */
    readonly tls?: {
      /** File in PEM with the certificate, and the intermediate ones after it; read anew when it changes. */
      readonly certificate: string;
      /** File in PEM with its private key; read anew likewise. */
      readonly key: string;
      /** File in PEM with the authorities that are named to clients which are asked for a certificate. */
      readonly clientAuthorities?: string | undefined;
      /** Port on which clients are asked for certificates; may be `listen.port` itself, but browsers then ask their users too. Absent: none. */
      readonly mutualPort?: number | undefined;
    } | undefined;
    /** Port of health, metrics and administration, for you and not for the public; absent: none. */
    readonly adminPort?: number | undefined;
    /** Requests that a process answers at once; further ones get 503. Health, discovery and keys are exempt. Default: `1000`. */
    readonly maximumInFlight?: number | undefined;
    /** Connections that a process holds at once; further ones are closed. Default: `10000`. */
    readonly maximumConnections?: number | undefined;
    /** The same of one address; an IPv6 /64 is one. With `trustProxy` it does not count: they are all the proxy's. Default: `1000`. */
    readonly maximumConnectionsPerAddress?: number | undefined;
    /** Requests of one connection that are worked on at once; further ones wait. Default: `8`. */
    readonly maximumInFlightPerConnection?: number | undefined;
    /** Whether the proxy in front is believed in what it says of address, scheme and client certificate. Default: `false`. */
    readonly trustProxy?: boolean | undefined;
  } | undefined;
  /** What is at `listen.adminPort` beside health and metrics: `docs/admin.md`. */
  readonly admin?: AdminConfiguration | undefined;
  /** Where grants, keys and users are kept. Default: `{"kind":"sqlite","path":"./mintmark.db"}`. */
  readonly storage?: {
    /** Everything is lost when the process ends. */
    readonly kind: 'memory';
  } | {
    /** One file, one machine. */
    readonly kind: 'sqlite';
    /** The file, relative to the folder of the configuration; without a file, to the working directory. Default: `"./mintmark.db"`. */
    readonly path?: string | undefined;
  } | {
    /** Many nodes on one PostgreSQL. */
    readonly kind: 'postgres';
    /** Connection string, `postgres://user:password@host:5432/database`. */
    readonly url: string;
    /** Most connections that one process opens. Default: `10`. */
    readonly maximumConnections?: number | undefined;
    /** Milliseconds after which a statement is given up. Default: `5000`. */
    readonly statementTimeoutMs?: number | undefined;
  } | undefined;
  /** Master secret, 32 random bytes or more in base64url; a list while it is being rotated, the new one first. Required by `start`. */
  readonly secret?: string | readonly string[] | undefined;
  /** Signing keys and how long they live. */
  readonly signing?: {
    /** Algorithms with a key each; the first signs access tokens. Default: `["ES256","RS256"]`. */
    readonly algorithms?: readonly ('ES256' | 'ES384' | 'ES512' | 'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512' | 'EdDSA')[] | undefined;
    /** Seconds a key signs before a new one takes over. Default: `7776000`. */
    readonly rotationInterval?: number | undefined;
    /** Seconds a new key is published before it signs. Default: `1209600`. */
    readonly propagationTime?: number | undefined;
    /** Seconds a key is published after it signed last. Default: `1209600`. */
    readonly retentionDuration?: number | undefined;
  } | undefined;
  /** Scopes about the user: `openid`, `profile`, `email`, `address`, `phone` by name, or of your own. Default: `["openid","profile","email"]`. */
  readonly identityResources?: readonly ('openid' | 'profile' | 'email' | 'address' | 'phone' | {
    /** The scope. */
    readonly name: string;
    /** Name that users see. */
    readonly displayName?: string | undefined;
    /** What users read below it. */
    readonly description?: string | undefined;
    /** A disabled one counts as unknown. Default: `true`. */
    readonly enabled?: boolean | undefined;
    /** Whether the discovery document names it. Default: `true`. */
    readonly showInDiscoveryDocument?: boolean | undefined;
    /** Claims about the user that its tokens carry. Default: `[]`. */
    readonly userClaims?: readonly string[] | undefined;
    /** Whether the user cannot leave it out on the consent page. Default: `false`. */
    readonly required?: boolean | undefined;
    /** Whether the consent page stresses it. Default: `false`. */
    readonly emphasize?: boolean | undefined;
  })[] | undefined;
  /** Scopes of your APIs. Default: `[]`. */
  readonly apiScopes?: readonly ({
    /** The scope. */
    readonly name: string;
    /** Name that users see. */
    readonly displayName?: string | undefined;
    /** What users read below it. */
    readonly description?: string | undefined;
    /** A disabled one counts as unknown. Default: `true`. */
    readonly enabled?: boolean | undefined;
    /** Whether the discovery document names it. Default: `true`. */
    readonly showInDiscoveryDocument?: boolean | undefined;
    /** Claims about the user that its tokens carry. Default: `[]`. */
    readonly userClaims?: readonly string[] | undefined;
    /** Whether the user cannot leave it out on the consent page. Default: `false`. */
    readonly required?: boolean | undefined;
    /** Whether the consent page stresses it. Default: `false`. */
    readonly emphasize?: boolean | undefined;
  })[] | undefined;
  /** Your APIs. Default: `[]`. */
  readonly apiResources?: readonly ({
    /** The audience; an absolute URI if clients are to ask for it by `resource` (RFC 8707). */
    readonly name: string;
    /** Name that users see. */
    readonly displayName?: string | undefined;
    /** For you: what it is. */
    readonly description?: string | undefined;
    /** A disabled one counts as unknown. Default: `true`. */
    readonly enabled?: boolean | undefined;
    /** Whether the discovery document names it. Default: `true`. */
    readonly showInDiscoveryDocument?: boolean | undefined;
    /** Claims about the user that its tokens carry. Default: `[]`. */
    readonly userClaims?: readonly string[] | undefined;
    /** Its scopes, each of which stands in `apiScopes`. Default: `[]`. */
    readonly scopes?: readonly string[] | undefined;
    /** Secrets with which it authenticates at the introspection endpoint. Default: `[]`. */
    readonly apiSecrets?: readonly ({
      /** The secret in plain text; hashed when loaded. */
      readonly value: string;
      /** Epoch seconds from which on the secret is refused. */
      readonly expiresAt?: number | undefined;
      /** For you: what the secret is for. */
      readonly description?: string | undefined;
    } | {
      /** The SHA-256 of the secret, base64url, 43 characters. */
      readonly sha256: string;
      /** Epoch seconds from which on the secret is refused. */
      readonly expiresAt?: number | undefined;
      /** For you: what the secret is for. */
      readonly description?: string | undefined;
    })[] | undefined;
    /** `typ` of JWT access tokens for it; absent: that of the server. APIs that differ cannot share one token. */
    readonly accessTokenJwtType?: 'at+jwt' | 'JWT' | undefined;
    /** Whether only tokens asked for with its `resource` name it. Default: `false`. */
    readonly requireResourceIndicator?: boolean | undefined;
    /** Signing algorithms it accepts; empty: the default of the server. Default: `[]`. */
    readonly allowedAccessTokenSigningAlgorithms?: readonly ('ES256' | 'ES384' | 'ES512' | 'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512' | 'EdDSA')[] | undefined;
  })[] | undefined;
  /** Clients; more of them can be stored by `mintmark clients`. Default: `[]`. */
  readonly clients?: readonly ClientConfiguration[] | undefined;
  /** Clients that register themselves (RFC 7591): whether there may be any, and what they may have. */
  readonly clientRegistration?: {
    /** Whether clients may register themselves: not at all, with a token of `mintmark clients invite`, or whoever wants to. Default: `"off"`. */
    readonly mode?: 'off' | 'initialAccessToken' | 'open' | undefined;
    /** Scopes that such clients may have at the most, and have where they name none. Default: `[]`. */
    readonly scopes?: readonly string[] | undefined;
    /** Grant types that they may have at the most. `refresh_token` stands for `offline_access` too, `implicit` for every token from the authorization endpoint. Default: `["authorization_code","refresh_token"]`. */
    readonly grantTypes?: readonly ('authorization_code' | 'refresh_token' | 'implicit' | 'urn:ietf:params:oauth:grant-type:device_code' | 'client_credentials' | 'urn:openid:params:grant-type:ciba')[] | undefined;
    /** Types of `authorization_details` that they may have at the most; one that names none has none. Default: `[]`. */
    readonly authorizationDetailTypes?: readonly string[] | undefined;
    /** Schemes without a dot that their redirect URIs may have, such as `cursor`; those with a dot they all may. Default: `[]`. */
    readonly privateUseSchemes?: readonly string[] | undefined;
    /** Who is believed in what it says of software (RFC 7591 §2.3); statements of others are refused. Default: `[]`. */
    readonly softwareStatementIssuers?: readonly ({
      /** The `iss` of its statements. */
      readonly issuer: string;
      /** Its public keys, as a JWKS. */
      readonly jwks?: {
        /** The keys as in RFC 7517 §4. */
        readonly keys: readonly (Readonly<Record<string, unknown>>)[];
      } | undefined;
      /** Where the server fetches the same keys. */
      readonly jwksUri?: string | undefined;
    })[] | undefined;
    /** Seconds a secret lasts; with an update of its registration a client gets another. Absent: for ever. */
    readonly secretLifetime?: number | undefined;
    /** Seconds after which a client goes that never got a token. Default: `2592000`. */
    readonly unusedLifetime?: number | undefined;
    /** Clients that registered themselves, at the most. Default: `100000`. */
    readonly maximumClients?: number | undefined;
    /** Registrations of one address in an hour, where anybody may register; an IPv6 /64 is one. Default: `20`. */
    readonly perAddressAndHour?: number | undefined;
  } | undefined;
  /** Clients whose id is the address of a document about them: whether there may be any, and what they may have. */
  readonly clientIdMetadataDocuments?: {
    /** Whether a client id may be the https URL of a document about the client: none, on `hosts`, on any host. Default: `"off"`. */
    readonly mode?: 'off' | 'listedHosts' | 'anyHost' | undefined;
    /** Host names; `*.example.com` stands for all below it. In the mode `listedHosts` the only ones; in `anyHost` those that the consent page calls known. Default: `[]`. */
    readonly hosts?: readonly string[] | undefined;
    /** Scopes that such clients may have at the most, and have where their document names none. Default: `[]`. */
    readonly scopes?: readonly string[] | undefined;
    /** Grant types that they may have at the most. `refresh_token` stands for `offline_access` too. Default: `["authorization_code","refresh_token"]`. */
    readonly grantTypes?: readonly ('authorization_code' | 'refresh_token' | 'urn:ietf:params:oauth:grant-type:device_code' | 'client_credentials' | 'urn:openid:params:grant-type:ciba')[] | undefined;
    /** Types of `authorization_details` that they may have at the most; one that names none has none. Default: `[]`. */
    readonly authorizationDetailTypes?: readonly string[] | undefined;
    /** Schemes without a dot that their redirect URIs may have, such as `cursor`; those with a dot they all may. Default: `[]`. */
    readonly privateUseSchemes?: readonly string[] | undefined;
    /** Bytes that a document may have. Default: `10240`. */
    readonly maximumBytes?: number | undefined;
    /** Seconds that a document is used at least, whatever HTTP says of it; 0: as HTTP says. Default: `60`. */
    readonly minimumCacheSeconds?: number | undefined;
    /** Seconds after which it is fetched again, whatever HTTP says of it. Default: `86400`. */
    readonly maximumCacheSeconds?: number | undefined;
  } | undefined;
  /** Rules that every client is held to which names no profile itself: `docs/profiles.md`. */
  readonly profile?: 'fapi2Security' | 'fapi2MessageSigning' | 'fapiCiba' | undefined;
  /** Whether the discovery document also carries itself signed, as `signed_metadata` (RFC 8414 §2.1). Default: `false`. */
  readonly signedMetadata?: boolean | undefined;
  /** Endpoints, each of which `false` switches off: nothing is at its path (404), discovery does not name it. */
  readonly endpoints?: {
    /** The authorize endpoint, and with it that of pushed requests. Default: `true`. */
    readonly authorize?: boolean | undefined;
    /** Pushed authorization requests (RFC 9126). Default: `true`. */
    readonly pushedAuthorization?: boolean | undefined;
    /** Device authorization (RFC 8628), and its page. Default: `true`. */
    readonly deviceAuthorization?: boolean | undefined;
    /** Backchannel authentication (CIBA), and its page. Default: `true`. */
    readonly ciba?: boolean | undefined;
    /** Userinfo. Default: `true`. */
    readonly userInfo?: boolean | undefined;
    /** Introspection (RFC 7662). Default: `true`. */
    readonly introspection?: boolean | undefined;
    /** Revocation (RFC 7009). Default: `true`. */
    readonly revocation?: boolean | undefined;
    /** Signing out at the request of a client; `/logout` stays. Default: `true`. */
    readonly endSession?: boolean | undefined;
  } | undefined;
  /** The address at which clients present certificates, announced as `mtls_endpoint_aliases` (RFC 8705 §5). Absent: the same as for everybody. */
  readonly mutualTls?: {
    /** What stands for the issuer in the addresses of endpoints, with the same path. */
    readonly baseUrl: string;
  } | undefined;
  /** Authorities, in PEM, whose client certificates are believed for `tlsClientAuth`. They must have issued these themselves: list intermediate ones. Default: `[]`. */
  readonly clientCertificateAuthorities?: readonly string[] | undefined;
  /** Users; more of them can be stored by `mintmark users`. Default: `[]`. */
  readonly users?: readonly ({
    /** The `sub` of the user; never changes. */
    readonly subject: string;
    /** Name to sign in with, whatever its letter case. */
    readonly username: string;
    /** Password in plain text; hashed when the server first sees it. */
    readonly password?: string | undefined;
    /** The argon2id hash of the password in PHC form, instead. */
    readonly passwordHash?: string | undefined;
    /** Claims about the user by name. Default: `{}`. */
    readonly claims?: Readonly<Record<string, JsonValue>> | undefined;
  })[] | undefined;
  /** Other OpenID providers to sign in with. Default: `[]`. */
  readonly externalProviders?: readonly ({
    /** Its name in the path of its callback, `/external/<id>/callback`, and the `idp` claim. */
    readonly id: string;
    /** Its name on the sign-in page. */
    readonly displayName: string;
    /** Its issuer identifier, as its discovery document has it. */
    readonly issuer: string;
    /** The client that you are there. */
    readonly clientId: string;
    /** The secret of that client. */
    readonly clientSecret?: string | undefined;
    /** Scopes to ask for. Default: `["openid","profile","email"]`. */
    readonly scopes?: readonly string[] | undefined;
    /** Claims about its users that are believed. The default is the standard ones: name a role or group only if it may say who has it. Default: `["name","family_name","given_name","middle_name","nickname","preferred_username","profile","picture","website","gender","birthdate","zoneinfo","locale","updated_at","email","email_verified","address","phone_number","phone_number_verified"]`. */
    readonly claims?: readonly string[] | undefined;
    /** `acr` values that it is believed in; those of them that a client asks for are asked of it. Announced by discovery, as `acrValues` of the server are. Default: `[]`. */
    readonly acrValues?: readonly string[] | undefined;
    /** Whether it may stand on a loopback or private address. Default: `false`. */
    readonly allowPrivateAddresses?: boolean | undefined;
  })[] | undefined;
  /** Other issuers whose JWTs are exchanged for tokens, or prove who a client is: `docs/delegation.md`. Default: `[]`. */
  readonly trustedIssuers?: readonly ({
    /** Its `iss`, compared character by character. */
    readonly issuer: string;
    /** Where its keys are fetched; kept for five minutes. */
    readonly jwksUri?: string | undefined;
    /** Its keys, instead. */
    readonly jwks?: {
      /** Public keys as in RFC 7517 §4. */
      readonly keys: readonly (Readonly<Record<string, unknown>>)[];
    } | undefined;
    /** What `aud` of its JWTs must be, and nothing else beside it. Absent: the issuer of this server. */
    readonly audience?: string | readonly string[] | undefined;
    /** For what its JWTs are taken: token exchange (RFC 8693), the grant jwt-bearer (RFC 7523 §2.1), the same with identity assertions (ID-JAG), client authentication (`clients[].clientAssertion`). */
    readonly uses: readonly ('subjectToken' | 'assertion' | 'identityAssertion' | 'clientAssertion')[];
    /** Whom `sub` names: `same`, a user of this server by that subject; `mapped`, whoever `assertionSubjectMapper` says; `none`, nobody: tokens are about the client. Default: `"none"`. */
    readonly subjects?: 'same' | 'mapped' | 'none' | undefined;
    /** Clients that may use its JWTs. Absent: every client that may use the grant. */
    readonly allowedClients?: readonly string[] | undefined;
    /** Scopes that its JWTs are good for. Absent: whatever the client may have. */
    readonly allowedScopes?: readonly string[] | undefined;
    /** Algorithms that it may sign with. Empty: any asymmetric one. Default: `[]`. */
    readonly allowedAlgorithms?: readonly ('ES256' | 'RS256' | 'PS256' | 'EdDSA' | 'Ed25519' | 'ES384' | 'ES512' | 'RS384' | 'RS512' | 'PS384' | 'PS512')[] | undefined;
    /** Whether each assertion is good once, by its `jti`. `false` for platforms that hand out one token for a while, such as Kubernetes. Default: `true`. */
    readonly singleUse?: boolean | undefined;
  })[] | undefined;
  /** How long sign-ins last. */
  readonly session?: {
    /** Seconds a sign-in lasts without use. Default: `36000`. */
    readonly idleLifetime?: number | undefined;
    /** Seconds a sign-in lasts at the most. Default: `604800`. */
    readonly absoluteLifetime?: number | undefined;
    /** `offered`: users may choose on the sign-in page to stay signed in for `absoluteLifetime`, used or not, also when the browser was closed. Default: `"off"`. */
    readonly staySignedIn?: 'off' | 'offered' | undefined;
  } | undefined;
  /** `typ` of JWT access tokens; `JWT` for APIs whose library refuses that of RFC 9068. APIs may differ: `apiResources[].accessTokenJwtType`. Default: `"at+jwt"`. */
  readonly accessTokenJwtType?: 'at+jwt' | 'JWT' | undefined;
  /** Names of parameters of your own in authorization requests and pushes, such as `tenant`: kept and shown to a front end; whatever else is not understood is dropped. Default: `[]`. */
  readonly customAuthorizeParameters?: readonly string[] | undefined;
  /** Further `acr` values that sign-ins may have, which your front end gives them; announced by discovery. Where any is announced, what `acr_values` asks for must be met (RFC 9470 §5). Default: `[]`. */
  readonly acrValues?: readonly string[] | undefined;
  /** The `acr` of a sign-in with user name and password, such as `urn:example:acr:password`; announced by discovery. Absent: none. */
  readonly passwordAcr?: string | undefined;
  /** Limits on guessing, and on how much is taken and kept; `docs/reference/limits.md` lists all there are. */
  readonly limits?: {
    /** Wrong passwords of one account in the window. Default: `10`. */
    readonly signInAttemptsPerAccount?: number | undefined;
    /** Wrong passwords from one address in the window. Default: `100`. */
    readonly signInAttemptsPerAddress?: number | undefined;
    /** Wrong user codes of one address or user in the window. Default: `10`. */
    readonly userCodeAttempts?: number | undefined;
    /** Failed authentications of one client from one address in the window. Default: `20`. */
    readonly clientAuthenticationFailures?: number | undefined;
    /** Authorization, pushed and device requests of one address in the window that wait for a user not yet known. Default: `1000`. */
    readonly waitingRequestsPerAddress?: number | undefined;
    /** Seconds that the attempts above are counted over. Default: `300`. */
    readonly windowSeconds?: number | undefined;
    /** Live refresh tokens of one user at one client, of reference tokens ten times as many; of more the oldest end. Default: `100`. */
    readonly grantsPerUserAndClient?: number | undefined;
    /** Characters that `state` may have. Default: `8000`. */
    readonly stateLength?: number | undefined;
  } | undefined;
  /** Whether the server may call clients on loopback and private addresses. Absent: in `dev` yes, in `start` no. */
  readonly allowPrivateAddresses?: boolean | undefined;
  /** Language tags of the pages; the first is the default. Built in: en, de, fr, es, it, pt, nl, pl, tr, ar, hi, ja, zh, ko. Default: `["en"]`. */
  readonly locales?: readonly string[] | undefined;
  /** Time zone of the pages, for users whose claim `zoneinfo` names none. Default: `"UTC"`. */
  readonly timeZone?: string | undefined;
}
