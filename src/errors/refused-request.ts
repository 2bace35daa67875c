import type { RequestRefusal } from '../model/request-refusal.ts';
import { type OAuthError, oauthError } from './oauth-error.ts';

/**
 * The error that a user's own validator of requests answered with.
 * @throws {RangeError} if its code is none (RFC 6749 §5.2).
 */
export function refusedRequest({ error, errorDescription }: RequestRefusal): OAuthError {
  return oauthError('request.refused', { error, description: errorDescription ?? null });
}
