import type { ClientMetadata } from '../clients/metadata/client-metadata.ts';
import type { Client } from '../model/client.ts';
import type { JsonObject } from '../model/json.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { RequestRefusal } from '../model/request-refusal.ts';

/** A client that wants to be registered, or to change its registration. */
export interface ClientRegistrationRequest {
  /** What it asks for, as far as it is understood; what a trusted software statement says stands in the place of what the client says. */
  readonly metadata: ClientMetadata;
  /** Every member as it was sent, those too that this server does not understand. */
  readonly sent: JsonObject;
  /** Whether a trusted issuer vouches for the software. */
  readonly hasSoftwareStatement: boolean;
  /** The client as it is now; absent where it registers. */
  readonly client?: Client | undefined;
}

/** Says what a client that registers itself may ask for. Derive from {@link ClientRegistrationPolicy}. */
export interface IClientRegistrationPolicy {
  /**
   * Called once what was asked for is well-formed, before anything is fetched or written. Resolves to the metadata to go on with, or to a refusal
   * (`invalid_client_metadata`, `invalid_redirect_uri` …). What it resolves to is checked against `clientRegistration` all the same.
   */
  process(request: ClientRegistrationRequest, context: RequestContext): Promise<ClientMetadata | RequestRefusal>;
}

/** Leaves everything as it was asked for: `clientRegistration` says what may be had. */
export class ClientRegistrationPolicy implements IClientRegistrationPolicy {
  async process(
    { metadata }: ClientRegistrationRequest,
    _context: RequestContext,
  ): Promise<ClientMetadata | RequestRefusal> {
    return metadata;
  }
}
