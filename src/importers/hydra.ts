import { ProblemList } from '../config/problem-list.ts';
import { limits } from '../model/limits.ts';
import { ClientDraft } from './client-draft.ts';
import { hashOfPhc } from './client-secret.ts';
import { ImportError } from './import-error.ts';
import type { Imported, ImportedClient } from './imported.ts';
import { readMetadata } from './metadata-client.ts';
import { addScopes } from './metadata-scopes.ts';
import { parseImportJson } from './parse-json.ts';
import { ImportReport } from './report.ts';
import { ResourcesDraft } from './resources-draft.ts';
import { type Members, Source } from './source.ts';

/**
 * Reads what `hydra list clients --format json` prints, or the admin API answers: a list, or an object with it in `items`. Secrets do not stand in
 * it; a `client_secret` that was added from the database, as its hash, or in plain text, is taken.
 *
 * @throws {ImportError} with every place where the file is not what it should be.
 */
export function importHydra(text: string): Imported {
  const problems = new ProblemList();
  const root = new Source(parseImportJson(text), [], { problems });
  const report = new ImportReport();
  const resources = new ResourcesDraft(report);
  const isList = Array.isArray(root.value);
  const page = isList ? root.with({}).members() : root.members();
  const items = isList ? root : page.take('items');
  if (items.isAbsent) root.refuse('must be a list of clients, or have one in items');
  const next = page.take('next_page_token');
  page.ignore('is_last_page');
  if (!next.isEmpty) report.add('left', next.path, 'there are more pages: import them too');
  const clients = items.list().flatMap((entry) => readClient(entry, resources, report));
  for (const member of page.rest()) report.add('left', member.path, 'has no counterpart');
  if (problems.problems.length > 0) throw new ImportError(problems.problems);
  return { clients, users: [], resources: resources.resources, report };
}

function readClient(entry: Source, resources: ResourcesDraft, report: ImportReport): readonly ImportedClient[] {
  const members = entry.members();
  const clientId = members.take('client_id').requiredText();
  if (clientId === undefined) return [];
  const draft = new ClientDraft(clientId, entry.path, report);
  readMetadata(members, draft);
  draft.uris('allowedCorsOrigins', members.take('allowed_cors_origins').list());
  readScopes(members, draft, resources);
  readSecret(members, draft);
  readLifetimes(members, draft);
  const asksUsers = draft.settings.allowedGrantTypes?.some((grant) => grant !== 'client_credentials') === true;
  if (asksUsers)
    draft.set('requireConsent', members.take('skip_consent').flag() !== true, members.take('skip_consent'));
  readStrategy(members, draft);
  const own = [
    'skip_consent',
    'created_at',
    'updated_at',
    'registration_access_token',
    'registration_client_uri',
    'client_secret_expires_at',
  ];
  members.ignore(...own);
  for (const member of members.rest()) draft.left(member);
  return [draft.finish()];
}

function readScopes(members: Members, draft: ClientDraft, resources: ResourcesDraft): void {
  const from = members.take('scope');
  const theirs = (from.text() ?? '').split(' ').filter((name) => name !== '');
  if (theirs.includes('offline')) draft.changed(from, 'the scope offline is offline_access');
  const names = theirs.map((name) => (name === 'offline' ? 'offline_access' : name));
  addScopes(names, from.path, resources);
  draft.scopes(names, from);
  for (const entry of members.take('audience').list()) {
    const name = entry.text();
    if (name === undefined) continue;
    if (!resources.has('apiResources', name)) resources.add('apiResources', name, { name, scopes: [] }, entry.path);
    draft.changed(entry, 'an audience comes from the scopes of an API here: name them in scopes of this API');
  }
}

function readSecret(members: Members, draft: ClientDraft): void {
  const from = members.take('client_secret');
  const secret = from.text();
  const { requireClientSecret, jwks, jwksUri, tlsClientAuth } = draft.settings;
  if (requireClientSecret === false) return;
  if (secret === undefined || secret === '') {
    const hasOther = jwks !== undefined || jwksUri !== undefined || tlsClientAuth !== undefined;
    if (!hasOther && !draft.hasSecrets) draft.closeWithoutSecret(from, 'Hydra lists no secrets');
    return;
  }
  const hash = hashOfPhc(secret);
  const expiresAt = members.take('client_secret_expires_at').count() ?? 0;
  const until = expiresAt === 0 ? {} : { expiresAt };
  if (hash === undefined) {
    if (secret.length > limits.clientSecret.most)
      draft.closeWithoutSecret(from, `is longer than ${limits.clientSecret.most} characters`);
    else draft.addSecret({ value: secret, ...until }, from);
  } else if ('problem' in hash) draft.closeWithoutSecret(from, hash.problem);
  else {
    draft.addSecret({ sha256: hash.sha256, ...until }, from);
    draft.changed(from, 'is a slow hash: it becomes SHA-256 when the secret is first used');
  }
}

const lifetimes = [
  [
    'accessTokenLifetime',
    [
      'authorization_code_grant_access_token_lifespan',
      'client_credentials_grant_access_token_lifespan',
      'refresh_token_grant_access_token_lifespan',
      'device_authorization_grant_access_token_lifespan',
      'implicit_grant_access_token_lifespan',
      'jwt_bearer_grant_access_token_lifespan',
      'password_grant_access_token_lifespan',
    ],
  ],
  [
    'identityTokenLifetime',
    [
      'authorization_code_grant_id_token_lifespan',
      'refresh_token_grant_id_token_lifespan',
      'device_authorization_grant_id_token_lifespan',
      'implicit_grant_id_token_lifespan',
    ],
  ],
  [
    'slidingRefreshTokenLifetime',
    [
      'authorization_code_grant_refresh_token_lifespan',
      'refresh_token_grant_refresh_token_lifespan',
      'device_authorization_grant_refresh_token_lifespan',
      'password_grant_refresh_token_lifespan',
    ],
  ],
] as const;

/** There each grant has its own; here a client has one of each kind of token. */
function readLifetimes(members: Members, draft: ClientDraft): void {
  for (const [ours, theirs] of lifetimes) {
    let taken: number | undefined;
    for (const name of theirs) {
      const from = members.take(name);
      const value = seconds(from);
      if (value === undefined || value < 1) continue;
      if (taken === undefined) {
        taken = value;
        draft.set(ours, value, from);
      } else if (value !== taken) draft.left(from, `${ours} is one for all grants: ${taken} seconds`);
    }
    if (ours === 'slidingRefreshTokenLifetime' && taken !== undefined && taken > 2_592_000) {
      draft.set('absoluteRefreshTokenLifetime', taken);
    }
  }
}

const unitSeconds: Readonly<Record<string, number>> = {
  h: 3600,
  m: 60,
  s: 1,
  ms: 0.001,
  us: 0.000_001,
  µs: 0.000_001,
  ns: 0.000_000_001,
};

/** A duration as Go writes it, `1h0m0s`; a number is nanoseconds. */
function seconds(from: Source): number | undefined {
  if (from.isAbsent || from.value === '') return undefined;
  if (typeof from.value === 'number') return Math.floor(from.value / 1_000_000_000);
  const text = from.text(50) ?? '';
  const pieces = text.match(/\d{1,12}(?:\.\d{1,9})?(?:h|ms|us|µs|ns|m|s)/g) ?? [];
  if (pieces.length === 0 || pieces.join('') !== text) return from.refuse('must be a duration such as 1h0m0s');
  const total = pieces.reduce((sum, piece) => {
    const unit = piece.replace(/[\d.]/g, '');
    return sum + Number.parseFloat(piece) * (unitSeconds[unit] ?? 0);
  }, 0);
  return Math.min(Math.floor(total), 3_155_760_000);
}

/** Opaque tokens are looked up by introspection, as reference tokens are. */
function readStrategy(members: Members, draft: ClientDraft): void {
  const from = members.take('access_token_strategy');
  const strategy = from.text() ?? '';
  if (strategy === 'jwt') return;
  draft.set('accessTokenType', 'reference', from);
  if (strategy === '')
    draft.changed(draft.path, 'has reference tokens, as Hydra makes opaque ones unless its configuration says jwt');
}
