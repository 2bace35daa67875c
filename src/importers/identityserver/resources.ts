import { standardIdentityResource } from '../../config/standard-identity-resources.ts';
import { hashOfDigest } from '../client-secret.ts';
import type { ImportReport } from '../report.ts';
import type { ResourcesDraft } from '../resources-draft.ts';
import type { Members, Source } from '../source.ts';
import { expirationOf } from './secret.ts';

const standardNames = ['openid', 'profile', 'email', 'address', 'phone'] as const;

export function readIdentityResource(entry: Source, resources: ResourcesDraft, report: ImportReport): void {
  const members = entry.members();
  const name = members.take('Name').requiredText();
  if (name === undefined) return;
  const written = { name, ...named(members), ...onConsentPage(members) };
  const { displayName, description, required, emphasize, ...essence } = written;
  resources.add('identityResources', name, isStandard(name, essence) ? name : written, entry.path);
  tellRest(members, report);
}

export function readScope(entry: Source, resources: ResourcesDraft, report: ImportReport): void {
  const members = entry.members();
  const name = members.take('Name').requiredText();
  if (name === undefined) return;
  resources.add('apiScopes', name, { name, ...named(members), ...onConsentPage(members) }, entry.path);
  tellRest(members, report);
}

export function readApiResource(entry: Source, resources: ResourcesDraft, report: ImportReport): void {
  const members = entry.members();
  const name = members.take('Name').requiredText();
  if (name === undefined) return;
  const scopes = members
    .take('Scopes')
    .list()
    .flatMap((scope) => {
      const text = scope.text();
      if (text === undefined || resources.has('apiScopes', text)) return text ?? [];
      report.add('left', scope.path, `${JSON.stringify(text)} is not one of ApiScopes`);
      return [];
    });
  const algorithms = members.take('AllowedAccessTokenSigningAlgorithms').texts();
  const written = {
    name,
    ...named(members),
    scopes,
    apiSecrets: members
      .take('ApiSecrets')
      .list()
      .flatMap((secret) => apiSecret(secret, report)),
    requireResourceIndicator: members.take('RequireResourceIndicator').flag(),
    ...(algorithms.length === 0 ? {} : { allowedAccessTokenSigningAlgorithms: algorithms }),
  };
  resources.add('apiResources', name, written, entry.path);
  tellRest(members, report);
}

function named(members: Members) {
  const [displayName, description] = [members.take('DisplayName').text(), members.take('Description').text()];
  return {
    ...(displayName === undefined || displayName === '' ? {} : { displayName }),
    ...(description === undefined || description === '' ? {} : { description }),
    enabled: members.take('Enabled').flag(),
    showInDiscoveryDocument: members.take('ShowInDiscoveryDocument').flag(),
    userClaims: members.take('UserClaims').texts(),
  };
}

function onConsentPage(members: Members) {
  return { required: members.take('Required').flag(), emphasize: members.take('Emphasize').flag() };
}

/** A configuration has no other hash than SHA-256: nobody could renew it there. */
function apiSecret(entry: Source, report: ImportReport) {
  const members = entry.members();
  const value = members.take('Value');
  const text = value.text() ?? '';
  const type = members.take('Type').text() ?? 'SharedSecret';
  const hash = hashOfDigest(text);
  const [description, expiresAt] = [members.take('Description').text(), expirationOf(members)];
  if (type === 'SharedSecret' && 'sha256' in hash && !hash.sha256.startsWith('$')) {
    return {
      sha256: hash.sha256,
      ...(description === undefined ? {} : { description }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    };
  }
  const why = type === 'SharedSecret' ? 'is no SHA-256 in base64' : `is of the type ${type}`;
  report.add('left', value.path, `${why}: give the API a new secret (mintmark hash secret)`);
  return [];
}

/** Whether it asks for what the standard scope of that name does. */
function isStandard(
  name: string,
  { userClaims, enabled = true, showInDiscoveryDocument = true }: Omit<ReturnType<typeof named>, 'displayName'>,
): boolean {
  const known = standardNames.find((one) => one === name);
  if (known === undefined || !enabled || !showInDiscoveryDocument) return false;
  const standard = standardIdentityResource(known).userClaims;
  return (
    userClaims.length === 0 ||
    (userClaims.length === standard.length && userClaims.every((one) => standard.includes(one)))
  );
}

function tellRest(members: Members, report: ImportReport): void {
  for (const member of members.rest()) report.add('left', member.path, 'has no counterpart');
}
