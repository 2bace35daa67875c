/** No key may sign what was asked for: the configuration has none of the algorithms, or the ring was not started. */
export class NoSigningKeyError extends Error {
  override readonly name = 'NoSigningKeyError';
  readonly allowedAlgorithms: readonly string[];

  constructor(allowedAlgorithms: readonly string[]) {
    super(`No signing key for ${allowedAlgorithms.length === 0 ? 'any algorithm' : allowedAlgorithms.join(', ')}.`);
    this.allowedAlgorithms = allowedAlgorithms;
  }
}
