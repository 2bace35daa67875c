import { clientFromMetadata } from '../clients/metadata/client-from-metadata.ts';
import type { ClientMetadata } from '../clients/metadata/client-metadata.ts';
import type { ClientMetadataPolicy } from '../clients/metadata/policy.ts';
import { readClientMetadata } from '../clients/metadata/read-metadata.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import { refusedRequest } from '../errors/refused-request.ts';
import { sha256 } from '../keys/digest.ts';
import type { Client } from '../model/client.ts';
import type { JsonObject } from '../model/json.ts';
import type { Settings } from '../model/settings.ts';
import { isShownText } from '../model/shown-text.ts';
import type { IClientDocumentPolicy } from './policy.ts';
import { invalid } from './read-document.ts';

/** A document has no shared secret and no certificate that this server knows (draft-ietf-oauth-client-id-metadata-document-02 §4.1). */
const authenticationMethods = ['none', 'private_key_jwt'];

export interface ClientOfDocumentServices {
  readonly settings: Settings;
  readonly clientDocumentPolicy: IClientDocumentPolicy;
}

/**
 * The client that a document describes. One document is for all the servers of the world: of the scopes and grant types that it names those count
 * that the policy gives. Everything else must be as this server can honour it.
 *
 * @throws {OAuthError} `document.invalid`, with the member; `request.refused` of a policy of one's own.
 */
export async function clientOfDocument(
  clientId: string,
  document: JsonObject,
  { settings, clientDocumentPolicy }: ClientOfDocumentServices,
): Promise<Client> {
  const policy = settings.clientIdMetadataDocuments;
  try {
    const metadata = narrowed(readClientMetadata(withShownName(document)), policy);
    const asked = await clientDocumentPolicy.process({ clientId, metadata, document });
    if ('error' in asked) throw refusedRequest(asked);
    return clientFromMetadata(asked, { clientId, origin: 'document' }, { policy, authenticationMethods, settings })
      .client;
  } catch (error) {
    if (!(error instanceof OAuthError) || !error.reason.startsWith('registration.')) throw error;
    throw invalid(error.description?.replace(/\.$/, '') ?? 'is not accepted', error);
  }
}

/** A name that cannot be read is none: its host stands for the client. */
function withShownName(document: JsonObject): JsonObject {
  const { client_name: name, ...others } = document;
  return typeof name === 'string' && !isShownText(name) ? others : document;
}

function narrowed(metadata: ClientMetadata, policy: ClientMetadataPolicy): ClientMetadata {
  const scopes = metadata.scope?.split(' ').filter((scope) => isGiven(scope, policy));
  const responseTypes = metadata.responseTypes?.filter((type) => type === 'code');
  return {
    ...metadata,
    authorizationDetailsTypes: undefined,
    scope: scopes?.join(' '),
    grantTypes: metadata.grantTypes?.filter((grantType) => policy.grantTypes.includes(grantType)),
    responseTypes: responseTypes?.length === 0 ? undefined : responseTypes,
  };
}

function isGiven(scope: string, policy: ClientMetadataPolicy): boolean {
  return scope === 'offline_access' ? policy.grantTypes.includes('refresh_token') : policy.scopes.includes(scope);
}

/** SHA-256 over what a consent rests on: where answers go, and who can be the client. */
export function digestOf({ redirectUris, jwks, jwksUri, requireClientSecret }: Client): string {
  return sha256(JSON.stringify([[...redirectUris].sort(), jwks, jwksUri, requireClientSecret]));
}
