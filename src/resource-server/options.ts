import type { CryptoKey } from 'jose';

/** What an API says of itself, and whom it believes. */
export interface ResourceOptions {
  /** The identifier of this API, an absolute URL without fragment: what clients send as `resource` and find as `aud` (RFC 8707, RFC 9728). */
  readonly resource: string;
  /** The authorization servers whose tokens are taken, compared character by character. */
  readonly issuer: string | readonly string[];
  /** All scopes that this API knows, for its metadata. */
  readonly scopes?: readonly string[] | undefined;
  /** What `aud` must name, if it is not {@link resource}. */
  readonly audience?: string | readonly string[] | undefined;
  /** `typ` of JWTs that are taken. Default: `at+jwt` alone (RFC 9068 §4); servers of before write `JWT`. */
  readonly tokenTypes?: readonly string[] | undefined;
  /** Default: ES256, PS256, RS256, EdDSA, Ed25519 and their longer kin; symmetric ones never. */
  readonly algorithms?: readonly string[] | undefined;
  /** How this API asks about tokens that are no JWTs (RFC 7662). Absent: they are refused. */
  readonly introspection?: IntrospectionOptions | undefined;
  /** Tokens that are bound to nothing are refused. Default: `false`. */
  readonly requireProofOfPossession?: boolean | undefined;
  /** Seconds that clocks may differ. Default: 30. */
  readonly clockTolerance?: number | undefined;
  /** Further members of the metadata, such as `resource_name` and `resource_documentation`. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** Notes proofs that were used. Default: in the memory of this process, 100 000 at the most. */
  readonly replay?: ReplayStore | undefined;
  readonly fetch?: typeof fetch | undefined;
  /** Epoch seconds. */
  readonly clock?: { now(): number } | undefined;
}

export interface IntrospectionOptions {
  readonly clientId: string;
  /** Sent by `client_secret_basic`; or a key for `private_key_jwt`. */
  readonly clientSecret?: string | undefined;
  readonly privateKey?: CryptoKey | undefined;
  readonly keyId?: string | undefined;
  /** Of the key. Default: ES256. */
  readonly algorithm?: string | undefined;
  /** Default: what the issuer's discovery document names. */
  readonly endpoint?: string | undefined;
  /** Seconds that an answer is remembered, never beyond the token's end; a revoked token is good for so long. Default: 10; 0: never. */
  readonly cacheSeconds?: number | undefined;
}

/** Remembers what may be used once. */
export interface ReplayStore {
  /** Whether this call was the first with that key before `expiresAt` (epoch seconds). */
  insertOnce(key: string, expiresAt: number): boolean | Promise<boolean>;
}

/** What one request needs. */
export interface Requirements {
  /** All of them. */
  readonly scopes?: readonly string[] | undefined;
  /** One of them must be the token's `acr` (RFC 9470). */
  readonly acrValues?: readonly string[] | undefined;
  /** Seconds since the user signed in, at the most (RFC 9470). */
  readonly maxAge?: number | undefined;
  /** The certificate of the client's TLS connection, DER: for tokens that are bound to one (RFC 8705). */
  readonly clientCertificate?: Uint8Array | undefined;
}

/** A request as `fetch` has it, or as much of one. */
export interface ResourceRequest {
  readonly method: string;
  /** Absolute, or from the root: of it only the path counts, since a proxy may have changed the rest. */
  readonly url: string;
  readonly headers: { get(name: string): string | null };
}

/** An access token that is good for this API and this request. */
export interface VerifiedToken {
  readonly issuer: string;
  readonly clientId: string | undefined;
  /** `undefined` where a client acts for itself and the server does not say so by `sub`. */
  readonly subject: string | undefined;
  readonly scopes: readonly string[];
  /** Epoch seconds. */
  readonly expiresAt: number;
  /** What the token is bound to. */
  readonly confirmation: { readonly jkt?: string; readonly 'x5t#S256'?: string } | undefined;
  /** Everything in it, or all that introspection told. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** The token itself, for exchanging it. Never log it. */
  readonly token: string;
}

/** RFC 9728 §2. */
export type ResourceMetadata = Readonly<Record<string, unknown>> & {
  readonly resource: string;
  readonly authorization_servers: readonly string[];
};

const asymmetric = [
  'ES256',
  'PS256',
  'RS256',
  'EdDSA',
  'Ed25519',
  'ES384',
  'ES512',
  'PS384',
  'PS512',
  'RS384',
  'RS512',
];

/** The options with every default. */
export interface Settings {
  readonly resource: URL;
  readonly issuers: readonly string[];
  readonly scopes: readonly string[];
  readonly audiences: readonly string[];
  readonly tokenTypes: ReadonlySet<string>;
  readonly algorithms: readonly string[];
  readonly clockTolerance: number;
  readonly now: () => number;
  readonly fetch: typeof fetch;
}

/** @throws {TypeError} for what can never work: a mistake shows at the start, not at the first request. */
export function settingsOf(options: ResourceOptions): Settings {
  const resource = URL.parse(options.resource);
  if (resource === null || options.resource.includes('#') || !isSecure(resource)) {
    throw new TypeError('resource must be an absolute https URL without fragment (http on this machine only)');
  }
  const issuers = typeof options.issuer === 'string' ? [options.issuer] : [...options.issuer];
  if (issuers.length === 0) throw new TypeError('issuer: at least one is needed');
  for (const issuer of issuers) {
    const url = URL.parse(issuer);
    if (url === null || !isSecure(url)) throw new TypeError(`issuer: ${issuer} must be an absolute https URL`);
  }
  const algorithms = options.algorithms ?? asymmetric;
  const wrong = algorithms.find((algorithm) => !asymmetric.includes(algorithm));
  if (wrong !== undefined) throw new TypeError(`algorithms: ${wrong} is no asymmetric signature algorithm`);
  const { introspection } = options;
  if (
    introspection !== undefined &&
    (introspection.clientSecret === undefined) === (introspection.privateKey === undefined)
  ) {
    throw new TypeError('introspection needs a clientSecret or a privateKey');
  }
  const { audience = options.resource } = options;
  return {
    resource,
    issuers,
    scopes: options.scopes ?? [],
    audiences: typeof audience === 'string' ? [audience] : audience,
    tokenTypes: new Set((options.tokenTypes ?? ['at+jwt']).map((type) => type.toLowerCase())),
    algorithms,
    clockTolerance: options.clockTolerance ?? 30,
    now: () => options.clock?.now() ?? Math.floor(Date.now() / 1000),
    fetch: options.fetch ?? fetch,
  };
}

/** https, or http that stays on this machine. */
export function isSecure({ protocol, hostname }: URL): boolean {
  return (
    protocol === 'https:' ||
    (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname.toLowerCase()))
  );
}
