import type { AccessTokenJwtType } from './access-token-jwt-type.ts';

interface NamedResource {
  readonly name: string;
  readonly displayName?: string | undefined;
  readonly description?: string | undefined;
  readonly enabled: boolean;
  readonly showInDiscoveryDocument: boolean;
  /** Claims about the user that a token for this resource carries. */
  readonly userClaims: readonly string[];
}

/** A scope that asks for claims about the user in the ID token and at userinfo (`openid`, `profile` …). */
export interface IdentityResource extends NamedResource {
  /** The user cannot leave it out on the consent page. */
  readonly required: boolean;
  readonly emphasize: boolean;
}

/** A scope of one or more APIs. */
export interface ApiScope extends NamedResource {
  readonly required: boolean;
  readonly emphasize: boolean;
}

/** An API: its name (an absolute URI if it is to be asked for by `resource`) is the audience of its access tokens. */
export interface ApiResource extends NamedResource {
  readonly scopes: readonly string[];
  /** With these the API authenticates at the introspection endpoint (user name: the resource's name). */
  readonly apiSecrets: readonly import('./client.ts').ClientSecret[];
  /** `typ` of JWT access tokens for it; absent: the server's. */
  readonly accessTokenJwtType?: AccessTokenJwtType | undefined;
  /** Only in tokens that were asked for with its `resource` indicator. */
  readonly requireResourceIndicator: boolean;
  /** Empty: the server's default. */
  readonly allowedAccessTokenSigningAlgorithms: readonly string[];
}

/** Everything that scopes and resource indicators may name. */
export interface ResourceCatalogue {
  readonly identityResources: readonly IdentityResource[];
  readonly apiScopes: readonly ApiScope[];
  readonly apiResources: readonly ApiResource[];
}

/** What a request may have, after validation: scopes in request order, resources filtered by the resource indicator. */
export interface ValidatedResources {
  /** Granted scopes as they go into the response, `offline_access` included. */
  readonly scopes: readonly string[];
  readonly identityResources: readonly IdentityResource[];
  readonly apiScopes: readonly ApiScope[];
  /** Their names are the audience. */
  readonly apiResources: readonly ApiResource[];
  /** `offline_access` was asked for and is allowed: a refresh token is due. */
  readonly offlineAccess: boolean;
}
