import type { z } from 'zod';
import type { EndpointSwitches } from '../model/endpoint-paths.ts';
import { checkClientPolicy, type KnownNames } from './client-policy-rules.ts';
import type { clientIdMetadataDocumentsSchema } from './document-schema.ts';
import type { ProblemList } from './problem-list.ts';

/** Contradictions in what clients with a metadata document may have. */
export function checkClientIdMetadataDocuments(
  documents: z.output<typeof clientIdMetadataDocumentsSchema>,
  around: KnownNames & { readonly endpoints: EndpointSwitches | undefined },
  problems: ProblemList,
): void {
  const member = 'clientIdMetadataDocuments';
  const { mode, hosts, minimumCacheSeconds, maximumCacheSeconds } = documents;
  if (mode === 'listedHosts' && hosts.length === 0) {
    problems.add([member, 'hosts'], 'must list a host in the mode listedHosts');
  }
  if (minimumCacheSeconds > maximumCacheSeconds) {
    problems.add([member, 'minimumCacheSeconds'], 'must not be longer than maximumCacheSeconds');
  }
  checkClientPolicy(member, documents, mode === 'anyHost' ? 'listedHosts' : undefined, around, problems);
}
