import { OAuthError, type OAuthErrorOptions } from './oauth-error.ts';
import type { ErrorReason } from './reasons.ts';

/** An error for the client, by its reason: `throw oauthError('grant.refused', { … })`. */
export function oauthError(reason: ErrorReason, options?: OAuthErrorOptions): OAuthError {
  return new OAuthError(reason, options);
}
