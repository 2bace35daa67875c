import type { ApiResource, ApiScope, IdentityResource, ResourceCatalogue } from '../model/resources.ts';
import { didYouMean } from './closest-name.ts';
import type { Path, ProblemList } from './problem-list.ts';

/** Lists as configured; `undefined` where an entry was refused already, so that indexes stay right. */
export interface CatalogueDraft {
  readonly identityResources: readonly (IdentityResource | undefined)[];
  readonly apiScopes: readonly (ApiScope | undefined)[];
  readonly apiResources: readonly (ApiResource | undefined)[];
}

/** Contradictions among scopes and APIs. `knownScopes` holds the refused ones too: one mistake is told once. */
export function checkCatalogue(draft: CatalogueDraft, knownScopes: ReadonlySet<string>, problems: ProblemList): void {
  const { identityResources, apiScopes, apiResources } = draft;
  refuseRepeats(identityResources, (entry) => entry.name, ['identityResources'], 'name', problems);
  refuseRepeats(apiScopes, (entry) => entry.name, ['apiScopes'], 'name', problems);
  refuseRepeats(apiResources, (entry) => entry.name, ['apiResources'], 'name', problems);
  const identityNames = new Set(identityResources.map((entry) => entry?.name));
  for (const [list, entries] of Object.entries({ identityResources, apiScopes })) {
    entries.forEach((entry, index) => {
      if (entry?.name === 'offline_access') {
        problems.add([list, index, 'name'], 'is built in: set allowOfflineAccess at the client instead');
      } else if (list === 'apiScopes' && entry !== undefined && identityNames.has(entry.name)) {
        problems.add([list, index, 'name'], `${JSON.stringify(entry.name)} is the name of an identity resource too`);
      }
    });
  }
  const apiScopeNames = new Set([...knownScopes].filter((name) => !identityNames.has(name)));
  apiResources.forEach((resource, index) => {
    resource?.scopes.forEach((scope, scopeIndex) => {
      if (apiScopeNames.has(scope)) return;
      problems.add(
        ['apiResources', index, 'scopes', scopeIndex],
        `${JSON.stringify(scope)} is not one of apiScopes${didYouMean(scope, apiScopeNames)}`,
      );
    });
  });
}

/** Each entry's name stands once. `keyOf` gives what is compared. */
export function refuseRepeats<Entry>(
  entries: readonly (Entry | undefined)[],
  keyOf: (entry: Entry) => string,
  path: Path,
  member: string,
  problems: ProblemList,
): void {
  const seen = new Map<string, number>();
  entries.forEach((entry, index) => {
    if (entry === undefined) return;
    const key = keyOf(entry);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    else
      problems.add([...path, index, member], `${JSON.stringify(key)} stands at ${String(path[0])}[${first}] already`);
  });
}

export function scopeNamesOf(catalogue: ResourceCatalogue): ReadonlySet<string> {
  return new Set([...catalogue.identityResources, ...catalogue.apiScopes].map(({ name }) => name));
}
