import type { Client } from '../model/client.ts';
import type { Subject } from '../model/subject.ts';
import type { UserDirectory } from '../users/user-directory.ts';
import type { ClientOnPage } from './page-models.ts';

/** A client as a page shows it. */
export function clientOnPage(client: Client): ClientOnPage {
  return {
    clientId: client.clientId,
    name: client.clientName ?? client.clientId,
    uri: client.clientUri,
    logoUri: client.logoUri,
    policyUri: client.policyUri,
    tosUri: client.tosUri,
  };
}

/** What a user calls themself: the user name here, else what another provider told, else the id. */
export async function nameOfUser(
  subject: string | Subject,
  users: Pick<UserDirectory, 'findBySubject'>,
): Promise<string> {
  const subjectId = typeof subject === 'string' ? subject : subject.subjectId;
  const user = await users.findBySubject(subjectId);
  if (user !== undefined) return user.username;
  const claims = typeof subject === 'string' ? {} : subject.claims;
  const told = [claims['preferred_username'], claims['name'], claims['email']].find(
    (claim) => typeof claim === 'string',
  );
  return typeof told === 'string' ? told : subjectId;
}
