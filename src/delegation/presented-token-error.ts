/** The token cannot be exchanged, or be an actor's, by this client; the message tells why, to the log. */
export class PresentedTokenError extends Error {
  override readonly name = 'PresentedTokenError';
}
