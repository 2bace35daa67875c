import type { Claims } from '../model/json.ts';
import type { ImportReport } from './report.ts';

/** A client of a file, in the shape of an entry of `clients`: not checked yet. */
export interface ImportedClient {
  readonly clientId: string;
  /** Where it stands in the file. */
  readonly path: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Where in the file a setting comes from, by its path in `settings`. */
  originOf(settingPath: string): string;
}

/** A user of a file, checked. */
export interface ImportedUser {
  readonly path: string;
  readonly subjectId: string;
  readonly username: string;
  readonly enabled: boolean;
  readonly claims: Claims;
  /** Ours, or one that `users/foreign-hash.ts` reads; `null`: no password came over. */
  readonly passwordHash: string | null;
  /** Instead: in plain text, to be hashed. */
  readonly password?: string | undefined;
  /** Epoch seconds; absent: now. */
  readonly createdAt?: number | undefined;
}

/** Scopes and APIs of a file, in the shape of the configuration: checked. */
export interface ImportedResources {
  readonly identityResources: readonly (string | Readonly<Record<string, unknown>>)[];
  readonly apiScopes: readonly Readonly<Record<string, unknown>>[];
  readonly apiResources: readonly Readonly<Record<string, unknown>>[];
}

/** What a file holds. */
export interface Imported {
  readonly clients: readonly ImportedClient[];
  readonly users: readonly ImportedUser[];
  readonly resources: ImportedResources;
  readonly report: ImportReport;
}
