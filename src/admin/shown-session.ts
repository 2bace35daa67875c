import type { SignInPlace } from '../model/grants.ts';
import type { GrantRecord } from '../stores/contracts.ts';
import type { GrantVault } from '../stores/grant-vault.ts';

/** A browser in which a user is signed in. */
export interface ShownSession {
  /** The `sid` of its tokens; opens nothing. */
  readonly id: string;
  readonly subject: string;
  /** Epoch seconds. */
  readonly signedInAt: number;
  /** When it was used last, to a minute; absent: not known. */
  readonly usedAt?: number | undefined;
  readonly expiresAt: number;
  /** Clients that got something in it. */
  readonly clients: readonly string[];
  /** Where it began; absent: not known. */
  readonly place?: SignInPlace | undefined;
  /** How the user signed in: `local`, or the provider that said who they are. */
  readonly identityProvider?: string | undefined;
}

/** @param clients where they are not read from what is sealed. */
export function shownSession(
  record: GrantRecord,
  vault: GrantVault | undefined,
  clients: readonly string[] = [],
): ShownSession {
  const known = {
    id: record.sessionId ?? '',
    subject: record.subjectId ?? '',
    signedInAt: record.createdAt,
    expiresAt: record.expiresAt,
    clients,
  };
  const content = openedSession(record, vault);
  if (content === undefined) return known;
  const { renewedAt: usedAt, clientIds, place, subject } = content;
  return {
    ...known,
    usedAt,
    clients: [...clientIds].sort(),
    ...(place === undefined ? {} : { place }),
    identityProvider: subject.identityProvider,
  };
}

/** `undefined` also for what was sealed under a secret that is gone. */
function openedSession(record: GrantRecord, vault: GrantVault | undefined) {
  try {
    return vault?.opened('session', record)?.content;
  } catch {
    return undefined;
  }
}
