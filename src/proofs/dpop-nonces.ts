import { base64urlEncode, equalInConstantTime, hmacSha256 } from '../keys/digest.ts';
import type { Sealer } from '../keys/sealer.ts';

const slotSeconds = 120;

/**
 * Nonces that no node has to remember (RFC 9449 §8): the current slot of time under a key of the master secret, so that all nodes
 * agree. One is good for two to four minutes; that of the next slot counts too, for nodes whose clocks differ.
 */
export class DPoPNonces {
  /** The others are of the master secrets before: a nonce outlives the change. */
  readonly #keys: readonly Uint8Array[];

  constructor(sealer: Sealer) {
    this.#keys = sealer.deriveAll('dpop-nonce');
  }

  current(now: number): string {
    return nonceOf(this.#keys[0]!, Math.floor(now / slotSeconds));
  }

  isCurrent(nonce: string, now: number): boolean {
    const slot = Math.floor(now / slotSeconds);
    return this.#keys.some((key) =>
      [slot, slot - 1, slot + 1].some((one) => equalInConstantTime(nonce, nonceOf(key, one))),
    );
  }
}

function nonceOf(key: Uint8Array, slot: number): string {
  return base64urlEncode(hmacSha256(key, String(slot)));
}
