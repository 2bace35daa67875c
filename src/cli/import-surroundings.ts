import { existsSync } from 'node:fs';
import { type ResolvedConfiguration, resolveConfiguration } from '../config/resolve-configuration.ts';
import { apiResourceSchema, apiScopeSchema, identityResourceReference } from '../config/resource-schema.ts';
import { standardIdentityResource } from '../config/standard-identity-resources.ts';
import type { Imported, ImportedResources } from '../importers/imported.ts';
import type { ResourceCatalogue } from '../model/resources.ts';
import type { Store } from '../stores/contracts.ts';
import { openStore } from '../stores/open-store.ts';
import { loadOptions } from './development-options.ts';
import { type Offline, offline } from './offline.ts';
import { findConfiguration, requireConfiguration } from './which-configuration.ts';

/** What a file is imported into. */
export interface ImportSurroundings {
  readonly settings: ResolvedConfiguration;
  /** Works on the store; a dry run changes nothing of it, and gets `undefined` where there is none yet. */
  onStore<Result>(work: (open: Offline | undefined) => Promise<Result>): Promise<Result>;
  /** Whether the configuration names its identity resources; otherwise it has some by default, which may be replaced. */
  readonly namesIdentityResources: boolean;
  /** What clients may name: the configuration's, and the file's own. */
  readonly catalogueWithFile: ResourceCatalogue;
}

/** Without a configuration a dry run takes the defaults. @throws {UsageError} where there is none and something is to be written. */
export async function importSurroundings(
  config: string | undefined,
  isDryRun: boolean,
  { resources }: Imported,
): Promise<ImportSurroundings> {
  const found = isDryRun ? (config ?? findConfiguration()) : requireConfiguration(config);
  const { secret: _, ...options } =
    found === undefined ? { issuer: 'http://localhost:9400' } : await loadOptions(found);
  const settings = resolveConfiguration(options, { mode: 'dev', environment: process.env });
  return {
    settings,
    namesIdentityResources: 'identityResources' in options && options.identityResources !== undefined,
    catalogueWithFile: withFile(settings.catalogue, resources),
    onStore: (work) => {
      if (!isDryRun && found !== undefined) return offline({ config: found }, work);
      return found === undefined ? work(undefined) : look(settings, options.store, work);
    },
  };
}

/** Without making a database, or bringing one up to date. */
async function look<Result>(
  settings: ResolvedConfiguration,
  own: Store | undefined,
  work: (open: Offline | undefined) => Promise<Result>,
): Promise<Result> {
  const { storage } = settings;
  const isThere =
    own !== undefined || storage.kind === 'postgres' || (storage.kind === 'sqlite' && existsSync(storage.path));
  if (!isThere) return work(undefined);
  const store = own ?? (await openStore(storage));
  try {
    if (!(await store.isMigrated())) return await work(undefined);
    const [{ UserDirectory }, { PasswordHasher }, { Events }, { systemClock }] = await Promise.all([
      import('../users/user-directory.ts'),
      import('../users/password-hasher.ts'),
      import('../operations/events.ts'),
      import('../model/clock.ts'),
    ]);
    const users = new UserDirectory({ users: store.users, hasher: new PasswordHasher(), clock: systemClock });
    return await work({ settings, store, users, events: new Events(() => {}) });
  } finally {
    await store.close();
  }
}

function withFile(catalogue: ResourceCatalogue, resources: ImportedResources): ResourceCatalogue {
  const identity = resources.identityResources.map((entry) => {
    const parsed = identityResourceReference.parse(entry);
    return typeof parsed === 'string' ? standardIdentityResource(parsed) : parsed;
  });
  return {
    identityResources: joined(catalogue.identityResources, identity),
    apiScopes: joined(
      catalogue.apiScopes,
      resources.apiScopes.map((entry) => apiScopeSchema.parse(entry)),
    ),
    apiResources: joined(
      catalogue.apiResources,
      // Their secrets say nothing of what clients may ask for.
      resources.apiResources.map((entry) => ({ ...apiResourceSchema.parse(entry), apiSecrets: [] })),
    ),
  };
}

function joined<Entry extends { readonly name: string }>(
  ours: readonly Entry[],
  theirs: readonly Entry[],
): readonly Entry[] {
  const known = new Set(ours.map(({ name }) => name));
  return [...ours, ...theirs.filter(({ name }) => !known.has(name))];
}

/** Each kind of scopes and APIs, by the configuration's names. */
const kinds = ['identityResources', 'apiScopes', 'apiResources'] as const;
type Kind = (typeof kinds)[number];
type Entry = ImportedResources[Kind][number];

/**
 * What the configuration lacks of a file's scopes and APIs. `identityResources` is a whole list, since it takes the place of the default one.
 *
 * @param differs told of what the configuration has otherwise: it stays.
 */
export function fragmentFor(
  resources: ImportedResources,
  { settings: { catalogue }, namesIdentityResources }: ImportSurroundings,
  differs: (kind: Kind, name: string) => void,
): Readonly<Record<string, unknown>> {
  const lacking = (kind: Kind): readonly Entry[] => {
    const known = new Map(catalogue[kind].map((one) => [one.name, one]));
    return resources[kind].filter((entry) => {
      const before = known.get(nameOf(entry));
      if (before === undefined || (kind === 'identityResources' && !namesIdentityResources)) return true;
      if (typeof entry !== 'string' && !hasClaims(before, entry)) differs(kind, before.name);
      return false;
    });
  };
  const [identity, apiScopes, apiResources] = [
    lacking('identityResources'),
    lacking('apiScopes'),
    lacking('apiResources'),
  ];
  const named = new Set(identity.map(nameOf));
  const kept = catalogue.identityResources.filter(({ name }) => !named.has(name)).map(({ name }) => name);
  return {
    ...(identity.length === 0 ? {} : { identityResources: namesIdentityResources ? identity : [...kept, ...identity] }),
    ...(apiScopes.length === 0 ? {} : { apiScopes }),
    ...(apiResources.length === 0 ? {} : { apiResources }),
  };
}

function nameOf(entry: Entry): string {
  return typeof entry === 'string' ? entry : String(entry.name);
}

function hasClaims({ userClaims }: { readonly userClaims: readonly string[] }, entry: Exclude<Entry, string>): boolean {
  const { userClaims: theirs = [] } = entry;
  return Array.isArray(theirs) && theirs.every((claim) => userClaims.includes(String(claim)));
}
