import { base64urlEncode, hmacSha256, randomHandle } from '../keys/digest.ts';
import type { Sealer } from '../keys/sealer.ts';
import { limits } from '../model/limits.ts';

/** No vowels, so that no words come out, and nothing that looks like something else (RFC 8628 §6.1). */
const consonants = 'BCDFGHJKLMNPQRSTVWXZ';
const digits = '0123456789';

export type UserCodeType = 'alphabetic' | 'numeric';

/** A code that is easy to type: `BCDF-GHJK` (2.5·10^10 of them) or `123-456-789` (10^9). */
export function newUserCode(type: UserCodeType): string {
  return type === 'numeric' ? grouped(randomText(digits, 9), 3) : grouped(randomText(consonants, 8), 4);
}

/** What was typed, as it was issued: letter case, spaces and dashes do not matter. `undefined`: no code looks like that. */
export function normalizeUserCode(typed: string): string | undefined {
  if (typed.length > limits.userCode.most) return undefined;
  const bare = typed.toUpperCase().replace(/[^A-Z0-9]/g, '');
  if (/^[0-9]{9}$/.test(bare)) return grouped(bare, 3);
  return /^[BCDFGHJKLMNPQRSTVWXZ]{8}$/.test(bare) ? grouped(bare, 4) : undefined;
}

/**
 * How user codes are found. A plain hash of so short a code is undone by trying them all; this one needs the master secret,
 * so that a stolen database cannot be searched.
 */
export class UserCodeHandles {
  readonly #keys: readonly Uint8Array[];

  constructor(sealer: Sealer) {
    this.#keys = sealer.deriveAll('user-code');
  }

  /** Of a new code. @param userCode as {@link normalizeUserCode} gives it. */
  handle(userCode: string): string {
    return this.handles(userCode)[0]!;
  }

  /** Where a code may be: the others are of the master secrets before. */
  handles(userCode: string): readonly string[] {
    return this.#keys.map((key) => base64urlEncode(hmacSha256(key, userCode)));
  }
}

function grouped(text: string, size: number): string {
  const groups: string[] = [];
  for (let at = 0; at < text.length; at += size) groups.push(text.slice(at, at + size));
  return groups.join('-');
}

/** Every character is equally likely: what would favour some is thrown away. */
function randomText(alphabet: string, length: number): string {
  let text = '';
  while (text.length < length) {
    // Of a handle's characters all but the last carry six random bits each; twenty or ten values fit in those.
    for (const character of randomHandle().slice(0, 42)) {
      const value = base64url.indexOf(character);
      if (value < alphabet.length * Math.floor(64 / alphabet.length) && text.length < length) {
        text += alphabet[value % alphabet.length];
      }
    }
  }
  return text;
}

const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
