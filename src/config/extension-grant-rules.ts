import { isBuiltInGrantType, isReplaceableGrantType } from '../model/grant-type.ts';
import { limits } from '../model/limits.ts';
import type { Path, ProblemList } from './problem-list.ts';

/** Checks the grant types of extension grant validators: names of their own, each once. What is no object is another check's affair. */
export function checkExtensionGrantTypes(path: Path, validators: readonly unknown[], problems: ProblemList): void {
  const seen = new Set<unknown>();
  validators.forEach((validator, index) => {
    if (typeof validator !== 'object' || validator === null) return;
    const grantType: unknown = Reflect.get(validator, 'grantType');
    const problem = problemOf(grantType) ?? (seen.has(grantType) ? `${JSON.stringify(grantType)} is taken` : undefined);
    if (problem !== undefined) problems.add([...path, index, 'grantType'], problem);
    seen.add(grantType);
  });
}

function problemOf(grantType: unknown): string | undefined {
  if (typeof grantType !== 'string') return 'must be a string';
  if (grantType === '') return 'must not be empty';
  if (grantType.length > limits.grantType.most) return `must not be longer than ${limits.grantType.most} characters`;
  if (isBuiltInGrantType(grantType) && !isReplaceableGrantType(grantType)) {
    return `${JSON.stringify(grantType)} is built in: choose a URI of your own, or replace what the built-in grant uses`;
  }
  return undefined;
}
