import type { Client } from '../model/client.ts';
import type { Claims } from '../model/json.ts';
import type { RequestedClaim } from '../model/requested-claims.ts';
import type { Subject } from '../model/subject.ts';

/** For what the user's claims are wanted. */
export type ProfileCaller = 'accessToken' | 'identityToken' | 'userInfo';

/** Whose claims are wanted, for what, and which. */
export interface ProfileRequest {
  readonly subject: Subject;
  readonly client: Client;
  readonly caller: ProfileCaller;
  /** Names that the granted scopes and resources ask for. */
  readonly claimNames: readonly string[];
  /** What the `claims` parameter asked for this destination (OpenID Connect Core §5.5), by name. */
  readonly requestedClaims: Readonly<Record<string, RequestedClaim>>;
  readonly scopes: readonly string[];
}

/** When it is asked whether a user may still sign in. */
export type ActivityCaller = 'authorize' | 'token' | 'userInfo' | 'introspection' | 'ciba';

/**
 * Knows about users what goes into tokens, and whether they may still have any.
 * The built-in one (`DirectoryProfileService`) reads the user directory; replace it by `services.profileService`.
 */
export interface ProfileService {
  /**
   * Claims about the user. More or fewer than asked for are fine; protocol claims (`sub`, `iss`, `exp` …) are dropped.
   * Called while a token is made, after every check passed.
   */
  claims(request: ProfileRequest): Promise<Claims>;
  /** `false` refuses the request: `subject.inactive` (`invalid_grant`). */
  isActive(request: {
    readonly subject: Subject;
    readonly client: Client;
    readonly caller: ActivityCaller;
  }): Promise<boolean>;
}
