import { profileAlgorithms } from '../config/profiles.ts';
import { assertionAlgorithms } from '../keys/assertion-algorithms.ts';
import type { Client } from '../model/client.ts';
import { closedPaths, type EndpointSwitches, paths } from '../model/endpoint-paths.ts';
import type { JsonObject } from '../model/json.ts';
import type { ProfileName } from '../model/profile.ts';
import type { ResourceCatalogue } from '../model/resources.ts';
import { type ClientRegistrationSettings, mayRegisterImplicit, type Settings } from '../model/settings.ts';
import { expectsCertificates } from '../proofs/mutual-tls.ts';
import type { DiscoveryMembers } from '../wiring/discovery-members.ts';

/** The members of the discovery document (OpenID Connect Discovery §3, RFC 8414 §2). */
export type DiscoveryDocument = JsonObject;

/** Describes the server to its clients. Derive from {@link DiscoveryResponseGenerator}. */
export interface IDiscoveryResponseGenerator {
  /** Called when keys changed and at start-up, not for each request. */
  process(issuer: string): DiscoveryDocument;
}

export interface DiscoveryServices {
  readonly catalogue: ResourceCatalogue;
  readonly tokenGrants: ReadonlyMap<string, unknown>;
  readonly signingAlgorithms: readonly string[];
  readonly clients: {
    readonly configured: readonly (Pick<Client, 'allowedGrantTypes'> &
      Partial<Pick<Client, 'tlsClientAuth' | 'selfSignedTlsClientAuth' | 'requireMutualTls'>>)[];
  };
  readonly settings: {
    /** Absent: all are there. */
    readonly endpoints?: EndpointSwitches | undefined;
    readonly clientCertificateAuthorities: readonly string[];
    /** Where certificates of clients come from. */
    readonly listen?: Pick<Settings['listen'], 'trustProxy' | 'tls'> | undefined;
    readonly locales: readonly string[];
    readonly mutualTls?: { readonly baseUrl: string } | undefined;
    readonly profile?: ProfileName | undefined;
    readonly clientRegistration: Pick<ClientRegistrationSettings, 'mode' | 'grantTypes'>;
  };
  /** What each capability adds. */
  readonly discoveryMembers: readonly DiscoveryMembers[];
}

const authenticationMethods = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'];

/** Endpoints at which a client may authenticate by a certificate, or bind a token to it (RFC 8705 §5). */
const usedWithCertificates: ReadonlySet<string> = new Set([
  'token_endpoint',
  'revocation_endpoint',
  'introspection_endpoint',
  'device_authorization_endpoint',
  'backchannel_authentication_endpoint',
  'pushed_authorization_request_endpoint',
  'userinfo_endpoint',
]);

export class DiscoveryResponseGenerator implements IDiscoveryResponseGenerator {
  protected readonly services: DiscoveryServices;

  constructor(services: DiscoveryServices) {
    this.services = services;
  }

  process(issuer: string): DiscoveryDocument {
    return { ...this.endpoints(issuer), ...this.tokens(), ...this.authorization(), ...this.clients() };
  }

  protected endpoints(issuer: string): DiscoveryDocument {
    const closed = closedPaths(this.services.settings.endpoints);
    const added = this.services.discoveryMembers
      .flatMap(({ endpoints = {} }) => Object.entries(endpoints))
      .filter(([, path]) => !closed.has(path));
    const { mutualTls } = this.services.settings;
    const aliased = mutualTls === undefined ? [] : added.filter(([member]) => usedWithCertificates.has(member));
    return {
      issuer,
      jwks_uri: issuer + paths.jwks,
      ...Object.fromEntries(added.map(([member, path]) => [member, issuer + path])),
      ...(mutualTls === undefined
        ? {}
        : {
            mtls_endpoint_aliases: Object.fromEntries(
              aliased.map(([member, path]) => [member, mutualTls.baseUrl + path]),
            ),
          }),
    };
  }

  protected tokens(): DiscoveryDocument {
    const { catalogue, clients, settings, tokenGrants, signingAlgorithms } = this.services;
    const grantTypes = [...tokenGrants.keys()];
    // Not a grant of the token endpoint, but one that clients look for (RFC 8414 §2).
    const implicit =
      settings.endpoints?.authorize !== false &&
      (clients.configured.some(({ allowedGrantTypes }) => allowedGrantTypes.includes('implicit')) ||
        mayRegisterImplicit(settings));
    const shown = [...catalogue.identityResources, ...catalogue.apiScopes].filter(
      (resource) => resource.enabled && resource.showInDiscoveryDocument,
    );
    return {
      scopes_supported: [...shown.map((resource) => resource.name), 'offline_access'],
      claims_supported: [...new Set(['sub', ...shown.flatMap((resource) => resource.userClaims)])],
      grant_types_supported: implicit ? [...grantTypes, 'implicit'] : grantTypes,
      subject_types_supported: ['public', 'pairwise'],
      id_token_signing_alg_values_supported: signingAlgorithms,
      ...this.#added('tokens'),
    };
  }

  protected authorization(): DiscoveryDocument {
    return { ui_locales_supported: this.services.settings.locales, ...this.#added('authorization') };
  }

  protected clients(): DiscoveryDocument {
    const { settings, clients } = this.services;
    const { endpoints, profile } = settings;
    const all = [
      ...authenticationMethods,
      ...(expectsCertificates(settings, clients.configured) ? ['self_signed_tls_client_auth'] : []),
      ...(settings.clientCertificateAuthorities.length > 0 ? ['tls_client_auth'] : []),
    ];
    // Under a profile every client proves who it is with a key.
    const methods = profile === undefined ? all : all.filter((method) => !method.startsWith('client_secret'));
    const withPublic = profile === undefined ? [...methods, 'none'] : methods;
    const algorithms = this.#assertionAlgorithms();
    return {
      token_endpoint_auth_methods_supported: withPublic,
      token_endpoint_auth_signing_alg_values_supported: algorithms,
      ...(endpoints?.revocation === false
        ? {}
        : {
            revocation_endpoint_auth_methods_supported: withPublic,
            revocation_endpoint_auth_signing_alg_values_supported: algorithms,
          }),
      ...(endpoints?.introspection === false
        ? {}
        : {
            introspection_endpoint_auth_methods_supported: methods,
            introspection_endpoint_auth_signing_alg_values_supported: algorithms,
          }),
      ...this.#added('clients'),
    };
  }

  #assertionAlgorithms(): readonly string[] {
    const { profile } = this.services.settings;
    return profile === undefined
      ? assertionAlgorithms
      : assertionAlgorithms.filter((algorithm) => profileAlgorithms[profile].includes(algorithm));
  }

  #added(part: 'tokens' | 'authorization' | 'clients'): DiscoveryDocument {
    return Object.assign({}, ...this.services.discoveryMembers.map((members) => members[part]));
  }
}
