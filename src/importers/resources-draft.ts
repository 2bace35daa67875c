import type { z } from 'zod';
import { formatPath } from '../config/problem-list.ts';
import { apiResourceSchema, apiScopeSchema, identityResourceReference } from '../config/resource-schema.ts';
import type { ImportedResources } from './imported.ts';
import type { ImportReport } from './report.ts';

const schemas = {
  identityResources: identityResourceReference,
  apiScopes: apiScopeSchema,
  apiResources: apiResourceSchema,
} as const;
const words = { identityResources: 'identity resource', apiScopes: 'API scope', apiResources: 'API' } as const;
type Kind = keyof typeof schemas;
type Entry = string | Readonly<Record<string, unknown>>;

/** Collects scopes and APIs, each checked as the configuration checks it, and each name once. */
export class ResourcesDraft {
  readonly #entries: Record<Kind, Map<string, Entry>> = {
    identityResources: new Map(),
    apiScopes: new Map(),
    apiResources: new Map(),
  };
  readonly #report: ImportReport;

  constructor(report: ImportReport) {
    this.#report = report;
  }

  /** Takes over one entry, or says why not. */
  add(kind: Kind, name: string, entry: Entry, path: string): void {
    const written = typeof entry === 'string' ? entry : withoutUndefined(entry);
    const schema: z.ZodType = schemas[kind];
    const checked = schema.safeParse(written);
    const problem = checked.success ? this.#clash(kind, name) : messageOf(checked.error);
    if (problem !== undefined) {
      this.#report.add('refused', path, `${words[kind]} ${JSON.stringify(name)}: ${problem}`);
      return;
    }
    this.#entries[kind].set(name, written);
    this.#report.add('came', path, `${words[kind]} ${JSON.stringify(name)}`);
  }

  has(kind: Kind, name: string): boolean {
    return this.#entries[kind].has(name);
  }

  /** Whether a client can ask for it. */
  hasScope(name: string): boolean {
    return this.has('identityResources', name) || this.has('apiScopes', name);
  }

  get resources(): ImportedResources {
    const { identityResources, apiScopes, apiResources } = this.#entries;
    return {
      identityResources: [...identityResources.values()],
      apiScopes: objects(apiScopes),
      apiResources: objects(apiResources),
    };
  }

  #clash(kind: Kind, name: string): string | undefined {
    if (this.has(kind, name)) return 'stands twice in the file';
    if (kind === 'apiResources') return undefined;
    if (name === 'offline_access') return 'is built in: clients have allowOfflineAccess instead';
    return this.hasScope(name) ? 'is the name of another scope of the file' : undefined;
  }
}

function objects(entries: ReadonlyMap<string, Entry>) {
  return [...entries.values()].flatMap((entry) => (typeof entry === 'string' ? [] : [entry]));
}

function withoutUndefined(entry: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
}

/** The first thing that is wrong. A union tells of all its members; the object is what was meant. */
function messageOf({ issues }: z.ZodError): string {
  const [first] = issues;
  if (first === undefined) return 'is not taken';
  if (first.code !== 'invalid_union') return `${formatPath(first.path)}: ${first.message}`;
  const inner = first.errors.at(-1)?.[0];
  return inner === undefined ? first.message : `${formatPath(inner.path)}: ${inner.message}`;
}
