import { oauthError } from '../errors/oauth-error.ts';
import type { Client } from '../model/client.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import { isWellFormedCodeChallenge } from '../proofs/pkce.ts';

export interface CodeChallenge {
  readonly codeChallenge?: string | undefined;
  readonly codeChallengeMethod?: 'S256' | 'plain' | undefined;
}

/**
 * PKCE at the authorization endpoint (RFC 7636 §4.3). A missing method means `plain`, which only some clients may use.
 * @throws {OAuthError} `authorize.pkce-required`, `authorize.pkce-method`, `authorize.code-challenge`.
 */
export function codeChallengeFor(parameters: FormParameters, client: Client): CodeChallenge {
  const codeChallenge = parameters.get('code_challenge');
  const method = parameters.get('code_challenge_method');
  if (codeChallenge === undefined) {
    if (client.requirePkce) throw oauthError('authorize.pkce-required');
    // A method without a challenge: somebody took the challenge out (RFC 9700 §4.8).
    if (method !== undefined) throw oauthError('authorize.pkce-required', { detail: 'a method without a challenge' });
    return {};
  }
  const codeChallengeMethod = method ?? 'plain';
  if (codeChallengeMethod !== 'S256' && codeChallengeMethod !== 'plain')
    throw oauthError('authorize.pkce-method', { fields: { codeChallengeMethod } });
  if (codeChallengeMethod === 'plain' && !client.allowPlainTextPkce)
    throw oauthError('authorize.pkce-method', { fields: { codeChallengeMethod } });
  const wellFormed =
    isWellFormedCodeChallenge(codeChallenge) && (codeChallengeMethod === 'plain' || codeChallenge.length === 43);
  if (!wellFormed) throw oauthError('authorize.code-challenge');
  return { codeChallenge, codeChallengeMethod };
}
