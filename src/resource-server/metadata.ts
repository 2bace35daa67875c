import type { ResourceMetadata, ResourceOptions, Settings } from './options.ts';

const wellKnown = '/.well-known/oauth-protected-resource';

/** RFC 9728 §3.1: the path of the resource stands behind the well-known one. */
export function metadataPathOf({ resource }: Settings): string {
  const path = resource.pathname === '/' ? '' : resource.pathname;
  return `${wellKnown}${path}${resource.search}`;
}

/** RFC 9728 §2. */
export function metadataOf(options: ResourceOptions, settings: Settings): ResourceMetadata {
  return {
    ...options.metadata,
    resource: options.resource,
    authorization_servers: settings.issuers,
    ...(settings.scopes.length === 0 ? {} : { scopes_supported: settings.scopes }),
    bearer_methods_supported: ['header'],
    dpop_signing_alg_values_supported: settings.algorithms,
    tls_client_certificate_bound_access_tokens: true,
    ...(options.requireProofOfPossession === true ? { dpop_bound_access_tokens_required: true } : {}),
  };
}
