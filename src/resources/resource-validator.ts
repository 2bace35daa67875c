import { oauthError } from '../errors/oauth-error.ts';
import { tooLong } from '../http/bounded-parameter.ts';
import type { Client } from '../model/client.ts';
import { limits } from '../model/limits.ts';
import type {
  ApiResource,
  ApiScope,
  IdentityResource,
  ResourceCatalogue,
  ValidatedResources,
} from '../model/resources.ts';
import { accessTokenAlgorithms } from './signing-constraints.ts';

export const offlineAccess = 'offline_access';
/** How many texts are remembered as parsed, and how long they may be for that. */
const mostParsed = 500;
const longestParsed = 1000;
/** RFC 3986 §2: printable ASCII. What is none costs the parser of URLs more than its length. */
const uriCharacters = /^[\x21-\x7E]+$/;
const scopeToken = /^[\x21\x23-\x5B\x5D-\x7E]+$/;

/** Which of a client's scopes stand for a missing `scope` parameter. */
export type DefaultScopes = 'all' | 'apiOnly';

/** Turns scopes and resource indicators into resources, or refuses them whole: nothing is ever silently narrowed. */
export class ResourceValidator {
  readonly #identity: ReadonlyMap<string, IdentityResource>;
  readonly #apiScopes: ReadonlyMap<string, ApiScope>;
  readonly #apiResources: ReadonlyMap<string, ApiResource>;
  /** Names of APIs that are URLs, by their normal form. */
  readonly #urls: ReadonlyMap<string, string>;
  readonly #defaults = new WeakMap<Client, { readonly all: readonly string[]; readonly apiOnly: readonly string[] }>();
  /** Clients ask for the same few texts again and again. */
  readonly #parsed = new Map<string, readonly string[]>();
  readonly #unlimited = new WeakMap<Client, Map<string, ValidatedResources>>();

  constructor(catalogue: ResourceCatalogue) {
    this.#identity = enabledByName(catalogue.identityResources);
    this.#apiScopes = enabledByName(catalogue.apiScopes);
    this.#apiResources = enabledByName(catalogue.apiResources);
    this.#urls = new Map([...this.#apiResources.keys()].map((name) => [normalUrl(name) ?? name, name]));
  }

  /** An enabled API by its name. */
  apiResource(name: string): ApiResource | undefined {
    return this.#apiResources.get(name);
  }

  identityResource(name: string): IdentityResource | undefined {
    return this.#identity.get(name);
  }

  apiScope(name: string): ApiScope | undefined {
    return this.#apiScopes.get(name);
  }

  /** Whether a scope belongs to an enabled API. */
  isOfApi(scope: string): boolean {
    return [...this.#apiResources.values()].some((api) => api.scopes.includes(scope));
  }

  /**
   * The scopes of a `scope` parameter, each once, in request order; the client's own where there is none (RFC 6749 §3.3).
   * @throws {OAuthError} `scope.malformed`, `scope.missing` (`invalid_scope`).
   */
  parseScopes(scope: string | undefined, client: Client, defaults: DefaultScopes): readonly string[] {
    if (scope === undefined) {
      const scopes = this.#defaultScopes(client)[defaults];
      if (scopes.length === 0) throw oauthError('scope.missing');
      return scopes;
    }
    const known = this.#parsed.get(scope);
    if (known !== undefined) return known;
    if (scope.length > limits.scope.most) throw tooLong('scope', limits.scope, 'scope.malformed');
    const scopes = [...new Set(scope.split(' ').filter((token) => token !== ''))];
    if (scopes.length === 0) throw oauthError('scope.missing');
    for (const token of scopes)
      if (!scopeToken.test(token)) throw oauthError('scope.malformed', { fields: { scope: token } });
    if (scope.length > longestParsed) return scopes;
    if (this.#parsed.size >= mostParsed) this.#parsed.clear();
    this.#parsed.set(scope, scopes);
    return scopes;
  }

  /**
   * {@link parseScopes} of a request that a person answers: `offline_access` of a client that may not have it is ignored, as clients ask for it
   * wherever it is announced (OpenID Connect Core §11).
   * @throws {OAuthError} `scope.malformed`, `scope.missing` (`invalid_scope`).
   */
  askedScopes(scope: string | undefined, client: Client, defaults: DefaultScopes): readonly string[] {
    const scopes = this.parseScopes(scope, client, defaults);
    if (client.allowOfflineAccess || !scopes.includes(offlineAccess)) return scopes;
    const kept = scopes.filter((one) => one !== offlineAccess);
    if (kept.length === 0) throw oauthError('scope.missing');
    return kept;
  }

  /**
   * The values of `resource`, each once (RFC 8707 §2).
   * @throws {OAuthError} `resource.malformed` (`invalid_target`): too long, not an absolute URI, or with a fragment.
   */
  parseIndicators(values: readonly string[]): readonly string[] {
    if (values.length === 0) return values;
    for (const value of values) {
      if (value.length > limits.apiName.most) throw tooLong('resource', limits.apiName, 'resource.malformed');
      if (!uriCharacters.test(value) || !URL.canParse(value) || value.includes('#'))
        throw oauthError('resource.malformed', { fields: { resource: value } });
    }
    return [...new Set(values.map((value) => this.#canonicalIndicator(value)))];
  }

  /**
   * Everything that the scopes name, for this client, limited to the indicated resources if there are any: what one token is for.
   * @param apis names of APIs that are asked for otherwise than by scope.
   * @throws {OAuthError} `scope.not-allowed` (`invalid_scope`), `resource.unknown`, `resource.algorithms-incompatible`
   * (`invalid_target`).
   */
  validate(
    client: Client,
    scopes: readonly string[],
    indicators: readonly string[],
    apis: readonly string[] = [],
  ): ValidatedResources {
    if (indicators.length > 0 || apis.length > 0) {
      return this.filter(this.#resolve(client, scopes, apis), indicators, apis);
    }
    let known = this.#unlimited.get(client);
    if (known === undefined) {
      known = new Map();
      this.#unlimited.set(client, known);
    }
    const key = scopes.join(' ');
    let resources = known.get(key);
    if (resources === undefined) {
      resources = this.filter(this.#resolve(client, scopes), indicators);
      if (known.size < 100 && key.length <= longestParsed) known.set(key, resources);
    }
    return resources;
  }

  /**
   * Like {@link validate}, but keeps APIs that need an indicator: what an authorization as a whole covers. Limited to resources, it covers no
   * scope that belongs to none of them: no token could have it, and nobody is asked for it.
   * @throws {OAuthError} `scope.not-allowed`, `resource.unknown`.
   */
  validateAll(
    client: Client,
    scopes: readonly string[],
    indicators: readonly string[],
    apis: readonly string[] = [],
  ): ValidatedResources {
    const resources = this.#resolve(client, scopes, apis);
    if (indicators.length === 0) return resources;
    const indicated = indicators.map((indicator) => this.#indicated(resources, indicator));
    // Details are asked for whatever `resource` says (RFC 9396 §3.2).
    const others = resources.apiResources.filter((api) => apis.includes(api.name) && !indicated.includes(api));
    return { ...this.#withScopesOf(indicated, resources), apiResources: [...indicated, ...others] };
  }

  /**
   * Limits resources to the indicated APIs: their scopes and `offline_access` stay, identity scopes go. Without an indicator
   * only APIs that demand one go.
   * @throws {OAuthError} `resource.unknown`, `resource.algorithms-incompatible` (`invalid_target`).
   */
  filter(
    resources: ValidatedResources,
    indicators: readonly string[],
    apis: readonly string[] = [],
  ): ValidatedResources {
    if (indicators.length === 0) {
      const open = resources.apiResources.filter((resource) => !resource.requireResourceIndicator);
      const left = open.length === resources.apiResources.length ? resources : this.#without(open, resources);
      return forOneToken(left, resources.scopes, apis);
    }
    const apiResources = indicators.map((indicator) => this.#indicated(resources, indicator));
    const kept = new Set(apiResources.flatMap((resource) => resource.scopes));
    const limited = {
      scopes: resources.scopes.filter((scope) => kept.has(scope) || scope === offlineAccess),
      identityResources: [],
      apiScopes: resources.apiScopes.filter((scope) => kept.has(scope.name)),
      apiResources,
      offlineAccess: resources.offlineAccess,
    };
    return forOneToken(limited, resources.scopes, apis);
  }

  /**
   * What a token is for when its authorization was limited to `authorized` resources (none: not limited) and this request asks for
   * `indicators` of them. Without indicators it is for all authorized ones, and identity scopes stay (RFC 8707 §2.2); an API that
   * demands an indicator is then left out, unless it is the only one.
   * @throws {OAuthError} `scope.not-allowed`, `resource.unknown`, `resource.algorithms-incompatible`.
   */
  forToken(
    client: Client,
    scopes: readonly string[],
    authorized: readonly string[],
    indicators: readonly string[],
    apis: readonly string[] = [],
  ): ValidatedResources {
    if (indicators.length > 0 || authorized.length === 0) return this.validate(client, scopes, indicators, apis);
    const resources = this.#resolve(client, scopes, apis);
    const all = resources.apiResources.filter(({ name }) => authorized.includes(name) || apis.includes(name));
    const apiResources = all.length > 1 ? all.filter((resource) => !resource.requireResourceIndicator) : all;
    const limited = apiResources.filter(({ name }) => authorized.includes(name));
    return forOneToken({ ...this.#withScopesOf(limited, resources), apiResources }, scopes, apis);
  }

  /**
   * Of scopes that were granted once, those that the client may still have: what was withdrawn since narrows, and breaks nothing.
   * @throws {OAuthError} `scope.withdrawn` (`invalid_grant`) when nothing is left.
   */
  stillAllowed(client: Client, granted: readonly string[]): readonly string[] {
    const isAllowed = (scope: string) =>
      scope === offlineAccess
        ? client.allowOfflineAccess
        : client.allowedScopes.includes(scope) && (this.#apiScopes.has(scope) || this.#identity.has(scope));
    const left = granted.filter(isAllowed);
    if (left.length === granted.length) return granted;
    if (left.every((scope) => scope === offlineAccess))
      throw oauthError('scope.withdrawn', { fields: { scope: granted.join(' ') } });
    return left;
  }

  /** These APIs, with their scopes and those that belong to no API at all. */
  #withScopesOf(apiResources: readonly ApiResource[], resources: ValidatedResources): ValidatedResources {
    const kept = new Set(apiResources.flatMap((resource) => resource.scopes));
    return {
      ...resources,
      scopes: resources.scopes.filter((scope) => kept.has(scope) || !this.#apiScopes.has(scope)),
      apiScopes: resources.apiScopes.filter((scope) => kept.has(scope.name)),
      apiResources,
    };
  }

  /** What is left when only these APIs stay: a scope that means something to others alone would mean nothing (RFC 9068 §2.2.3). */
  #without(open: readonly ApiResource[], resources: ValidatedResources): ValidatedResources {
    const kept = new Set(open.flatMap((resource) => resource.scopes));
    const others = new Set(resources.apiResources.flatMap((resource) => resource.scopes));
    const stays = (scope: string) => kept.has(scope) || !others.has(scope);
    return {
      ...resources,
      scopes: resources.scopes.filter(stays),
      apiScopes: resources.apiScopes.filter(({ name }) => stays(name)),
      apiResources: open,
    };
  }

  #indicated(resources: ValidatedResources, indicator: string): ApiResource {
    const found = resources.apiResources.find((resource) => resource.name === indicator);
    if (found === undefined) throw oauthError('resource.unknown', { fields: { resource: indicator } });
    return found;
  }

  /** RFC 3986 §6.2: scheme and host in any letter case, the default port, the slash of an empty path, which URL classes add. */
  #canonicalIndicator(value: string): string {
    if (this.#apiResources.has(value)) return value;
    const normal = normalUrl(value);
    return (normal === undefined ? undefined : this.#urls.get(normal)) ?? value;
  }

  #resolve(client: Client, scopes: readonly string[], more: readonly string[] = []): ValidatedResources {
    const identityResources: IdentityResource[] = [];
    const apiScopes: ApiScope[] = [];
    for (const scope of scopes) {
      if (scope === offlineAccess) {
        if (!client.allowOfflineAccess) throw oauthError('scope.not-allowed', { fields: { scope } });
        continue;
      }
      if (!client.allowedScopes.includes(scope)) throw oauthError('scope.not-allowed', { fields: { scope } });
      const identity = this.#identity.get(scope);
      const api = this.#apiScopes.get(scope);
      if (identity !== undefined) identityResources.push(identity);
      else if (api !== undefined) apiScopes.push(api);
      else throw oauthError('scope.not-allowed', { fields: { scope } });
    }
    const names = new Set(apiScopes.map((scope) => scope.name));
    const apiResources = [...this.#apiResources.values()].filter(
      (api) => api.scopes.some((scope) => names.has(scope)) || more.includes(api.name),
    );
    return { scopes, identityResources, apiScopes, apiResources, offlineAccess: scopes.includes(offlineAccess) };
  }

  #defaultScopes(client: Client) {
    let defaults = this.#defaults.get(client);
    if (defaults === undefined) {
      const all = client.allowedScopes.filter((scope) => this.#apiScopes.has(scope) || this.#identity.has(scope));
      // A client that nobody configured knows no better: it gets what the policy gives (RFC 6749 §3.3).
      const asPolicy = client.origin !== undefined && all.includes('openid');
      const apiOnly = asPolicy ? all : all.filter((scope) => this.#apiScopes.has(scope));
      defaults = { apiOnly, all: client.allowOfflineAccess ? [...all, offlineAccess] : all };
      this.#defaults.set(client, defaults);
    }
    return defaults;
  }
}

/**
 * Tells before anything is consumed that no signature would suit all of them, or that the token would be for nothing (RFC 6749 §3.3).
 * @throws {OAuthError} `resource.algorithms-incompatible`, `resource.nothing-left`.
 */
function forOneToken(
  resources: ValidatedResources,
  asked: readonly string[],
  apis: readonly string[],
): ValidatedResources {
  accessTokenAlgorithms(resources.apiResources);
  const isForNothing =
    resources.scopes.every((scope) => scope === offlineAccess) &&
    !resources.apiResources.some(({ name }) => apis.includes(name));
  if (isForNothing && asked.some((scope) => scope !== offlineAccess))
    throw oauthError('resource.nothing-left', { fields: { scope: asked.join(' ') } });
  return resources;
}

function normalUrl(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined;
  return url.pathname === '/' && url.search === '' ? url.origin : url.href;
}

function enabledByName<Named extends { readonly name: string; readonly enabled: boolean }>(
  resources: readonly Named[],
): ReadonlyMap<string, Named> {
  return new Map(resources.filter((resource) => resource.enabled).map((resource) => [resource.name, resource]));
}
