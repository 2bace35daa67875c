import { sha512Prefix } from '../model/client.ts';
import { foreignHashParts, foreignHashText } from '../users/foreign-hash.ts';

type Hash = { readonly sha256: string } | { readonly problem: string };

/** `new Secret("…".Sha256())` and `.Sha512()`: the digest in base64. */
export function hashOfDigest(text: string): Hash {
  const digest = Buffer.from(text, 'base64');
  const isBase64 = digest.toString('base64').replaceAll('=', '') === text.replaceAll('=', '');
  if (isBase64 && digest.length === 32) return { sha256: digest.toString('base64url') };
  if (isBase64 && digest.length === 64) return { sha256: sha512Prefix + digest.toString('base64url') };
  return { problem: 'is no SHA-256 or SHA-512 in base64' };
}

/** A hash in PHC form, `$pbkdf2-sha256$…`, or bcrypt; `undefined`: the text is a secret itself. */
export function hashOfPhc(text: string): Hash | undefined {
  if (/^\$2[abxy]?\$/.test(text)) return { problem: 'is a bcrypt hash, which is not verified here' };
  const parts = foreignHashParts(text);
  if (parts?.kind === 'pbkdf2') {
    const made = foreignHashText(parts);
    return 'text' in made ? { sha256: made.text } : made;
  }
  return /^\$[a-z0-9-]{2,20}\$/.test(text) ? { problem: 'is a hash that is not verified here' } : undefined;
}
