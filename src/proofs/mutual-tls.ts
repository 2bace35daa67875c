import { sha256 } from '../keys/digest.ts';

/** `x5t#S256` of a certificate (RFC 8705 §3.1). @param certificate DER. */
export function certificateThumbprint(certificate: Uint8Array): string {
  return sha256(certificate);
}
