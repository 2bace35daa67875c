import type { Path, ProblemList } from './problem-list.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const prefix = 'env:';

/**
 * A copy in which every `"env:NAME"` is the variable's value. Only plain objects and arrays are entered. A variable that is
 * missing or empty is a problem.
 */
export function resolveEnvironmentReferences(
  value: unknown,
  environment: Environment,
  problems: ProblemList,
  path: Path = [],
): unknown {
  if (typeof value === 'string') return value.startsWith(prefix) ? resolve(value, environment, problems, path) : value;
  if (Array.isArray(value)) {
    return value.map((item, index) => resolveEnvironmentReferences(item, environment, problems, [...path, index]));
  }
  if (!isPlainObject(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    // A member `__proto__` of a JSON file stays a member.
    Object.defineProperty(copy, name, {
      value: resolveEnvironmentReferences(member, environment, problems, [...path, name]),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return copy;
}

function resolve(reference: string, environment: Environment, problems: ProblemList, path: Path): string {
  const name = reference.slice(prefix.length);
  const value = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? environment[name] : undefined;
  if (value !== undefined && value !== '') return value;
  if (name === '') problems.add(path, 'must name an environment variable after "env:"');
  else problems.add(path, `the environment variable ${name} is ${value === '' ? 'empty' : 'not set'}`);
  return reference;
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
