import type { Path, ProblemList } from '../config/problem-list.ts';

/** Looks at what a factory of `services` made, so that a mistake shows at start-up and not at the first request. */
export type CheckMade = (path: Path, made: unknown, problems: ProblemList) => void;

/** It must be an object with these methods. Types say so already, but JavaScript has none. */
export function withMethods(...wanted: readonly string[]): CheckMade {
  return (path, made, problems) => {
    const missing = (method: string) => typeof Reflect.get(Object(made), method) !== 'function';
    if (typeof made !== 'object' || made === null) problems.add(path, 'must return an object');
    else if ('then' in made) problems.add(path, 'must return an object, not a promise of one');
    else if (wanted.some(missing)) problems.add(path, `must return an object with the method ${wanted.find(missing)}`);
  };
}

/** There may also be none. */
export function optional(check: CheckMade): CheckMade {
  return (path, made, problems) => {
    if (made !== undefined) check(path, made, problems);
  };
}

/** A list of them. */
export function listOf(check: CheckMade): CheckMade {
  return (path, made, problems) => {
    if (!Array.isArray(made)) problems.add(path, 'must return a list');
    else for (const [index, one] of made.entries()) check([...path, index], one, problems);
  };
}
