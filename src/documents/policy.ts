import type { ClientMetadata } from '../clients/metadata/client-metadata.ts';
import type { JsonObject } from '../model/json.ts';
import type { RequestRefusal } from '../model/request-refusal.ts';

/** A client whose id is the URL of a document. */
export interface ClientDocumentRequest {
  /** The client id: the URL. */
  readonly clientId: string;
  /** What the document asks for, as far as it is understood, and within `clientIdMetadataDocuments`. */
  readonly metadata: ClientMetadata;
  /** Every member of the document. */
  readonly document: JsonObject;
}

/** Says which documents are taken, and what their clients may ask for. Derive from {@link ClientDocumentPolicy}. */
export interface IClientDocumentPolicy {
  /**
   * Called after a document was fetched and found well-formed, before anything is kept of it. Resolves to the metadata to go on with, or to a
   * refusal (`unauthorized_client`, `invalid_client` …). What it resolves to is checked against `clientIdMetadataDocuments` all the same.
   */
  process(request: ClientDocumentRequest): Promise<ClientMetadata | RequestRefusal>;
}

/** Leaves everything as it was asked for: `clientIdMetadataDocuments` says what may be had. */
export class ClientDocumentPolicy implements IClientDocumentPolicy {
  async process({ metadata }: ClientDocumentRequest): Promise<ClientMetadata | RequestRefusal> {
    return metadata;
  }
}
