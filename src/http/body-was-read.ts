import { type OAuthError, oauthError } from '../errors/oauth-error.ts';

/** The error for a body that is gone. Its one log line has to say it all, to whoever put things together. */
export function bodyWasRead(): OAuthError {
  return oauthError('server.body-read', {
    detail:
      'the body was read before the request came here: hand requests on before body parsers, or keep what was read as request.body (connection.body with fetch)',
  });
}
