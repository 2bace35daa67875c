import { writeClientMetadata } from '../clients/metadata/write-metadata.ts';
import type { Client, ClientSecret } from '../model/client.ts';
import { paths } from '../model/endpoint-paths.ts';
import type { JsonObject } from '../model/json.ts';
import type { RequestContext } from '../model/request-context.ts';

/** What happened to a registration. */
export interface ClientRegistrationResult {
  readonly action: 'registered' | 'read' | 'updated';
  /** As it is stored now. */
  readonly client: Client;
  /** In plain text: good for this registration from now on. */
  readonly registrationAccessToken: string;
  /** A secret that was made just now, in plain text; absent: there is none, or the one of before is good still. */
  readonly clientSecret?: string | undefined;
}

/** The client information response (RFC 7591 §3.2.1, RFC 7592 §3), by its members on the wire. */
export type ClientInformation = JsonObject;

/** Tells a client what it was registered with. Derive from {@link ClientRegistrationResponseGenerator}. */
export interface IClientRegistrationResponseGenerator {
  /** Called once everything was written; what it throws undoes nothing. */
  process(result: ClientRegistrationResult, context: RequestContext): Promise<ClientInformation>;
}

export class ClientRegistrationResponseGenerator implements IClientRegistrationResponseGenerator {
  async process(result: ClientRegistrationResult, context: RequestContext): Promise<ClientInformation> {
    return {
      ...this.credentials(result),
      ...this.management(result, context),
      ...this.metadata(result),
    };
  }

  /** `client_id`, and the secret where the client has one. */
  protected credentials({ client, clientSecret }: ClientRegistrationResult): ClientInformation {
    const newest = client.clientSecrets[0];
    return {
      client_id: client.clientId,
      ...(client.registration === undefined ? {} : { client_id_issued_at: client.registration.issuedAt }),
      ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
      ...(newest === undefined ? {} : { client_secret_expires_at: secretEnd(newest) }),
    };
  }

  /** Where and with what the registration is managed (RFC 7592 §3). */
  protected management(
    { client, registrationAccessToken }: ClientRegistrationResult,
    context: RequestContext,
  ): ClientInformation {
    return {
      registration_access_token: registrationAccessToken,
      registration_client_uri: `${context.issuer}${paths.registration}/${encodeURIComponent(client.clientId)}`,
    };
  }

  /** What counts of the metadata, with what an operator changed since. */
  protected metadata({ client }: ClientRegistrationResult): ClientInformation {
    const { metadata = {}, softwareStatement } = client.registration ?? {};
    const scopes = [...client.allowedScopes, ...(client.allowOfflineAccess ? ['offline_access'] : [])];
    return {
      ...metadata,
      ...writeClientMetadata({
        redirectUris: client.redirectUris,
        grantTypes: client.allowedGrantTypes,
        scope: scopes.join(' '),
        clientName: client.clientName,
      }),
      ...(softwareStatement === undefined ? {} : { software_statement: softwareStatement }),
    };
  }
}

/** 0: never (RFC 7591 §3.2.1). */
function secretEnd({ expiresAt = 0 }: ClientSecret): number {
  return expiresAt;
}
