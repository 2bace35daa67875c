import { standardIdentityResourceNames } from '../config/standard-identity-resources.ts';

const standardNames: ReadonlySet<string> = new Set(standardIdentityResourceNames);

/** Whether OpenID Connect defines the scope. */
export function isStandardScope(name: string): boolean {
  return standardNames.has(name);
}
