import { sha256 } from '../../keys/digest.ts';
import { limits } from '../../model/limits.ts';
import { isShownText } from '../../model/shown-text.ts';
import { isSubjectIdentifier } from '../../model/subject-identifier.ts';
import type { ImportedUser } from '../imported.ts';
import type { ImportReport } from '../report.ts';
import type { Members, Source } from '../source.ts';
import type { ClaimMapper } from './mappers.ts';
import { readPassword } from './password.ts';
import type { Roles } from './roles.ts';
import { claimsOf } from './user-claims.ts';

/** What the users of a realm have in common. */
export interface UserSurroundings {
  readonly realm: string;
  readonly roles: Roles;
  readonly mappers: readonly ClaimMapper[];
  readonly report: ImportReport;
}

/** One entry of `users`; none where it cannot be one here. */
export function readUser(entry: Source, around: UserSurroundings): readonly ImportedUser[] {
  const { report } = around;
  const members = entry.members();
  const name = members.take('username');
  const username = name.requiredText();
  if (username === undefined) return [];
  if (!members.take('serviceAccountClientId').isEmpty) return [];
  const subjectId = subjectOf(members, username, around);
  if (username.length > limits.username.most || !isShownText(username)) {
    report.add('refused', name.path, `the user name must be 1 to ${limits.username.most} characters that can be seen`);
    return [];
  }
  if (!isSubjectIdentifier(subjectId)) {
    report.add('refused', members.take('id').path, 'the subject must be printable ASCII (OpenID Connect Core 1.0 §2)');
    return [];
  }
  const password = passwordOf(members, report);
  const user: ImportedUser = {
    path: entry.path,
    subjectId,
    username,
    enabled: members.take('enabled').flag() === true,
    claims: readClaims(members, username, subjectId, around),
    passwordHash: null,
    ...password,
    ...createdAt(members),
  };
  tellRest(members, report);
  return [user];
}

/** The `sub` stays: applications know their users by it. */
function subjectOf(members: Members, username: string, { realm, report }: UserSurroundings): string {
  const id = members.take('id');
  const known = id.text();
  if (known !== undefined && known !== '') return known;
  report.add('changed', id.path, 'is not there: the subject is made of the names of realm and user');
  return sha256(`${realm}\0${username.toLowerCase()}`).slice(0, 22);
}

function createdAt(members: Members): { readonly createdAt?: number } {
  const milliseconds = members.take('createdTimestamp').count();
  return milliseconds === undefined ? {} : { createdAt: Math.floor(milliseconds / 1000) };
}

/** The first password; what else proves who somebody is has no counterpart, and is named. */
function passwordOf(
  members: Members,
  report: ImportReport,
): { readonly passwordHash?: string; readonly password?: string } {
  let found: ReturnType<typeof passwordOf> | undefined;
  for (const credential of members.take('credentials').list()) {
    const of = credential.members();
    const type = of.take('type').text() ?? 'password';
    if (type !== 'password') {
      report.add('left', credential.path, `a credential of the type ${type}: what it proved is not asked for here`);
      continue;
    }
    if (found !== undefined) {
      report.add('left', credential.path, 'a second password');
      continue;
    }
    const password = readPassword(credential);
    if ('problem' in password) {
      report.add('left', credential.path, `no password comes over (mintmark users password): ${password.problem}`);
    } else if ('hash' in password) found = { passwordHash: password.hash };
    else if (password.plain.length <= limits.password.most) found = { password: password.plain };
    else
      report.add(
        'left',
        credential.path,
        `no password comes over: it is longer than ${limits.password.most} characters`,
      );
    if (of.take('temporary').flag() === true)
      report.add('left', credential.path, 'a temporary password: it stays good here');
  }
  return found ?? {};
}

function readClaims(members: Members, username: string, id: string, { roles, mappers, report }: UserSurroundings) {
  const groups = members.take('groups').texts();
  const attributes = members
    .take('attributes')
    .members()
    .all()
    .map(
      ([name, values]) => [name, Array.isArray(values.value) ? values.texts() : [values.text() ?? ''], values] as const,
    )
    .filter(([, values]) => values.length > 0);
  return claimsOf(
    {
      properties: {
        username,
        id,
        firstName: members.take('firstName').text(),
        lastName: members.take('lastName').text(),
        email: members.take('email').text(),
        emailVerified: members.take('emailVerified').flag() === true,
      },
      attributes,
      roles: roles.of(members.take('realmRoles'), members.take('clientRoles'), groups),
      groups,
    },
    mappers,
    (attribute, why) => report.add('left', attribute.path, why),
  );
}

const actions: Readonly<Record<string, string>> = {
  UPDATE_PASSWORD: 'nobody has to change a password here: the old one stays good',
  VERIFY_EMAIL: 'the claim email_verified says that it is not verified',
  CONFIGURE_TOTP: 'there is no second factor here: the password is enough',
};

function tellRest(members: Members, report: ImportReport): void {
  for (const action of members.take('requiredActions').list()) {
    const name = action.text() ?? '';
    report.add('left', action.path, `${name}: ${actions[name] ?? 'is not asked for here'}`);
  }
  const federated = members.take('federationLink');
  if (!federated.isEmpty) report.add('left', federated.path, 'the password stands in another directory');
  for (const identity of members.take('federatedIdentities').list()) {
    report.add(
      'left',
      identity.path,
      'a sign-in at another provider: there the user is another one (externalProviders)',
    );
  }
  members.ignore(
    'totp',
    'disableableCredentialTypes',
    'origin',
    'access',
    'self',
    'notBefore',
    'serviceAccountClientId',
  );
  for (const member of members.rest()) report.add('left', member.path, 'has no counterpart');
}
