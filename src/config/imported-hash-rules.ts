import { isImportedHash } from '../model/client.ts';
import type { CheckedClient } from './client-schema.ts';
import type { Path, ProblemList } from './problem-list.ts';

/** They are for stored clients, where the first right secret replaces them: nobody could do that in a configuration. */
export function refuseImportedHashes(secrets: CheckedClient['clientSecrets'], path: Path, problems: ProblemList): void {
  secrets.forEach((secret, index) => {
    if ('value' in secret || !isImportedHash(secret)) return;
    problems.add([...path, index, 'sha256'], 'must be the SHA-256 in base64url, 43 characters');
  });
}
