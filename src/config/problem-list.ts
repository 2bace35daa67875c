import { ConfigurationError, type ConfigurationProblem } from '../errors/configuration-error.ts';

export type Path = readonly PropertyKey[];

/** Collects the mistakes of a configuration, so that all of them are told at once. */
export class ProblemList {
  readonly #problems: ConfigurationProblem[] = [];
  readonly #paths = new Set<string>();

  /** One thing is said of one path: what comes second is mostly a consequence of the first. */
  add(path: Path | string, message: string): void {
    const text = typeof path === 'string' ? path : formatPath(path);
    if (this.#paths.has(text)) return;
    this.#problems.push({ path: text, message });
    this.#paths.add(text);
  }

  /** Whether something was said of this path or of one below it. */
  hasWithin(path: Path): boolean {
    const text = formatPath(path);
    return [...this.#paths].some((said) => said.startsWith(text) && /^$|^[.[]/.test(said.slice(text.length)));
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
