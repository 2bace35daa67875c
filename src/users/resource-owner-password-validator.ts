import type { Settings } from '../model/settings.ts';
import { authenticatedSubject } from '../model/subject.ts';
import type { KnownAddresses } from '../operations/known-addresses.ts';
import { networkOf } from '../operations/network-of.ts';
import type {
  IResourceOwnerPasswordValidator,
  PasswordValidationRequest,
  PasswordValidationResult,
} from './password-validator.ts';
import type { SignInAttempts } from './sign-in-attempts.ts';
import type { UserDirectory } from './user-directory.ts';

export interface PasswordValidatorServices {
  readonly users: Pick<UserDirectory, 'verify'>;
  readonly signInAttempts: Pick<SignInAttempts, 'begin'>;
  readonly settings?: Pick<Settings, 'passwordAcr'>;
  /** Whose sign-ins have room kept under a flood; absent: only those of browsers that are known. */
  readonly knownAddresses?: KnownAddresses | undefined;
}

/**
 * Verifies against the user directory, with limits on guessing.
 *
 * An unknown name, a wrong password and a disabled user get one answer, after the same time, and are locked alike, so that nobody learns which
 * names exist (OWASP ASVS 2.2.1, RFC 6749 §10.10).
 */
export class ResourceOwnerPasswordValidator implements IResourceOwnerPasswordValidator {
  protected readonly services: PasswordValidatorServices;

  constructor(services: PasswordValidatorServices) {
    this.services = services;
  }

  /** @throws {OAuthError} `password.locked` and `request.rate-limited` (429) after too many wrong ones, `server.unavailable`. */
  async validate(request: PasswordValidationRequest): Promise<PasswordValidationResult> {
    const subjectId = await this.#verify(request);
    if (subjectId === undefined) return { error: 'invalid_grant', errorDescription: 'invalid_username_or_password' };
    const authenticationContext = this.services.settings?.passwordAcr;
    return {
      subject: authenticatedSubject(subjectId, { method: 'pwd', at: request.context.now, authenticationContext }),
    };
  }

  async #verify(request: PasswordValidationRequest): Promise<string | undefined> {
    const { username, password, knownBrowser } = request;
    const { users, signInAttempts, knownAddresses } = this.services;
    const { remoteAddress } = request.context;
    const place = {
      network: remoteAddress === undefined ? undefined : networkOf(remoteAddress),
      isKnown: knownBrowser !== undefined || knownAddresses?.has(remoteAddress) === true,
    };
    const attempt = await signInAttempts.begin(request);
    const user = await users.verify(username, password, place);
    if (user === undefined) {
      await attempt.failed();
      return undefined;
    }
    await attempt.succeeded();
    knownAddresses?.add(remoteAddress);
    return user.subjectId;
  }
}
