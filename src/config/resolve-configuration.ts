import type { z } from 'zod';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { parseMasterSecrets } from '../keys/sealer.ts';
import type { Client } from '../model/client.ts';
import { systemClock } from '../model/clock.ts';
import { builtInLanguages, findTexts } from '../model/languages.ts';
import type { ResourceCatalogue } from '../model/resources.ts';
import type { Settings } from '../model/settings.ts';
import { checkAdmin, checkCommandClient, checkReservedNames, resolveAdmin, withAdminApi } from './admin-rules.ts';
import { checkAuthorizationDetailTypes, detailTypeNames } from './authorization-detail-rules.ts';
import { type CatalogueDraft, checkCatalogue, refuseRepeats } from './catalogue-rules.ts';
import { checkClient } from './client-rules.ts';
import { checkCodeMembers, codeOnlyMembers } from './code-members.ts';
import { checkConsole } from './console-rules.ts';
import { checkTrustedIssuers } from './delegation-rules.ts';
import { checkClientIdMetadataDocuments } from './document-rules.ts';
import { checkEndpoints } from './endpoint-rules.ts';
import { type Environment, isPlainObject, resolveEnvironmentReferences } from './environment-references.ts';
import { refuseImportedHashes } from './imported-hash-rules.ts';
import { withIssuerPort } from './issuer-port.ts';
import { resolvePageSettings } from './page-settings.ts';
import type { PageSettings } from './pages-schema.ts';
import { type Path, ProblemList } from './problem-list.ts';
import { withProfiles } from './profiled-clients.ts';
import { checkClientRegistration } from './registration-rules.ts';
import { toClient, toSecrets } from './resolve-client.ts';
import { salvage } from './salvage.ts';
import { type CheckedConfiguration, configurationSchema } from './schema.ts';
import { addSchemaProblems } from './schema-problems.ts';
import { definitionOf, unwrap } from './schema-shape.ts';
import { standardIdentityResource } from './standard-identity-resources.ts';
import { insecureUri } from './uri-rules.ts';
import { warningsOf } from './warnings.ts';

export interface ResolvedConfiguration extends Settings {
  /** What of `pages` is no code. */
  readonly pageSettings: PageSettings | undefined;
}

export interface ResolveOptions {
  readonly mode: 'dev' | 'production';
  readonly environment: Environment;
  /** Members that capabilities besides the built-in ones understand; they check them themselves. */
  readonly furtherMembers?: readonly string[];
  /** Whether such capabilities bring grants: then any grant type may be one of theirs. */
  readonly furtherGrants?: boolean;
}

/**
 * Checks a configuration, reads `env:` references, applies defaults and hashes plain client secrets. Of code-only members
 * (`services` …) only the kind is looked at.
 *
 * @throws {ConfigurationError} with every problem at once.
 */
export function resolveConfiguration(input: unknown, options: ResolveOptions): ResolvedConfiguration {
  if (!isPlainObject(input)) throw new ConfigurationError([{ path: '', message: 'a configuration must be an object' }]);
  const { mode, environment, furtherMembers = [], furtherGrants = false } = options;
  const problems = new ProblemList();
  const notWritten = [...codeOnlyMembers, ...furtherMembers];
  const json = Object.fromEntries(Object.entries(input).filter(([name]) => !notWritten.includes(name)));
  const raw = withIssuerPort(
    withProfiles(resolveEnvironmentReferences(json, environment, problems) as Record<string, unknown>),
  );
  // Compiling the schema pays off from the second parsing on only.
  const parsed = configurationSchema.safeParse(raw, { jitless: true });
  if (!parsed.success)
    addSchemaProblems(configurationSchema, raw, parsed.error.issues, problems, { '': codeOnlyMembers });
  checkCodeMembers(input, problems);
  const pageSettings = resolvePageSettings(input.pages, environment, problems);
  const draft = parsed.success ? parsed.data : draftOf(raw);
  const written = draftCatalogue(draft);
  const around = { mode, adminPort: draft.listen?.adminPort };
  const catalogue = withAdminApi(written, around);
  const clients = (draft.clients ?? []).map((client) => client && toClient(client));
  const secrets = checkSecret(draft, raw, mode, problems);
  const known = {
    scopes: knownScopes(raw, catalogue),
    detailTypes: detailTypeNames(input.authorizationDetailTypes),
  };
  checkServer(draft, mode, problems);
  if (draft.admin !== undefined) checkAdmin(draft.admin, around, problems);
  if (draft.admin?.console !== undefined) checkConsole(written, clients, problems);
  checkReservedNames(written, problems);
  checkCommandClient(clients, problems);
  checkCatalogue(written, known.scopes, problems);
  checkClients(
    clients,
    draft,
    { mode, ...known, extensions: furtherGrants ? undefined : extensionGrantTypes(input) },
    problems,
  );
  checkEndpoints(clients, draft.endpoints, problems);
  if (draft.clientRegistration !== undefined) {
    checkClientRegistration(draft.clientRegistration, { ...known, endpoints: draft.endpoints }, problems);
  }
  if (draft.clientIdMetadataDocuments !== undefined) {
    const names = { ...known, endpoints: draft.endpoints };
    checkClientIdMetadataDocuments(draft.clientIdMetadataDocuments, names, problems);
  }
  checkDetailTypes(input, written, problems);
  checkTrustedIssuers(draft.trustedIssuers ?? [], { mode, issuer: draft.issuer, scopes: known.scopes }, problems);
  checkUsers(draft, problems);
  checkLocales(draft, input, problems);
  problems.throwIfAny();
  const checked = parsed.data!;
  return {
    ...checked,
    secrets,
    admin: resolveAdmin(checked.admin, around),
    catalogue: catalogue as ResourceCatalogue,
    clients: clients as Client[],
    trustedIssuers: checked.trustedIssuers.map((one) => ({ ...one, audience: toList(one.audience) })),
    allowPrivateAddresses: checked.allowPrivateAddresses ?? mode === 'dev',
    mode,
    pageSettings,
    warnings: mode === 'production' ? warningsOf(json, checked, environment, nowOf(input)) : [],
  };
}

/** By the clock of the configuration where it brings one. */
function nowOf({ clock }: Readonly<Record<string, unknown>>): number {
  const read = typeof clock === 'object' && clock !== null && 'now' in clock ? clock.now : undefined;
  const now: unknown = typeof read === 'function' ? Reflect.apply(read, clock, []) : undefined;
  return typeof now === 'number' ? now : systemClock.now();
}

/** The members and list entries that are right by themselves, so that contradictions among them are told in the same go. */
type Draft = {
  readonly [Member in keyof CheckedConfiguration]?: CheckedConfiguration[Member] extends readonly (infer Entry)[]
    ? readonly (Entry | undefined)[]
    : CheckedConfiguration[Member];
};

function draftOf(raw: Readonly<Record<string, unknown>>): Draft {
  const members = Object.entries(configurationSchema.shape as Readonly<Record<string, z.ZodType>>);
  return Object.fromEntries(
    members.map(([name, schema]) => {
      const value = raw[name];
      const { element } = definitionOf(unwrap(schema));
      if (element === undefined || !Array.isArray(value)) return [name, salvage(schema, value)];
      return [name, value.map((entry) => salvage(element, entry))];
    }),
  ) as Draft;
}

function draftCatalogue(draft: Draft): CatalogueDraft {
  return {
    identityResources: (draft.identityResources ?? []).map((entry) =>
      typeof entry === 'string' ? standardIdentityResource(entry) : entry,
    ),
    apiScopes: draft.apiScopes ?? [],
    apiResources: (draft.apiResources ?? []).map(
      (entry) => entry && { ...entry, apiSecrets: toSecrets(entry.apiSecrets) },
    ),
  };
}

/** Names of scopes, those of refused entries included. */
function knownScopes(raw: Readonly<Record<string, unknown>>, catalogue: CatalogueDraft): ReadonlySet<string> {
  const names = [...catalogue.identityResources, ...catalogue.apiScopes].flatMap((entry) =>
    entry ? [entry.name] : [],
  );
  for (const list of [raw.identityResources, raw.apiScopes]) {
    if (!Array.isArray(list)) continue;
    for (const entry of list) {
      const name: unknown = isPlainObject(entry) ? entry.name : entry;
      if (typeof name === 'string') names.push(name);
    }
  }
  return new Set(names);
}

function checkServer(draft: Draft, mode: 'dev' | 'production', problems: ProblemList): void {
  const insecure = mode === 'production' && draft.issuer !== undefined ? insecureUri(draft.issuer) : undefined;
  if (insecure !== undefined) problems.add('issuer', insecure);
  checkTls(draft, problems);
  const { listen, signing, session } = draft;
  if (listen?.adminPort !== undefined && listen.adminPort === listen.port && listen.port !== 0) {
    problems.add('listen.adminPort', 'must differ from listen.port: metrics are not for the public');
  }
  if (signing !== undefined) {
    if (signing.rotationInterval <= signing.propagationTime) {
      problems.add('signing.rotationInterval', 'must be longer than signing.propagationTime');
    }
    refuseEqual(signing.algorithms, ['signing', 'algorithms'], problems);
  }
  if (session !== undefined && session.idleLifetime > session.absoluteLifetime) {
    problems.add('session.idleLifetime', 'must not be longer than session.absoluteLifetime');
  }
  draft.externalProviders?.forEach((provider, index) => {
    const plain = mode === 'production' && provider !== undefined ? insecureUri(provider.issuer) : undefined;
    if (plain !== undefined) problems.add(['externalProviders', index, 'issuer'], plain);
  });
  refuseRepeats(draft.externalProviders ?? [], ({ id }) => id, ['externalProviders'], 'id', problems);
}

function checkTls({ issuer, listen, mutualTls }: Draft, problems: ProblemList): void {
  if (listen?.tls !== undefined && issuer?.startsWith('http:') === true) {
    problems.add('issuer', 'must be https: listen.tls makes the server speak it');
  }
  const { mutualPort } = listen?.tls ?? {};
  if (mutualPort !== undefined && mutualPort !== 0 && mutualPort === listen?.adminPort) {
    problems.add('listen.tls.mutualPort', 'must differ from listen.adminPort');
  }
  const [main, mutual] = [issuer, mutualTls?.baseUrl].map((text) => (text === undefined ? null : URL.parse(text)));
  if (main && mutual && main.pathname !== mutual.pathname) {
    problems.add('mutualTls.baseUrl', `must have the path of the issuer, ${main.pathname}`);
  }
}

function checkSecret(
  draft: Draft,
  raw: Readonly<Record<string, unknown>>,
  mode: string,
  problems: ProblemList,
): readonly string[] {
  const secrets = (typeof draft.secret === 'string' ? [draft.secret] : (draft.secret ?? [])) as readonly string[];
  if (raw.secret === undefined && mode === 'dev') return [];
  if (
    raw.secret !== undefined &&
    (draft.secret === undefined || problems.problems.some(({ path }) => path.startsWith('secret')))
  ) {
    return [];
  }
  try {
    parseMasterSecrets(secrets);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    for (const { path, message } of error.problems) problems.add(path, message);
  }
  return secrets;
}

function checkClients(
  clients: readonly (Client | undefined)[],
  draft: Draft,
  around: {
    readonly mode: 'dev' | 'production';
    readonly scopes: ReadonlySet<string>;
    readonly extensions: ReadonlySet<string> | undefined;
    readonly detailTypes: ReadonlySet<string>;
  },
  problems: ProblemList,
): void {
  const surroundings = {
    mode: around.mode,
    scopes: around.scopes,
    extensionGrantTypes: around.extensions,
    authorizationDetailTypes: around.detailTypes,
    signingAlgorithms: draft.signing?.algorithms,
    retentionDuration: draft.signing?.retentionDuration,
    delegation: {
      issuer: draft.issuer,
      apis: new Set(draft.apiResources?.flatMap((api) => api?.name ?? [])),
      trustedIssuers: draft.trustedIssuers?.flatMap((one) => one ?? []) ?? [],
    },
    hasCertificateAuthorities: draft.clientCertificateAuthorities && draft.clientCertificateAuthorities.length > 0,
  };
  clients.forEach((client, index) => {
    if (client === undefined) return;
    checkClient(client, surroundings, ['clients', index], problems);
    refuseImportedHashes(client.clientSecrets, ['clients', index, 'clientSecrets'], problems);
  });
  refuseRepeats(clients, ({ clientId }) => clientId, ['clients'], 'clientId', problems);
  const clientIds = new Set(clients.map((client) => client?.clientId));
  draft.apiResources?.forEach((resource, index) => {
    if (resource === undefined) return;
    refuseImportedHashes(resource.apiSecrets, ['apiResources', index, 'apiSecrets'], problems);
    if (resource.apiSecrets.length > 0 && clientIds.has(resource.name)) {
      problems.add(
        ['apiResources', index, 'name'],
        'is the id of a client too: introspection could not tell them apart',
      );
    }
    resource.allowedAccessTokenSigningAlgorithms.forEach((algorithm, position) => {
      if (draft.signing === undefined || draft.signing.algorithms.includes(algorithm)) return;
      problems.add(
        ['apiResources', index, 'allowedAccessTokenSigningAlgorithms', position],
        `${algorithm} is not one of signing.algorithms: there is no key for it`,
      );
    });
  });
}

function checkUsers(draft: Draft, problems: ProblemList): void {
  const users = draft.users ?? [];
  refuseRepeats(users, ({ subject }) => subject, ['users'], 'subject', problems);
  refuseRepeats(users, ({ username }) => username.toLowerCase(), ['users'], 'username', problems);
  const clientIds = new Set(draft.clients?.map((client) => client?.clientId));
  users.forEach((user, index) => {
    if (user !== undefined && clientIds.has(user.subject)) {
      problems.add(
        ['users', index, 'subject'],
        'is the id of a client too: an API could take the client for the user (RFC 9700 §4.15)',
      );
    }
    if (user?.password !== undefined && user.passwordHash !== undefined) {
      problems.add(['users', index, 'passwordHash'], 'cannot stand beside password');
    }
  });
}

function checkDetailTypes(
  { authorizationDetailTypes: types }: Readonly<Record<string, unknown>>,
  { apiResources }: CatalogueDraft,
  problems: ProblemList,
): void {
  if (!Array.isArray(types)) return;
  const apis = apiResources.every((api) => api !== undefined)
    ? new Set(apiResources.map(({ name }) => name))
    : undefined;
  checkAuthorizationDetailTypes(['authorizationDetailTypes'], types, apis, problems);
}

/** A language without texts would silently be English. */
function checkLocales(draft: Draft, { pages }: Readonly<Record<string, unknown>>, problems: ProblemList): void {
  const own = isPlainObject(pages) && isPlainObject(pages.texts) ? Object.keys(pages.texts) : [];
  draft.locales?.forEach((tag, index) => {
    if (tag === undefined || findTexts(tag, [...builtInLanguages, ...own]) !== undefined) return;
    problems.add(['locales', index], `there are no texts for ${JSON.stringify(tag)}: give them in pages.texts`);
  });
}

function toList(value: string | readonly string[] | undefined): readonly string[] {
  return typeof value === 'string' ? [value] : (value ?? []);
}

function refuseEqual(values: readonly string[], path: Path, problems: ProblemList): void {
  values.forEach((value, index) => {
    if (values.indexOf(value) < index) problems.add([...path, index], `${JSON.stringify(value)} is listed twice`);
  });
}

/** The registered extension grants; `undefined` when one of the validators is made by a function and cannot be asked yet. */
function extensionGrantTypes(input: Readonly<Record<string, unknown>>): ReadonlySet<string> | undefined {
  const validators = input.extensionGrantValidators ?? [];
  const services = input.services ?? {};
  const madeLater = typeof services === 'object' && 'extensionGrantValidators' in services;
  if (madeLater || !Array.isArray(validators)) return undefined;
  const names = validators.map((validator: unknown) =>
    typeof validator === 'object' && validator !== null && 'grantType' in validator ? validator.grantType : undefined,
  );
  return names.every((name) => typeof name === 'string') ? new Set(names) : undefined;
}
