import type { Settings } from '../model/settings.ts';
import { authenticatedSubject } from '../model/subject.ts';
import type { AttemptLimiter } from '../operations/attempt-limiter.ts';
import type { KnownAddresses } from '../operations/known-addresses.ts';
import { networkOf } from '../operations/network-of.ts';
import type {
  IResourceOwnerPasswordValidator,
  PasswordValidationRequest,
  PasswordValidationResult,
} from './password-validator.ts';
import type { UserDirectory } from './user-directory.ts';

export interface PasswordValidatorServices {
  readonly users: Pick<UserDirectory, 'verify' | 'verifyNobody'>;
  readonly signInAttempts: Pick<AttemptLimiter, 'refuseAddress' | 'isLocked' | 'failed' | 'succeeded'>;
  readonly settings?: Pick<Settings, 'passwordAcr'>;
  /** Whose sign-ins have room kept under a flood; absent: only those of browsers that are known. */
  readonly knownAddresses?: KnownAddresses | undefined;
}

/**
 * Verifies against the user directory, with limits on guessing.
 *
 * An unknown name, a wrong password, a disabled user and a locked account get one answer, after the same time, so that nobody
 * learns which names exist or when a guess was cut off (OWASP ASVS 2.2.1, RFC 6749 §10.10).
 */
export class ResourceOwnerPasswordValidator implements IResourceOwnerPasswordValidator {
  protected readonly services: PasswordValidatorServices;

  constructor(services: PasswordValidatorServices) {
    this.services = services;
  }

  /** @throws {OAuthError} `request.rate-limited` (429) for an address with too many failures, `server.unavailable`. */
  async validate(request: PasswordValidationRequest): Promise<PasswordValidationResult> {
    const subjectId = await this.#verify(request);
    if (subjectId === undefined) return { error: 'invalid_grant', errorDescription: 'invalid_username_or_password' };
    const authenticationContext = this.services.settings?.passwordAcr;
    return {
      subject: authenticatedSubject(subjectId, { method: 'pwd', at: request.context.now, authenticationContext }),
    };
  }

  async #verify({
    username,
    password,
    isKnownBrowser,
    context,
  }: PasswordValidationRequest): Promise<string | undefined> {
    const { users, signInAttempts: attempts, knownAddresses } = this.services;
    const { remoteAddress } = context;
    const place = {
      network: remoteAddress === undefined ? undefined : networkOf(remoteAddress),
      isKnown: isKnownBrowser === true || knownAddresses?.has(remoteAddress) === true,
    };
    const [locked] = await Promise.all([
      attempts.isLocked(username, context.now),
      attempts.refuseAddress(context.remoteAddress, context.now),
    ]);
    const user = locked ? await users.verifyNobody(password, place) : await users.verify(username, password, place);
    if (user === undefined) {
      await attempts.failed(username, context.remoteAddress, context.now);
      return undefined;
    }
    // Guesses sent all at once were all let through above; the wrong ones among them have been counted by now.
    if (await attempts.isLocked(username, context.now)) return undefined;
    await attempts.succeeded(username);
    knownAddresses?.add(remoteAddress);
    return user.subjectId;
  }
}
