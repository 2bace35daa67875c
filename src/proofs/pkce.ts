import { oauthError } from '../errors/oauth-error.ts';
import { equalInConstantTime, sha256 } from '../keys/digest.ts';
import type { AuthorizationCode } from '../model/grants.ts';

const unreserved = /^[A-Za-z0-9\-._~]{43,128}$/;

/** Whether a `code_challenge` or `code_verifier` has the form of RFC 7636 §4.1. */
export function isWellFormedCodeChallenge(value: string): boolean {
  return unreserved.test(value);
}

/**
 * Compares the verifier with the challenge of the authorization request. A verifier without a challenge is refused too: somebody
 * may have removed the challenge on its way (RFC 9700 §4.8.2).
 *
 * @throws {OAuthError} `code.verifier` (`invalid_grant`).
 * @see RFC 7636 §4.6
 */
export function verifyCodeChallenge(
  code: Pick<AuthorizationCode, 'codeChallenge' | 'codeChallengeMethod'>,
  verifier: string | undefined,
): void {
  const { codeChallenge, codeChallengeMethod } = code;
  if (codeChallenge === undefined && verifier === undefined) return;
  if (codeChallenge === undefined || verifier === undefined || !isWellFormedCodeChallenge(verifier)) {
    throw oauthError('code.verifier');
  }
  const transformed = codeChallengeMethod === 'plain' ? verifier : sha256(verifier);
  if (!equalInConstantTime(transformed, codeChallenge)) throw oauthError('code.verifier');
}
