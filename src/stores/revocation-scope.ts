import type { GrantFilter, GrantKind } from './contracts.ts';

/** Kinds from which tokens are made: a request in flight may be about to write a successor or a token of their family. */
export const rootKinds: readonly GrantKind[] = ['authorization_code', 'refresh_token', 'device_code', 'ciba'];

/** What of a revocation is remembered, so that rows written later are dead on arrival. Never more than the filter says. */
export interface RevocationScope {
  /** The whole family, if one is meant. */
  readonly family: string | undefined;
  /**
   * Also remember the families of the deleted rows of {@link rootKinds}: of all, of those that were not redeemed (their tokens are
   * not meant, but a redemption in flight is), or of none.
   */
  readonly familiesOf: 'all' | 'unredeemed' | 'none';
  /** Whether rows can be found by the filter, and are to be deleted. */
  readonly findsRows: boolean;
}

/** Whether the filter names one session and means its own row. */
export function namesSession({ sessionId, kinds }: GrantFilter): boolean {
  return sessionId !== undefined && kinds?.length === 1 && kinds[0] === 'session';
}

/** Rows are found by subject, by client and, sessions only, by session. */
function findsRows(filter: GrantFilter): boolean {
  return filter.subjectId !== undefined || filter.clientId !== undefined || namesSession(filter);
}

/** Whether nothing but a client leads to the rows, of whom there may be very many. */
export function isByClientAlone(filter: GrantFilter): boolean {
  return filter.subjectId === undefined && filter.clientId !== undefined && !namesSession(filter);
}

/** @throws {TypeError} when no row can be found by the filter. */
export function assertFindsRows(filter: GrantFilter): void {
  if (!findsRows(filter)) throw new TypeError('A grant filter needs a subject, a client, or a session and its kind.');
}

/** @throws {TypeError} when the filter neither finds rows nor means a whole family. */
export function revocationScope(filter: GrantFilter): RevocationScope {
  const endsTokens = filter.kinds === undefined || filter.kinds.includes('refresh_token');
  const family = endsTokens ? filter.family : undefined;
  if (family === undefined) assertFindsRows(filter);
  return { family, familiesOf: familiesOf(filter, endsTokens), findsRows: findsRows(filter) };
}

function familiesOf({ family, kinds }: GrantFilter, endsTokens: boolean): RevocationScope['familiesOf'] {
  if (endsTokens) return family === undefined ? 'all' : 'none';
  return kinds?.some((kind) => rootKinds.includes(kind)) ? 'unredeemed' : 'none';
}
