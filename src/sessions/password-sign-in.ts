import type { Client } from '../model/client.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import type { HttpRequest } from '../model/http-message.ts';
import { limits } from '../model/limits.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Subject } from '../model/subject.ts';
import type { IResourceOwnerPasswordValidator } from '../users/password-validator.ts';
import { verifyPassword } from '../users/verify-password.ts';
import type { KnownBrowsers } from './known-browsers.ts';

export interface PasswordSignInServices {
  readonly resourceOwnerPasswordValidator: IResourceOwnerPasswordValidator;
  readonly knownBrowsers: KnownBrowsers;
}

/** A name and a password that a person typed. */
export interface TypedPassword {
  readonly username: string;
  readonly password: string;
  /** Absent: they sign in to this server's own pages. */
  readonly client?: Client | undefined;
  readonly parameters: FormParameters;
}

/** Verifies what a person typed in a browser, at the sign-in page or a front end of one's own. No session begins here. */
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
    const result = await verifyPassword(validator, { ...typed, knownBrowser, context });
    if ('error' in result) return undefined;
    return { subject: result.subject, cookies: [knownBrowsers.remember(request, username, context)] };
  }
}
