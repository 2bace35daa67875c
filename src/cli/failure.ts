import { ConfigurationError } from '../errors/configuration-error.ts';

export const exitCodes = { failure: 1, badInput: 2 } as const;

/** Wrong use of the command: told in one line, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** It was used rightly and did not work: told in one line, exit code 1. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
}

/** Prints an error to stderr, a configuration's problem by problem; returns the exit code. */
export function tellFailure(error: unknown): number {
  const print = (line: string) => process.stderr.write(`${line}\n`);
  if (error instanceof ConfigurationError) {
    const { problems } = error;
    print(`The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:`);
    for (const { path, message } of problems) print(`  ${path === '' ? message : `${path}: ${message}`}`);
    return exitCodes.badInput;
  }
  if (error instanceof UsageError) {
    print(`error: ${error.message}`);
    return exitCodes.badInput;
  }
  if (error instanceof CommandFailure || isExpected(error)) print(`error: ${(error as Error).message}`);
  else print(error instanceof Error ? (error.stack ?? error.message) : 'error: something that is no error was thrown');
  return exitCodes.failure;
}

function isExpected(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? error.code : undefined;
  return (
    error.name === 'StoreUnavailableError' || ['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL', 'ENOENT'].includes(String(code))
  );
}
