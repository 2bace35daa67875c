import { type Finding, findingsAbout } from './finding.ts';
import type { LastSealed } from './old-secrets.ts';

const { ok, note, warning } = findingsAbout('store');

export interface StoreFindings {
  readonly findings: readonly Finding[];
  /** Whether keys and clients can be read. */
  readonly isReadable: boolean;
  /** Absent: it cannot be asked. */
  readonly lastSealed?: LastSealed;
}

/** @param versions migrations that were made; `undefined`: there is no table of them. */
export function migrationFindings(versions: readonly number[] | undefined, needed: number): readonly Finding[] {
  if (versions === undefined) {
    return [note('the database is empty: the server, or `mintmark migrate`, makes the schema')];
  }
  const newest = Math.max(0, ...versions);
  if (newest < needed) {
    return [
      warning(
        `the schema is at version ${newest}, this release needs ${needed}`,
        'mintmark migrate; the next start does it too',
      ),
    ];
  }
  if (newest > needed) {
    return [
      warning(
        `the schema is at version ${newest}, made by a newer release; this one knows ${needed}`,
        'upgrade this installation too',
      ),
    ];
  }
  return [ok(`the schema is at version ${newest}, the one that is needed`)];
}
