import { limits } from '../model/limits.ts';

/**
 * The form under which a user name is unique: compatibility-composed and without letter case (RFC 8265 §3.3 in spirit).
 * @throws {RangeError} for what is too long to be one: normalising takes more than linear time.
 */
export function usernameKey(username: string): string {
  if (username.length > limits.username.most) {
    throw new RangeError(`a user name has at most ${limits.username.most} characters`);
  }
  return username.normalize('NFKC').toLowerCase().normalize('NFKC');
}
