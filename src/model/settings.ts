import type { AccessTokenJwtType } from './access-token-jwt-type.ts';
import type { AdminSettings } from './admin.ts';
import type { Client, JsonWebKeyRecord } from './client.ts';
import type { EndpointSwitches } from './endpoint-paths.ts';
import type { Claims } from './json.ts';
import type { ProfileName } from './profile.ts';
import type { ResourceCatalogue } from './resources.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';

export type StorageSettings =
  | { readonly kind: 'memory' }
  | { readonly kind: 'sqlite'; readonly path: string }
  | {
      readonly kind: 'postgres';
      readonly url: string;
      readonly maximumConnections: number;
      /** Milliseconds. */
      readonly statementTimeoutMs: number;
    };

/** When signing keys come and go; seconds. */
export interface SigningSettings {
  /** The first signs access tokens. */
  readonly algorithms: readonly string[];
  readonly rotationInterval: number;
  /** How long a new key is published before it signs. */
  readonly propagationTime: number;
  /** How long an old key is published after it signed last. */
  readonly retentionDuration: number;
}

/** A user that stands in the configuration. */
export interface ConfiguredUser {
  readonly subject: string;
  readonly username: string;
  /** Plain text; hashed when the server first sees it. */
  readonly password?: string | undefined;
  readonly passwordHash?: string | undefined;
  readonly claims: Claims;
}

/** Another OpenID provider with which users may sign in. */
export interface ExternalProvider {
  /** In the path of its callback, `/external/<id>/callback`, and the `idp` claim. */
  readonly id: string;
  readonly displayName: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
  readonly scopes: readonly string[];
  /** Names of the claims about its users that are believed. */
  readonly claims: readonly string[];
  /** How its users signed in, as far as it is believed. */
  readonly acrValues: readonly string[];
  /** Loopback and private addresses may be called (tests, intranets). */
  readonly allowPrivateAddresses: boolean;
}

/** What clients that register themselves may have, and how many there may be. Lifetimes in seconds. */
export interface ClientRegistrationSettings {
  readonly mode: 'off' | 'initialAccessToken' | 'open';
  readonly scopes: readonly string[];
  readonly grantTypes: readonly string[];
  /** Schemes without a dot that redirect URIs may have. */
  readonly privateUseSchemes: readonly string[];
  readonly softwareStatementIssuers: readonly SoftwareStatementIssuer[];
  /** Absent: a secret lasts for ever. */
  readonly secretLifetime?: number | undefined;
  readonly unusedLifetime: number;
  readonly maximumClients: number;
  readonly perAddressAndHour: number;
}

/** Whether clients may come that get tokens from the authorization endpoint. */
export function mayRegisterImplicit({
  clientRegistration: { mode, grantTypes },
}: {
  readonly clientRegistration: Pick<ClientRegistrationSettings, 'mode' | 'grantTypes'>;
}): boolean {
  return mode !== 'off' && grantTypes.includes('implicit');
}

/** Who is believed in what it says of software, with `jwks` or `jwksUri`. */
export interface SoftwareStatementIssuer {
  readonly issuer: string;
  readonly jwks?: { readonly keys: readonly JsonWebKeyRecord[] } | undefined;
  readonly jwksUri?: string | undefined;
}

/** Clients whose id is the address of a document about them, and what they may have. */
export interface ClientIdMetadataDocumentSettings {
  readonly mode: 'off' | 'listedHosts' | 'anyHost';
  /** Lower case; `*.example.com` stands for all below it. */
  readonly hosts: readonly string[];
  readonly scopes: readonly string[];
  readonly grantTypes: readonly string[];
  /** Schemes without a dot that redirect URIs may have. */
  readonly privateUseSchemes: readonly string[];
  readonly maximumBytes: number;
  readonly minimumCacheSeconds: number;
  readonly maximumCacheSeconds: number;
}

export interface TlsSettings {
  readonly certificate: string;
  readonly key: string;
  readonly clientAuthorities?: string | undefined;
  readonly mutualPort?: number | undefined;
}

/** The configuration with every default applied and every mistake refused. */
export interface Settings {
  /** No trailing slash. */
  readonly issuer: string;
  readonly listen: {
    readonly host: string;
    readonly port: number;
    readonly adminPort?: number | undefined;
    /** Files in PEM, and the port on which clients are asked for certificates. */
    readonly tls?: TlsSettings | undefined;
    /** Requests that a process answers at once; further ones get 503. */
    readonly maximumInFlight: number;
    /** Connections to a process, and of one address; further ones are closed at once. */
    readonly maximumConnections: number;
    readonly maximumConnectionsPerAddress: number;
    /** Requests of one connection that are worked on at once; further ones wait. */
    readonly maximumInFlightPerConnection: number;
    /** Believe `x-forwarded-for`, `-proto` and the client certificate header of the proxy in front. */
    readonly trustProxy: boolean;
  };
  readonly admin: AdminSettings;
  readonly storage: StorageSettings;
  /** Master secrets, base64url; the first seals, all unseal. */
  readonly secrets: readonly string[];
  readonly signing: SigningSettings;
  readonly catalogue: ResourceCatalogue;
  readonly clients: readonly Client[];
  readonly clientRegistration: ClientRegistrationSettings;
  readonly clientIdMetadataDocuments: ClientIdMetadataDocumentSettings;
  /** PEM. Whose client certificates are believed in what they name (RFC 8705 §2.1). */
  readonly signedMetadata: boolean;
  readonly endpoints: EndpointSwitches;
  /** Where clients present certificates, in place of the issuer. */
  readonly mutualTls?: { readonly baseUrl: string } | undefined;
  /** Of clients that name none. */
  readonly profile?: ProfileName | undefined;
  readonly clientCertificateAuthorities: readonly string[];
  readonly users: readonly ConfiguredUser[];
  readonly externalProviders: readonly ExternalProvider[];
  readonly trustedIssuers: readonly TrustedIssuer[];
  readonly session: {
    /** Seconds a sign-in lasts without use. */
    readonly idleLifetime: number;
    /** Seconds a sign-in lasts at the most. */
    readonly absoluteLifetime: number;
    /** Whether users are asked if they want to stay signed in. */
    readonly staySignedIn: 'off' | 'offered';
  };
  /** `typ` of access tokens for APIs that name none. */
  readonly accessTokenJwtType: AccessTokenJwtType;
  /** Names of parameters of one's own. */
  readonly customAuthorizeParameters: readonly string[];
  /** What else the `acr` of a sign-in may be. */
  readonly acrValues: readonly string[];
  /** The `acr` of a sign-in with user name and password; absent: none. */
  readonly passwordAcr?: string | undefined;
  readonly limits: {
    /** Wrong passwords per account and per address within `windowSeconds`. */
    readonly signInAttemptsPerAccount: number;
    readonly signInAttemptsPerAddress: number;
    /** Wrong user codes per address and per session. */
    readonly userCodeAttempts: number;
    /** Failed client authentications per client and address. */
    readonly clientAuthenticationFailures: number;
    readonly windowSeconds: number;
    /** Requests of one address that wait for a user, within `windowSeconds`. */
    readonly waitingRequestsPerAddress: number;
    /** Live refresh tokens of one user at one client. */
    readonly grantsPerUserAndClient: number;
    /** Characters that `state` may have. */
    readonly stateLength: number;
  };
  /** Servers whose addresses are not public may be called (a client's `jwksUri`, logout and notification URIs). */
  readonly allowPrivateAddresses: boolean;
  /** Language tags of pages, the first is the default. */
  readonly locales: readonly string[];
  /** Time zone of pages, an IANA name. */
  readonly timeZone: string;
  /** `dev` serves `/quickstart` and tolerates plain http; `production` refuses what is unsafe. */
  readonly mode: 'dev' | 'production';
  /** What works but should not stay so, in sentences; in `dev` none. */
  readonly warnings: readonly string[];
}
