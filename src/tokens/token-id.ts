import { randomId } from '../keys/digest.ts';

/** A name for everything issued from one authorization: 128 random bits, base64url. */
export function newFamily(): string {
  return randomId();
}

/** A `jti` that starts with its family, so that a JWT can be told to belong to a revoked one. */
export function newTokenId(family: string): string {
  return `${family}.${randomId()}`;
}

/** The family of a `jti` made by {@link newTokenId}; `undefined` for any other. */
export function familyOfTokenId(tokenId: unknown): string | undefined {
  if (typeof tokenId !== 'string') return undefined;
  const dot = tokenId.indexOf('.');
  return dot > 0 ? tokenId.slice(0, dot) : undefined;
}
