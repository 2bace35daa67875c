import type { AttemptLimiter } from '../operations/attempt-limiter.ts';
import type {
  IResourceOwnerPasswordValidator,
  PasswordValidationRequest,
  PasswordValidationResult,
} from './password-validator.ts';

const wrong: PasswordValidationResult = { error: 'invalid_grant', errorDescription: 'invalid_username_or_password' };

/**
 * Puts the limits on guessing around a validator of one's own, which is not asked about an account that is locked. What it answers
 * with `invalid_grant` is a wrong guess; any other error is not.
 */
export class LimitedPasswordValidator implements IResourceOwnerPasswordValidator {
  readonly #validator: IResourceOwnerPasswordValidator;
  readonly #attempts: Pick<AttemptLimiter, 'refuseAddress' | 'isLocked' | 'failed' | 'succeeded'>;

  constructor(
    validator: IResourceOwnerPasswordValidator,
    attempts: Pick<AttemptLimiter, 'refuseAddress' | 'isLocked' | 'failed' | 'succeeded'>,
  ) {
    this.#validator = validator;
    this.#attempts = attempts;
  }

  /** @throws {OAuthError} `request.rate-limited` (429) for an address with too many failures; what the validator throws. */
  async validate(request: PasswordValidationRequest): Promise<PasswordValidationResult> {
    const { username, context } = request;
    const { now, remoteAddress } = context;
    await this.#attempts.refuseAddress(remoteAddress, now);
    if (await this.#attempts.isLocked(username, now)) {
      await this.#attempts.failed(username, remoteAddress, now);
      return wrong;
    }
    const result = await this.#validator.validate(request);
    if (!('error' in result)) {
      // Guesses sent all at once were all let through above; the wrong ones among them have been counted by now.
      if (await this.#attempts.isLocked(username, now)) return wrong;
      await this.#attempts.succeeded(username);
    } else if (result.error === 'invalid_grant') await this.#attempts.failed(username, remoteAddress, now);
    return result;
  }
}
