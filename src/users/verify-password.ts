import { limits } from '../model/limits.ts';
import type {
  IResourceOwnerPasswordValidator,
  PasswordValidationRequest,
  PasswordValidationResult,
} from './password-validator.ts';

/**
 * The one way to the password validator, from the sign-in page, the JSON front end and the password grant. What is empty, or too long to be
 * anybody's name or password is wrong before a validator, of one's own too, normalises or hashes it; and it is no guess that counts.
 */
export async function verifyPassword(
  validator: IResourceOwnerPasswordValidator,
  request: PasswordValidationRequest,
): Promise<PasswordValidationResult> {
  const { username, password } = request;
  const isIncomplete = username === '' || password === '';
  if (isIncomplete || username.length > limits.username.most || password.length > limits.password.most) {
    return { error: 'invalid_grant', errorDescription: 'invalid_username_or_password' };
  }
  return validator.validate(request);
}
