import type { z } from 'zod';
import { type AdminSettings, adminAudience, adminScopes } from '../model/admin.ts';
import type { Client } from '../model/client.ts';
import type { ApiResource, ApiScope } from '../model/resources.ts';
import type { adminSchema } from './admin-schema.ts';
import type { CatalogueDraft } from './catalogue-rules.ts';
import { commandClientId } from './command-client.ts';
import type { ProblemList } from './problem-list.ts';
import { insecureUri } from './uri-rules.ts';

const names: readonly string[] = Object.values(adminScopes);
const reserved = 'belongs to the API of listen.adminPort: it is there where that is, and cannot be configured';

interface Around {
  readonly mode: 'dev' | 'production';
  readonly adminPort: number | undefined;
}

/** Contradictions in what is at the admin port. */
export function checkAdmin(
  { url, console: administrators }: z.output<typeof adminSchema>,
  { mode, adminPort }: Around,
  problems: ProblemList,
): void {
  const insecure = mode === 'production' && url !== undefined ? insecureUri(url) : undefined;
  if (insecure !== undefined) problems.add('admin.url', insecure);
  if (url !== undefined && !/^https?:/.test(url)) problems.add('admin.url', 'must be http: or https:');
  if (adminPort === undefined) {
    if (url !== undefined) problems.add('admin.url', 'needs listen.adminPort');
    if (administrators !== undefined) problems.add('admin.console', 'needs listen.adminPort');
  }
  if (administrators !== undefined && administrators.subjects === undefined && administrators.claim === undefined) {
    problems.add('admin.console', 'must have subjects or claim: nobody would be an administrator');
  }
}

/** Tokens in the name of this client administer: nobody else has it. */
export function checkCommandClient(clients: readonly (Client | undefined)[], problems: ProblemList): void {
  clients.forEach((client, index) => {
    if (client?.clientId !== commandClientId) return;
    problems.add(['clients', index, 'clientId'], 'is the client of `mintmark admin token`: choose another');
  });
}

/** What the admin port adds to scopes and APIs is configured by nobody, so that no other API is sent its tokens. */
export function checkReservedNames(
  { identityResources, apiScopes, apiResources }: CatalogueDraft,
  problems: ProblemList,
): void {
  for (const [list, entries] of Object.entries({ identityResources, apiScopes })) {
    entries.forEach((entry, index) => {
      if (entry !== undefined && names.includes(entry.name)) problems.add([list, index, 'name'], reserved);
    });
  }
  apiResources.forEach((api, index) => {
    if (api?.name === adminAudience) problems.add(['apiResources', index, 'name'], reserved);
    api?.scopes.forEach((scope, position) => {
      if (names.includes(scope)) problems.add(['apiResources', index, 'scopes', position], reserved);
    });
  });
}

/** The settings with what depends on others filled in. */
export function resolveAdmin(
  { url, console: administrators, explorer, audit }: z.output<typeof adminSchema>,
  { mode, adminPort }: Around,
): AdminSettings {
  return {
    url: url ?? `http://localhost:${adminPort ?? 0}`,
    console: administrators,
    explorer: explorer ?? mode === 'dev',
    audit: { ...audit, store: audit.store ?? (adminPort === undefined ? 'off' : 'security') },
  };
}

/** The API of the admin port and its scopes, in no discovery document; only where there is the port. */
export function withAdminApi(catalogue: CatalogueDraft, { adminPort }: Pick<Around, 'adminPort'>): CatalogueDraft {
  if (adminPort === undefined) return catalogue;
  return {
    ...catalogue,
    apiScopes: [...catalogue.apiScopes, scope(adminScopes.change, changing), scope(adminScopes.read, reading)],
    apiResources: [...catalogue.apiResources, api],
  };
}

const hidden = { enabled: true, showInDiscoveryDocument: false, userClaims: [] };
const changing = 'Change clients, users and keys of this server, and end what was granted to anybody';
const reading = 'Look at clients, users, grants and the audit of this server';

const scope = (name: string, displayName: string): ApiScope => ({
  ...hidden,
  name,
  displayName,
  required: false,
  emphasize: true,
});

const api: ApiResource = {
  ...hidden,
  name: adminAudience,
  displayName: 'Administration of this server',
  scopes: names,
  apiSecrets: [],
  requireResourceIndicator: false,
  allowedAccessTokenSigningAlgorithms: [],
};
