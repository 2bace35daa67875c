import type { ConfigurationProblem } from '../errors/configuration-error.ts';

const mostTold = 50;

/** A file cannot be read as what it should be: nothing of it is taken over. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
  readonly problems: readonly ConfigurationProblem[];

  constructor(problems: readonly ConfigurationProblem[]) {
    const told = problems
      .slice(0, mostTold)
      .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
    const others = problems.length - told.length;
    super([...told, ...(others === 0 ? [] : [`and ${others} more`])].join('\n'));
    this.problems = problems;
  }
}
