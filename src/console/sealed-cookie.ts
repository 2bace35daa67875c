import { base64urlDecode, base64urlEncode } from '../keys/digest.ts';
import type { Sealer } from '../keys/sealer.ts';

/** What a browser keeps for us and can neither read nor change. @param purpose what was sealed for one opens for no other. */
export class SealedCookie<Content> {
  readonly #sealer: Sealer;
  readonly #purpose: string;

  constructor(sealer: Sealer, purpose: string) {
    this.#sealer = sealer;
    this.#purpose = purpose;
  }

  seal(content: Content): string {
    return base64urlEncode(this.#sealer.seal(new TextEncoder().encode(JSON.stringify(content)), this.#purpose));
  }

  /** `undefined` for what we did not seal, or sealed under a master secret that is gone. */
  open(value: string | undefined): Content | undefined {
    const bytes = base64urlDecode(value ?? '');
    if (bytes === undefined || bytes.length === 0) return undefined;
    try {
      return JSON.parse(new TextDecoder().decode(this.#sealer.unseal(bytes, this.#purpose))) as Content;
    } catch {
      return undefined;
    }
  }
}
