import type { ClientAuthenticationMethod } from '../../model/client.ts';
import type { Settings } from '../../model/settings.ts';

/** What clients that nobody configured may have at the most. Whatever they ask for beyond it is refused. */
export interface ClientMetadataPolicy {
  /** Identity and API scopes; a client that names none gets them all. */
  readonly scopes: readonly string[];
  /** Grant types; `refresh_token` stands for `offline_access` too. `implicit` stands for every token or ID token from the authorization endpoint. */
  readonly grantTypes: readonly string[];
  /** Types of `authorization_details`; a client that names none gets none. Absent: none may be had. */
  readonly authorizationDetailTypes?: readonly string[] | undefined;
  /** Schemes without a dot that native apps may have in redirect URIs, such as `cursor`. */
  readonly privateUseSchemes: readonly string[];
}

/** What client metadata is checked against. */
export interface ClientMetadataRules {
  readonly policy: ClientMetadataPolicy;
  /** The first is that of a client which names none. */
  readonly authenticationMethods: readonly ClientAuthenticationMethod[];
  readonly settings: Pick<
    Settings,
    'catalogue' | 'signing' | 'profile' | 'clientCertificateAuthorities' | 'allowPrivateAddresses'
  >;
  /**
   * A salt for subject identifiers of all clients of one sector (OpenID Connect Core §8.1), a host name; absent: there are no pairwise ones.
   */
  readonly pairwiseSubjectSalt?: ((sector: string) => string) | undefined;
}
