import type { Client } from '../model/client.ts';
import { type ProfileName, profileNames } from '../model/profile.ts';
import { isPlainObject } from './environment-references.ts';
import { type Path, ProblemList } from './problem-list.ts';
import { type ProfileSurroundings, profiles } from './profiles.ts';

/**
 * A client as written, with what its profile switches on wherever it says nothing itself.
 *
 * @param written what stands in a configuration; may be anything.
 * @param byDefault the profile of the server, for clients that name none.
 */
export function withProfile(
  written: unknown,
  byDefault: ProfileName | undefined,
  server: ProfileSurroundings,
): unknown {
  if (!isPlainObject(written)) return written;
  const name = written.profile ?? byDefault;
  if (!isProfileName(name)) return written;
  let filled: Record<string, unknown> = { ...written, profile: name };
  for (const { settings = {}, defaults } of profiles[name]) {
    filled = { ...settings, ...defaults?.(filled as Partial<Client>, server), ...filled };
  }
  return filled;
}

/** What of a client contradicts its profile, each with the section. */
export function checkProfile(client: Client, server: ProfileSurroundings, path: Path, problems: ProblemList): void {
  if (client.profile === undefined) return;
  for (const { settings = {}, contradictions, section } of profiles[client.profile]) {
    const tell = (member: readonly PropertyKey[], message: string) =>
      problems.add([...path, ...member], `${message} (profile ${client.profile}, ${section})`);
    for (const [name, value] of Object.entries(settings)) {
      if (client[name as keyof Client] !== value) tell([name], `must be ${JSON.stringify(value)}`);
    }
    for (const [member, message] of contradictions?.(client, server) ?? []) tell(member, message);
  }
}

/**
 * The first contradiction of a stored client to its profile, or to the one that the server now has for all.
 * @returns a sentence with its path, or `undefined`.
 */
export function profileProblem(
  stored: Client,
  {
    profile,
    signing,
  }: { readonly profile?: ProfileName | undefined; readonly signing: { readonly algorithms: readonly string[] } },
): string | undefined {
  const problems = new ProblemList();
  checkProfile(
    { ...stored, profile: stored.profile ?? profile },
    { signingAlgorithms: signing.algorithms },
    [],
    problems,
  );
  const [first] = problems.problems;
  return first === undefined ? undefined : `${first.path}: ${first.message}`;
}

function isProfileName(name: unknown): name is ProfileName {
  return profileNames.some((one) => one === name);
}
