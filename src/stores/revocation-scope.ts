import type { GrantFilter, GrantKind } from './contracts.ts';

/** Kinds from which tokens are made: a request in flight may be about to write a successor or a token of their family. */
export const rootKinds: readonly GrantKind[] = ['authorization_code', 'refresh_token', 'device_code', 'ciba'];

/** What of a revocation is remembered, so that rows written later are dead on arrival. Never more than the filter says. */
export interface RevocationScope {
  /** Keys of whole families (`f:…`) and sessions (`s:…`). */
  readonly keys: readonly string[];
  /**
   * Also remember the families of the deleted rows of {@link rootKinds}: of all, of those that were not redeemed (their tokens are
   * not meant, but a redemption in flight is), or of none.
   */
  readonly familiesOf: 'all' | 'unredeemed' | 'none';
}

export function familyKey(family: string): string {
  return `f:${family}`;
}

export function sessionKey(sessionId: string): string {
  return `s:${sessionId}`;
}

/** @throws {TypeError} when the filter would match everything. */
export function assertNarrow(filter: GrantFilter): void {
  const { family, subjectId, sessionId, clientId } = filter;
  if (family === undefined && subjectId === undefined && sessionId === undefined && clientId === undefined) {
    throw new TypeError('A grant filter needs a family, a subject, a session or a client.');
  }
}

export function revocationScope(filter: GrantFilter): RevocationScope {
  assertNarrow(filter);
  const { family, sessionId, clientId, kinds } = filter;
  const endsTokens = kinds === undefined || kinds.includes('refresh_token');
  const keys: string[] = [];
  if (family !== undefined && endsTokens) keys.push(familyKey(family));
  // A session narrowed to one client or to some kinds goes on for the others.
  if (sessionId !== undefined && family === undefined && clientId === undefined && kinds === undefined) {
    keys.push(sessionKey(sessionId));
  }
  if (endsTokens) return { keys, familiesOf: family === undefined ? 'all' : 'none' };
  return { keys, familiesOf: kinds.some((kind) => rootKinds.includes(kind)) ? 'unredeemed' : 'none' };
}
