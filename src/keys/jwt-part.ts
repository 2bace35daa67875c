import type { Claims } from '../model/json.ts';
import { base64urlDecode } from './digest.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The JSON object in the header or payload of a JWT, unverified; `undefined`: there is none. Never throws. */
export function parseJwtPart(encoded: string): Claims | undefined {
  const bytes = base64urlDecode(encoded);
  if (bytes === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(utf8.decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Claims) : undefined;
  } catch {
    return undefined;
  }
}
