import { ConfigurationError } from '../../errors/configuration-error.ts';
import { StoreUnavailableError } from '../contracts.ts';

/** Serialization failure and deadlock: the transaction left nothing behind. */
const rolledBack: ReadonlySet<string> = new Set(['40001', '40P01']);
/** What several nodes that make the same table at once run into; the second time it is there. */
const racedSchema: ReadonlySet<string> = new Set(['23505', '42P07', '42710', '42701', 'XX000']);

/** Five characters, a digit among them: `EPIPE` is none. */
const sqlState = /^(?=\D{0,4}\d)[0-9A-Z]{5}$/;

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

export function hasCode(error: unknown, code: string): boolean {
  return codeOf(error) === code;
}

export function isRetryable(error: unknown, isSchema: boolean): boolean {
  const code = codeOf(error);
  return code !== undefined && (rolledBack.has(code) || (isSchema && racedSchema.has(code)));
}

/** The server or the way to it failed (PostgreSQL, appendix A), not this statement. What has no SQLSTATE is the driver's. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof StoreUnavailableError) return true;
  if (error instanceof ConfigurationError) return false;
  const code = codeOf(error);
  if (code === undefined || !sqlState.test(code)) return !(error instanceof TypeError || error instanceof RangeError);
  // Connection, authorization, no such database, resources, operator's intervention, system error, read-only standby.
  return /^(08|28|3D|53|57|58)/.test(code) || code === '25006';
}

/** Breaks the connection: it must not go back to the pool. */
export function isFatal(error: unknown): boolean {
  const code = codeOf(error);
  return code === undefined || !sqlState.test(code) || /^(08|57P|25006)/.test(code);
}

export function unavailable(cause: unknown): StoreUnavailableError {
  if (cause instanceof StoreUnavailableError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new StoreUnavailableError(`The PostgreSQL database cannot be used: ${message}`, { cause });
}
