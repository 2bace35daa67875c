import {
  type ClientIdentity,
  type ClientOfMetadata,
  clientFromMetadata,
} from '../clients/metadata/client-from-metadata.ts';
import type { ClientMetadataRules } from '../clients/metadata/policy.ts';
import { readClientMetadata } from '../clients/metadata/read-metadata.ts';
import { refusedRequest } from '../errors/refused-request.ts';
import { base64urlEncode } from '../keys/digest.ts';
import type { Sealer } from '../keys/sealer.ts';
import type { Client, ClientAuthenticationMethod, ClientSecret } from '../model/client.ts';
import type { JsonObject } from '../model/json.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Settings } from '../model/settings.ts';
import type { RegistrationLimits } from './limits.ts';
import type { IClientRegistrationPolicy } from './policy.ts';
import type { SectorIdentifiers } from './sector-identifier.ts';
import type { SoftwareStatements } from './software-statement.ts';

export interface RegistrationRequestServices {
  readonly settings: Settings;
  readonly sealer: Pick<Sealer, 'derive'>;
  readonly softwareStatements: SoftwareStatements;
  readonly sectorIdentifiers: SectorIdentifiers;
  readonly registrationLimits: RegistrationLimits;
  readonly clientRegistrationPolicy: IClientRegistrationPolicy;
}

/** A client as it was asked for, and may be. */
export interface ValidatedRegistration extends ClientOfMetadata {
  /** As it was sent (RFC 7591 §3.2.1). */
  readonly softwareStatement?: string | undefined;
}

/** Every check of what a client asks for, the cheap ones first. Nothing is fetched or counted before the others have passed. */
export class RegistrationRequestValidator {
  readonly #services: RegistrationRequestServices;

  constructor(services: RegistrationRequestServices) {
    this.#services = services;
  }

  /**
   * @param before the client as it is, where it changes its registration.
   * @param secrets asked for where it authenticates by a shared secret.
   * @throws {OAuthError} `registration.*`, `request.refused`, `request.rate-limited`, `server.unavailable`.
   */
  async validate(
    sent: JsonObject,
    identity: Pick<ClientIdentity, 'clientId'>,
    context: RequestContext,
    { before, secrets }: { readonly before?: Client; readonly secrets: () => readonly ClientSecret[] },
  ): Promise<ValidatedRegistration> {
    const { softwareStatements, clientRegistrationPolicy, registrationLimits, sectorIdentifiers } = this.#services;
    const { software_statement: softwareStatement } = sent;
    const vouched =
      softwareStatement === undefined || softwareStatement === null
        ? undefined
        : await softwareStatements.verify(softwareStatement, context);
    const metadata = readClientMetadata({ ...sent, ...vouched });
    const request = { metadata, sent, hasSoftwareStatement: vouched !== undefined, client: before };
    const asked = await clientRegistrationPolicy.process(request, context);
    if ('error' in asked) throw refusedRequest(asked);
    const rules = this.#rules(before);
    const made = clientFromMetadata(asked, { ...identity, origin: 'registered', secrets }, rules);
    await (before === undefined
      ? registrationLimits.spendOfAddress(context)
      : registrationLimits.spendOfClient(before.clientId, context));
    await sectorIdentifiers.check(made.metadata);
    return typeof softwareStatement === 'string' ? { ...made, softwareStatement } : made;
  }

  #rules(before: Client | undefined): ClientMetadataRules {
    const { settings, sealer } = this.#services;
    return {
      policy: settings.clientRegistration,
      authenticationMethods: authenticationMethods(settings),
      settings,
      pairwiseSubjectSalt: (sector) => {
        // Subjects that a client knows stay, also when the master secret has changed since.
        const known = before?.pairwiseSubjectSalt;
        const [knownSector] = known?.split(' ') ?? [];
        return known !== undefined && knownSector === sector
          ? known
          : `${sector} ${base64urlEncode(sealer.derive(`pairwise sector ${sector}`))}`;
      },
    };
  }
}

/** Those that a client may register with, the default first (RFC 7591 §2); under a profile those with a key only. */
function authenticationMethods({
  profile,
  clientCertificateAuthorities,
}: Settings): readonly ClientAuthenticationMethod[] {
  const byKey: readonly ClientAuthenticationMethod[] = [
    'private_key_jwt',
    'self_signed_tls_client_auth',
    ...(clientCertificateAuthorities.length > 0 ? (['tls_client_auth'] as const) : []),
  ];
  return profile === undefined ? ['client_secret_basic', 'client_secret_post', 'none', ...byKey] : byKey;
}
