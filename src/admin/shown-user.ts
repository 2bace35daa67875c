import type { Claims } from '../model/json.ts';
import type { UserRecord } from '../stores/contracts.ts';
import { etagOf } from './etag.ts';

export const userSources = ['configuration', 'store'] as const;
export type UserSource = (typeof userSources)[number];

/** What is shown of a user. */
export interface ShownUser {
  readonly subject: string;
  readonly username: string;
  readonly enabled: boolean;
  /** Whether they can sign in with a password; that itself is never shown. */
  readonly hasPassword: boolean;
  readonly claims: Claims;
  /** Epoch seconds. */
  readonly createdAt: number;
  /** `configuration`: name and claims are changed there. */
  readonly from: UserSource;
  /** Until when wrong passwords keep strangers from signing in under the name; absent: they do not. */
  readonly lockedUntil?: number | undefined;
}

export function shownUser(user: UserRecord, from: UserSource): ShownUser {
  const { subjectId: subject, username, enabled, passwordHash, claims, createdAt } = user;
  return { subject, username, enabled, hasPassword: passwordHash !== null, claims, createdAt, from };
}

/** Of what administrators change: a lock comes and goes by itself. */
export function etagOfUser({ lockedUntil: _, ...changeable }: ShownUser): string {
  return etagOf(changeable);
}
