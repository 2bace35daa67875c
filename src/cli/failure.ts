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
  const expected = expectedFailure(error);
  if (expected !== undefined) print(`error: ${expected}`);
  else print(error instanceof Error ? (error.stack ?? error.message) : 'error: something that is no error was thrown');
  return exitCodes.failure;
}

const toldByMessage: ReadonlySet<string> = new Set(['CommandFailure', 'AdminProblem', 'StoreUnavailableError']);

/** What to tell of an error that is the world's and not the program's; `undefined` for any other. */
function expectedFailure(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  const at = `${address}:${port}`;
  switch (code) {
    case 'EADDRINUSE':
      return `${at} is taken (${code}): stop what listens there, or choose another port with listen.port or --port`;
    case 'EADDRNOTAVAIL':
      return `${at} is no address of this machine (${code}): choose another with listen.host or --host`;
    case 'ENOTFOUND':
      return `${error.message}: there is no host of this name; choose another with listen.host or --host`;
    case 'EACCES':
    case 'ENOENT':
      return port === undefined
        ? error.message
        : `${at} may not be listened on by this user (${code}): choose a port from 1024 on with listen.port or --port`;
    default:
      return toldByMessage.has(error.name) ? error.message : undefined;
  }
}
