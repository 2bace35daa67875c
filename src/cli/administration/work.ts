import type { AuditSelection, ShownAuditEntry } from '../../admin/audit-administration.ts';
import type { ClientSelection } from '../../admin/client-list.ts';
import type { AdminPage } from '../../admin/lists.ts';
import type { RegistrationToken } from '../../admin/registration-token-administration.ts';
import type { ListedClient } from '../../admin/shown-client.ts';
import type { ShownSession } from '../../admin/shown-session.ts';
import type { ShownUser } from '../../admin/shown-user.ts';
import type { UserSelection } from '../../admin/user-administration.ts';
import type { ConfigurationProblem } from '../../errors/configuration-error.ts';
import type { KeyDescription } from '../../keys/key-ring.ts';
import type { JsonValue } from '../../model/json.ts';

/** What commands do, on the store itself or through the admin API of a running server: the same either way, in results and errors. */
export interface AdminWork {
  readonly clients: ClientWork;
  readonly users: UserWork;
  readonly registrationTokens: { create(uses: number, expiresIn: number): Promise<RegistrationToken> };
  readonly audit: { list(selection: AuditSelection): Promise<AdminPage<ShownAuditEntry>> };
  /** Whether applications are told of sessions that end: by a server, which has the master secret. */
  readonly tellsApplications: boolean;
}

export type ClientSettings = Readonly<Record<string, unknown>>;

export interface ClientWork {
  list(selection: ClientSelection): Promise<AdminPage<ListedClient>>;
  /** With every setting, secrets never. */
  show(clientId: string): Promise<object>;
  /** Fails where there is one of this id, and be it the very same. */
  create(
    input: ClientSettings & { readonly clientId: string },
  ): Promise<{ readonly secret?: string | undefined; readonly warnings: readonly ConfigurationProblem[] }>;
  /** Sets single settings, each as a whole; `undefined` is the default. */
  set(
    clientId: string,
    changes: ClientSettings,
  ): Promise<{ readonly client: object; readonly warnings: readonly ConfigurationProblem[] }>;
  /** Resolves to the new secret; the others stay good for so many seconds more, or end. */
  renewSecret(clientId: string, keepSeconds: number): Promise<string>;
  enable(clientId: string): Promise<unknown>;
  disable(clientId: string): Promise<unknown>;
  remove(clientId: string): Promise<unknown>;
  /** Identity scopes that there are, as far as it is known here. */
  identityScopes(): readonly string[];
}

export interface NewUser {
  readonly subject: string | undefined;
  readonly username: string;
  readonly password: string | undefined;
  readonly claims: Readonly<Record<string, JsonValue>>;
}

export interface UserWork {
  list(selection: UserSelection): Promise<AdminPage<ShownUser>>;
  findByName(username: string): Promise<ShownUser | undefined>;
  findBySubject(subject: string): Promise<ShownUser | undefined>;
  /** Fails where there is one of this name or subject. */
  create(user: NewUser): Promise<ShownUser>;
  setPassword(subject: string, password: string): Promise<ShownUser>;
  setEnabled(subject: string, enabled: boolean): Promise<ShownUser>;
  /** Resolves to the user as they were. */
  remove(subject: string): Promise<ShownUser>;
  unlock(username: string): Promise<unknown>;
  signOut(subject: string): Promise<unknown>;
  sessions(
    subject: string,
    page: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<AdminPage<Pick<ShownSession, 'id' | 'signedInAt' | 'expiresAt' | 'clients'>>>;
  endSession(subject: string, sessionId: string): Promise<unknown>;
}

/** Signing keys: on the store it takes the master secret. */
export interface KeyWork {
  list(): Promise<readonly KeyDescription[]>;
  /** Resolves to all keys. @param algorithm absent: of every algorithm. */
  rotate(algorithm: string | undefined): Promise<readonly KeyDescription[]>;
  retire(keyId: string): Promise<unknown>;
}
