import { scopeName } from '../config/rules.ts';
import type { ResourcesDraft } from './resources-draft.ts';
import { isStandardScope } from './standard-scopes.ts';

/** Scopes that the file knows as words alone: those of OpenID Connect are about the user, others of APIs. */
export function addScopes(names: readonly string[], path: string, resources: ResourcesDraft): void {
  for (const name of names) {
    if (name === 'offline_access' || resources.hasScope(name) || !scopeName().safeParse(name).success) continue;
    if (isStandardScope(name)) resources.add('identityResources', name, name, path);
    else resources.add('apiScopes', name, { name }, path);
  }
}
