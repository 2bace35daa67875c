import { sha256Bytes } from '../keys/digest.ts';

/** A script's hash as a source of a Content Security Policy (CSP Level 3 §2.3.1), without quotation marks. */
export function contentSecurityPolicyHash(script: string): string {
  return `sha256-${btoa(String.fromCharCode(...sha256Bytes(script)))}`;
}
