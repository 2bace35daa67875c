import type {
  IResourceOwnerPasswordValidator,
  PasswordValidationRequest,
  PasswordValidationResult,
} from './password-validator.ts';
import type { SignInAttempts } from './sign-in-attempts.ts';

/**
 * Puts the limits on guessing around a validator of one's own, which is not asked about an account that is locked. What it answers
 * with `invalid_grant` is a wrong guess; any other error is not.
 */
export class LimitedPasswordValidator implements IResourceOwnerPasswordValidator {
  readonly #validator: IResourceOwnerPasswordValidator;
  readonly #attempts: Pick<SignInAttempts, 'begin'>;

  constructor(validator: IResourceOwnerPasswordValidator, attempts: Pick<SignInAttempts, 'begin'>) {
    this.#validator = validator;
    this.#attempts = attempts;
  }

  /** @throws {OAuthError} `password.locked` and `request.rate-limited` (429) after too many wrong ones; what the validator throws. */
  async validate(request: PasswordValidationRequest): Promise<PasswordValidationResult> {
    const attempt = await this.#attempts.begin(request);
    const result = await this.#validator.validate(request);
    if (!('error' in result)) await attempt.succeeded();
    else if (result.error === 'invalid_grant') await attempt.failed();
    return result;
  }
}
