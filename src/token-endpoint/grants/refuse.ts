import { basicChallenge } from '../../clients/client-credentials.ts';
import { type OAuthError, oauthError } from '../../errors/oauth-error.ts';
import type { ClientAuthenticationMethod } from '../../model/client.ts';
import type { GrantRefusal } from './extension-grant-validator.ts';

/** The error that a user's own validator answered with; `invalid_grant` where it named none. */
export function refuse(
  refusal: GrantRefusal,
  method: ClientAuthenticationMethod,
  reason: 'grant.refused' | 'password.wrong-credentials' = 'grant.refused',
): OAuthError {
  const isChallenged = refusal.error === 'invalid_client' && method === 'client_secret_basic';
  return oauthError(reason, {
    error: refusal.error === '' ? 'invalid_grant' : refusal.error,
    ...(isChallenged ? { headers: basicChallenge } : {}),
    ...(refusal.errorDescription === undefined ? {} : { description: refusal.errorDescription }),
    ...(refusal.customResponse === undefined ? {} : { customResponse: refusal.customResponse }),
  });
}
