import type { Claims } from './json.ts';

/** A user who has proved who they are. */
export interface Subject {
  /** Stable id of the user, the `sub` claim (before a pairwise one is derived from it). */
  readonly subjectId: string;
  /** Epoch seconds of the last proof, the `auth_time` claim. */
  readonly authenticatedAt: number;
  /** Who authenticated the user: `local` or the id of an external provider; the `idp` claim. */
  readonly identityProvider: string;
  /** RFC 8176 values, the `amr` claim. */
  readonly authenticationMethods: readonly string[];
  /** The `acr` claim, if one was established. */
  readonly authenticationContext?: string | undefined;
  /** Further claims known since sign-in; the profile service picks from them and may add. */
  readonly claims: Claims;
}

/** A subject with the usual values filled in: `idp` is `local`, `amr` is `[method]`. */
export function authenticatedSubject(
  subjectId: string,
  options: {
    readonly method: string;
    readonly at: number;
    readonly identityProvider?: string | undefined;
    readonly authenticationContext?: string | undefined;
    readonly claims?: Claims | undefined;
  },
): Subject {
  return {
    subjectId,
    authenticatedAt: Math.floor(options.at),
    identityProvider: options.identityProvider ?? 'local',
    authenticationMethods: [options.method],
    authenticationContext: options.authenticationContext,
    claims: options.claims ?? {},
  };
}
