import { OAuthError } from '../errors/oauth-error.ts';
import type { ErrorReason } from '../errors/reasons.ts';
import type { Client } from '../model/client.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import type { HttpRequest } from '../model/http-message.ts';
import { limits } from '../model/limits.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Subject } from '../model/subject.ts';
import type { Events } from '../operations/events.ts';
import type { IResourceOwnerPasswordValidator, PasswordValidationResult } from '../users/password-validator.ts';
import type { UserDirectory } from '../users/user-directory.ts';
import { verifyPassword } from '../users/verify-password.ts';
import type { KnownBrowsers } from './known-browsers.ts';

export interface PasswordSignInServices {
  readonly resourceOwnerPasswordValidator: IResourceOwnerPasswordValidator;
  readonly knownBrowsers: KnownBrowsers;
  readonly users: Pick<UserDirectory, 'findByUsername'>;
  readonly events: Pick<Events, 'active' | 'raise'>;
}

/** A name and a password that a person typed. */
export interface TypedPassword {
  readonly username: string;
  readonly password: string;
  /** Absent: they sign in to this server's own pages. */
  readonly client?: Client | undefined;
  readonly parameters: FormParameters;
}

type Hindrance = 'locked' | 'rate-limited';
const hindrances: Readonly<Partial<Record<ErrorReason, Hindrance>>> = {
  'password.locked': 'locked',
  'request.rate-limited': 'rate-limited',
};

/** Verifies what a person typed in a browser, at the sign-in page or a front end of one's own. No session begins here. A failure is told as `UserSignInFailed`. */
export class PasswordSignIn {
  readonly #services: PasswordSignInServices;

  constructor(services: PasswordSignInServices) {
    this.#services = services;
  }

  /**
   * The user, and the cookies by which this browser is known from now on, which must go out with the answer; `undefined`: wrong.
   * @throws {OAuthError} `password.locked`, `request.rate-limited` (429), `server.unavailable`.
   */
  async verify(
    request: HttpRequest,
    typed: TypedPassword,
    context: RequestContext,
  ): Promise<{ readonly subject: Subject; readonly cookies: readonly string[] } | undefined> {
    const { resourceOwnerPasswordValidator: validator, knownBrowsers } = this.#services;
    const { username } = typed;
    const isPossible = username.length <= limits.username.most;
    const knownBrowser = isPossible ? knownBrowsers.idFor(request, username, context) : undefined;
    const result = await this.#told(username, context, () =>
      verifyPassword(validator, { ...typed, knownBrowser, context }),
    );
    if ('error' in result) return undefined;
    return { subject: result.subject, cookies: [knownBrowsers.remember(request, username, context)] };
  }

  async #told(
    username: string,
    context: RequestContext,
    verify: () => Promise<PasswordValidationResult>,
  ): Promise<PasswordValidationResult> {
    try {
      const result = await verify();
      if ('error' in result) await this.#tell('wrong-credentials', username, context);
      return result;
    } catch (error) {
      const reason = error instanceof OAuthError ? hindrances[error.reason] : undefined;
      if (reason !== undefined) await this.#tell(reason, username, context);
      throw error;
    }
  }

  async #tell(reason: Hindrance | 'wrong-credentials', typed: string, context: RequestContext): Promise<void> {
    const { events, users } = this.#services;
    if (!events.active) return;
    const isPossible = typed !== '' && typed.length <= limits.username.most;
    const username = isPossible ? (await users.findByUsername(typed))?.username : undefined;
    events.raise({ type: 'UserSignInFailed', reason, username }, context);
  }
}
