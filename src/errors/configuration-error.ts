/** One mistake in a configuration. */
export interface ConfigurationProblem {
  /** `clients[0].allowedGrantTypes[1]`; empty for the whole. */
  readonly path: string;
  readonly message: string;
}

/** The server cannot be built from this configuration. Thrown at start-up only, with every problem at once. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly problems: readonly ConfigurationProblem[];

  constructor(problems: readonly ConfigurationProblem[]) {
    super(problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('\n'));
    this.problems = problems;
  }
}
