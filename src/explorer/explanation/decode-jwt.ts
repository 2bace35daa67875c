import { parseJwtPart } from '../../keys/jwt-part.ts';
import type { Claims } from '../../model/json.ts';

/** The two readable parts of a JWT, unverified. */
export interface DecodedJwt {
  readonly header: Claims;
  readonly claims: Claims;
}

/** `undefined`: it is no JWT in compact form (RFC 7515 §7.1). Never throws. */
export function decodeJwt(text: string): DecodedJwt | undefined {
  const parts = text.split('.', 4);
  if (parts.length !== 3) return undefined;
  const header = parseJwtPart(parts[0]!);
  const claims = parseJwtPart(parts[1]!);
  return header === undefined || claims === undefined ? undefined : { header, claims };
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
