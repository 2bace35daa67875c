import { type OAuthError, oauthError } from '../errors/oauth-error.ts';
import type { GrantRefusal } from './extension-grant-validator.ts';

/** The error that a user's own validator answered with; `invalid_grant` where it named none. */
export function refuse(refusal: GrantRefusal): OAuthError {
  return oauthError('grant.refused', {
    error: refusal.error === '' ? 'invalid_grant' : refusal.error,
    ...(refusal.errorDescription === undefined ? {} : { description: refusal.errorDescription }),
    ...(refusal.customResponse === undefined ? {} : { customResponse: refusal.customResponse }),
  });
}
