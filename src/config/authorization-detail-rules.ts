import type { Path, ProblemList } from './problem-list.ts';

const methods = ['check', 'contains', 'mayGrant', 'choose'];

/**
 * Checks the types of authorization details that code registers: their names, each once, and as much of their shape that a mistake shows before it is
 * stumbled over.
 *
 * @param apis names of the APIs; absent: not known.
 */
export function checkAuthorizationDetailTypes(
  path: Path,
  types: readonly unknown[],
  apis: ReadonlySet<string> | undefined,
  problems: ProblemList,
): void {
  const seen = new Set<unknown>();
  types.forEach((type, index) => {
    const add = (member: string, message: string) => problems.add([...path, index, member], message);
    if (typeof type !== 'object' || type === null) {
      problems.add([...path, index], 'must be an object');
      return;
    }
    const at = (member: string): unknown => Reflect.get(type, member);
    const name = at('type');
    if (typeof name !== 'string' || name === '') add('type', 'must be a string that is not empty');
    else if (seen.has(name)) add('type', `${JSON.stringify(name)} is taken`);
    seen.add(name);
    if (!isStandardSchema(at('schema'))) add('schema', 'must be a Standard Schema validator, such as one of zod');
    if (typeof at('words') !== 'function') add('words', 'must be a method: people are asked for every detail');
    for (const method of methods) {
      const value = at(method);
      if (value !== undefined && typeof value !== 'function') add(method, 'must be a method');
    }
    if (at('choose') !== undefined && at('mayGrant') === undefined) {
      add('mayGrant', 'is needed beside choose: it says what may come of a choice');
    }
    const named = at('apiResources') ?? [];
    if (!Array.isArray(named)) add('apiResources', 'must be a list');
    for (const api of Array.isArray(named) ? named : []) {
      if (apis?.has(api) === false) add('apiResources', `${JSON.stringify(api)} is not one of apiResources`);
    }
  });
}

/** Names of the registered types. */
export function detailTypeNames(types: unknown): ReadonlySet<string> {
  if (!Array.isArray(types)) return new Set();
  const names: unknown[] = types.map((type) => Reflect.get(Object(type), 'type'));
  return new Set(names.filter((name) => typeof name === 'string'));
}

/** Validators of some libraries are functions. */
function isStandardSchema(schema: unknown): boolean {
  if ((typeof schema !== 'object' && typeof schema !== 'function') || schema === null) return false;
  return typeof Reflect.get(Object(Reflect.get(schema, '~standard')), 'validate') === 'function';
}
