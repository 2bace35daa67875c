/**
 * An instant out of a JWT or from code of somebody else (NumericDate, RFC 7519 §2), as whole epoch seconds: it may have a fraction, which is
 * left off, since columns and responses hold whole seconds. `undefined`: it is no instant; JSON can also bring `1e400`.
 */
export function wholeSeconds(numericDate: unknown): number | undefined {
  if (typeof numericDate !== 'number') return undefined;
  const seconds = Math.floor(numericDate);
  return Number.isSafeInteger(seconds) ? seconds : undefined;
}
