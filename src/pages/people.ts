import { limits } from '../model/limits.ts';
import { isShownText } from '../model/shown-text.ts';
import type { Subject } from '../model/subject.ts';
import type { UserDirectory } from '../users/user-directory.ts';

/** A name or id that was not made to be read is shown all the same where there is nothing else. */
function shownAsFarAsPossible(text: string): string {
  return [...text].map((character) => (isShownText(`x${character}`) ? character : '\uFFFD')).join('');
}

/** A user as pages speak to them. */
export interface Person {
  /** `Alice (alice)`: the name where it is known, with the user name, since two may be called alike; what another provider told; the id. */
  readonly name: string;
  /** The claim `zoneinfo`. */
  readonly timeZone?: string | undefined;
}

export async function personOf(subject: Subject, users: Pick<UserDirectory, 'findBySubject'>): Promise<Person> {
  const user = await users.findBySubject(subject.subjectId);
  const claims = { ...user?.claims, ...subject.claims };
  const shown = (name: string) => {
    const claim = claims[name];
    const isShown = typeof claim === 'string' && claim.length <= limits.username.most && isShownText(claim);
    return isShown ? claim : undefined;
  };
  // Who came from another provider has no user name but the id.
  const isNamed = user !== undefined && user.username !== user.subjectId;
  const username = isNamed ? shownAsFarAsPossible(user.username) : undefined;
  const login = username ?? shown('preferred_username') ?? shown('email');
  const name = shown('name') ?? login ?? shownAsFarAsPossible(subject.subjectId);
  return {
    name: login === undefined || login.toLowerCase() === name.toLowerCase() ? name : `${name} (${login})`,
    timeZone: shown('zoneinfo'),
  };
}
