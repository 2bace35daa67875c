import { base64urlDecode } from '../../keys/digest.ts';
import type { Claims } from '../../model/json.ts';

/** The two readable parts of a JWT, unverified. */
export interface DecodedJwt {
  readonly header: Claims;
  readonly claims: Claims;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** `undefined`: it is no JWT in compact form (RFC 7515 §7.1). Never throws. */
export function decodeJwt(text: string): DecodedJwt | undefined {
  const parts = text.split('.', 4);
  if (parts.length !== 3) return undefined;
  const header = objectIn(parts[0]!);
  const claims = objectIn(parts[1]!);
  return header === undefined || claims === undefined ? undefined : { header, claims };
}

function objectIn(part: string): Claims | undefined {
  const bytes = base64urlDecode(part);
  if (bytes === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(utf8.decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Claims) : undefined;
  } catch {
    return undefined;
  }
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
