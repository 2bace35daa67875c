import { ProblemList } from '../config/problem-list.ts';
import type { AnyModule } from '../wiring/module.ts';
import type { CheckMade } from '../wiring/replaceable.ts';

/** @throws {ConfigurationError} where a factory of `services` made something that lacks what will be called. */
export function checkReplaced(modules: readonly AnyModule[], services: object, replaced: object = {}): void {
  const problems = new ProblemList();
  const checks: Readonly<Record<string, CheckMade>> = Object.assign({}, ...modules.map((module) => module.replaceable));
  for (const [name, make] of Object.entries(replaced)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (make !== undefined) check?.(['services', name], Reflect.get(services, name), problems);
  }
  problems.throwIfAny();
}
