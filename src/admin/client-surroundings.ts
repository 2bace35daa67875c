import { adminAudience } from '../model/admin.ts';
import type { Settings } from '../model/settings.ts';

/** What a stored client is checked against beside its scopes. */
export function surroundingsOf(settings: Settings) {
  const { profile, signing, clientCertificateAuthorities, issuer, catalogue, trustedIssuers } = settings;
  // As in a configuration, tokens for administration are exchanged for nothing.
  const apis = new Set(catalogue.apiResources.flatMap(({ name }) => (name === adminAudience ? [] : name)));
  return {
    delegation: { issuer, apis, trustedIssuers },
    profile,
    signingAlgorithms: signing.algorithms,
    retentionDuration: signing.retentionDuration,
    hasCertificateAuthorities: clientCertificateAuthorities.length > 0,
  };
}
