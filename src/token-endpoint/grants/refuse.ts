import { basicChallenge } from '../../clients/client-credentials.ts';
import { type OAuthError, oauthError } from '../../errors/oauth-error.ts';
import { reasons } from '../../errors/reasons.ts';
import type { ClientAuthenticationMethod } from '../../model/client.ts';
import type { GrantRefusal } from './extension-grant-validator.ts';

/** The error that a user's own validator answered with; `invalid_grant` where it named none. */
export function refuse(
  refusal: GrantRefusal,
  method: ClientAuthenticationMethod,
  reason: 'grant.refused' | 'password.wrong-credentials' = 'grant.refused',
): OAuthError {
  const isChallenged = refusal.error === 'invalid_client' && method === 'client_secret_basic';
  const error = refusal.error === '' ? 'invalid_grant' : refusal.error;
  // A code of one's own is not what the built-in text and page are about.
  const isBuiltIn = error === 'invalid_grant';
  return oauthError(isBuiltIn ? reason : 'grant.refused', {
    error,
    ...(isChallenged ? { headers: basicChallenge } : {}),
    description: refusal.errorDescription ?? (isBuiltIn ? reasons[reason].description : null),
    ...(refusal.customResponse === undefined ? {} : { customResponse: refusal.customResponse }),
  });
}
