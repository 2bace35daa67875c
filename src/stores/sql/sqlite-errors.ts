import { StoreUnavailableError } from '../contracts.ts';

const constraint = 19;
/** Busy, locked, out of memory, read-only, input/output, corrupt, full, cannot open, not a database. */
const passing: ReadonlySet<number> = new Set([5, 6, 7, 8, 10, 11, 13, 14, 26]);
const busy = 5;

/** The primary result code (`sqlite.org/rescode.html`); the higher bits say more. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode & 0xff;
}

export function isConstraintViolation(error: unknown): boolean {
  return resultCode(error) === constraint;
}

export function isBusy(error: unknown): boolean {
  return resultCode(error) === busy;
}

/** It is the database's or the disk's state, not this one statement, that made it fail. */
export function isPassing(error: unknown): boolean {
  const code = resultCode(error);
  return code !== undefined && passing.has(code);
}

export function unavailable(cause: unknown): StoreUnavailableError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new StoreUnavailableError(`The SQLite database cannot be used: ${message}`, { cause });
}
