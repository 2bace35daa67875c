import type { JsonObject } from '../../model/json.ts';
import type { ClientMetadata } from './client-metadata.ts';
import { wireName } from './metadata-error.ts';
import { metadataMembers } from './read-metadata.ts';

/** Client metadata by their names on the wire; what is absent is left out. `readClientMetadata` reads them again. */
export function writeClientMetadata(metadata: ClientMetadata): JsonObject {
  const members = metadataMembers.map((name) => [wireName(name), metadata[name]] as const);
  return JSON.parse(JSON.stringify(Object.fromEntries(members)));
}
