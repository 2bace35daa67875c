import { assertionAlgorithms, cibaRequestAlgorithms } from '../keys/assertion-algorithms.ts';
import type { Client } from '../model/client.ts';
import { paths } from '../model/endpoint-paths.ts';
import type { JsonObject } from '../model/json.ts';
import type { ResourceCatalogue } from '../model/resources.ts';

/** The members of the discovery document (OpenID Connect Discovery §3, RFC 8414 §2). */
export type DiscoveryDocument = JsonObject;

/** Describes the server to its clients. Derive from {@link DiscoveryResponseGenerator}. */
export interface IDiscoveryResponseGenerator {
  /** Called when keys changed and at start-up, not for each request. */
  process(issuer: string): DiscoveryDocument;
}

export interface DiscoveryServices {
  readonly catalogue: ResourceCatalogue;
  readonly grants: { readonly grantTypes: readonly string[] };
  readonly signingAlgorithms: readonly string[];
  readonly clients: { readonly configured: readonly Pick<Client, 'allowedGrantTypes' | 'allowedResponseTypes'>[] };
  readonly settings: {
    readonly clientCertificateAuthorities: readonly string[];
    readonly locales: readonly string[];
    readonly passwordAcr?: string | undefined;
  };
}

const authenticationMethods = [
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
  'self_signed_tls_client_auth',
];

export class DiscoveryResponseGenerator implements IDiscoveryResponseGenerator {
  protected readonly services: DiscoveryServices;

  constructor(services: DiscoveryServices) {
    this.services = services;
  }

  process(issuer: string): DiscoveryDocument {
    return { ...this.endpoints(issuer), ...this.tokens(), ...this.authorization(), ...this.clients() };
  }

  protected endpoints(issuer: string): DiscoveryDocument {
    return {
      issuer,
      jwks_uri: issuer + paths.jwks,
      authorization_endpoint: issuer + paths.authorize,
      token_endpoint: issuer + paths.token,
      userinfo_endpoint: issuer + paths.userInfo,
      end_session_endpoint: issuer + paths.endSession,
      revocation_endpoint: issuer + paths.revocation,
      introspection_endpoint: issuer + paths.introspection,
      device_authorization_endpoint: issuer + paths.deviceAuthorization,
      backchannel_authentication_endpoint: issuer + paths.ciba,
      pushed_authorization_request_endpoint: issuer + paths.pushedAuthorization,
      require_pushed_authorization_requests: false,
    };
  }

  protected tokens(): DiscoveryDocument {
    const { catalogue, clients, grants, signingAlgorithms } = this.services;
    // Not a grant of the token endpoint, but one that clients look for (RFC 8414 §2).
    const implicit = clients.configured.some(({ allowedGrantTypes }) => allowedGrantTypes.includes('implicit'));
    const shown = [...catalogue.identityResources, ...catalogue.apiScopes].filter(
      (resource) => resource.enabled && resource.showInDiscoveryDocument,
    );
    return {
      scopes_supported: [...shown.map((resource) => resource.name), 'offline_access'],
      claims_supported: [...new Set(['sub', ...shown.flatMap((resource) => resource.userClaims)])],
      grant_types_supported: implicit ? [...grants.grantTypes, 'implicit'] : grants.grantTypes,
      subject_types_supported: ['public', 'pairwise'],
      id_token_signing_alg_values_supported: signingAlgorithms,
      userinfo_signing_alg_values_supported: signingAlgorithms,
      introspection_signing_alg_values_supported: signingAlgorithms,
      dpop_signing_alg_values_supported: assertionAlgorithms,
      tls_client_certificate_bound_access_tokens: true,
    };
  }

  protected authorization(): DiscoveryDocument {
    const { clients, signingAlgorithms, settings } = this.services;
    const beyondCode = clients.configured.flatMap((client) => client.allowedResponseTypes);
    return {
      response_types_supported: [...new Set(['code', ...beyondCode])],
      response_modes_supported: ['query', 'fragment', 'form_post', 'jwt', 'query.jwt', 'fragment.jwt', 'form_post.jwt'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      authorization_signing_alg_values_supported: signingAlgorithms,
      claims_parameter_supported: true,
      request_parameter_supported: true,
      request_uri_parameter_supported: false,
      request_object_signing_alg_values_supported: assertionAlgorithms,
      prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
      ...(settings.passwordAcr === undefined ? {} : { acr_values_supported: [settings.passwordAcr] }),
      ui_locales_supported: settings.locales,
      frontchannel_logout_supported: true,
      frontchannel_logout_session_supported: true,
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
    };
  }

  protected clients(): DiscoveryDocument {
    const { clientCertificateAuthorities } = this.services.settings;
    const methods =
      clientCertificateAuthorities.length > 0 ? [...authenticationMethods, 'tls_client_auth'] : authenticationMethods;
    const withPublic = [...methods, 'none'];
    return {
      token_endpoint_auth_methods_supported: withPublic,
      token_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
      revocation_endpoint_auth_methods_supported: withPublic,
      revocation_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
      introspection_endpoint_auth_methods_supported: methods,
      introspection_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
      backchannel_token_delivery_modes_supported: ['poll', 'ping'],
      backchannel_user_code_parameter_supported: true,
      backchannel_authentication_request_signing_alg_values_supported: cibaRequestAlgorithms,
    };
  }
}
