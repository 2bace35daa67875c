import { ConfigurationError, type ConfigurationProblem } from '../errors/configuration-error.ts';

export type Path = readonly PropertyKey[];

/** Collects the mistakes of a configuration, so that all of them are told at once. */
export class ProblemList {
  readonly #problems: ConfigurationProblem[] = [];
  readonly #paths = new Set<string>();

  add(path: Path | string, message: string): void {
    const text = typeof path === 'string' ? path : formatPath(path);
    this.#problems.push({ path: text, message });
    this.#paths.add(text);
  }

  /** Whether something was said of exactly this path. */
  has(path: Path): boolean {
    return this.#paths.has(formatPath(path));
  }

  get problems(): readonly ConfigurationProblem[] {
    return this.#problems;
  }

  /** @throws {ConfigurationError} if there is any problem. */
  throwIfAny(): void {
    if (this.#problems.length > 0) throw new ConfigurationError(this.#problems);
  }
}

/** `clients[0].allowedGrantTypes[1]` */
export function formatPath(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (typeof step === 'string' && /^[A-Za-z_$][\w$]*$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${JSON.stringify(String(step))}]`;
  }
  return text;
}
