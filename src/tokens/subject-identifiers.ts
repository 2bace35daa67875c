import { base64urlDecode, base64urlEncode, sha256 } from '../keys/digest.ts';
import { type Sealer, UnsealError } from '../keys/sealer.ts';
import type { Client } from '../model/client.ts';
import type { Claims } from '../model/json.ts';

/** The `sub` that a client sees: the user's own id, or one of the client's own (pairwise, OpenID Connect Core §8.1). */
export function shownSubject(subjectId: string, client: Pick<Client, 'pairwiseSubjectSalt'>): string {
  const salt = client.pairwiseSubjectSalt;
  return salt === undefined ? subjectId : sha256(`${salt}|${subjectId}`);
}

/** In a JWT access token whose `sub` is pairwise: the user's own id, readable by this server only. */
export const sealedSubjectClaim = 'urn:mintmark:subject';
const sealContext = 'pairwise-subject';

export class SealedSubjects {
  readonly #sealer: Sealer;

  constructor(sealer: Sealer) {
    this.#sealer = sealer;
  }

  seal(subjectId: string): string {
    return base64urlEncode(this.#sealer.seal(new TextEncoder().encode(subjectId), sealContext));
  }

  /** The user behind the payload of an access token that this server signed; `undefined` once the secret that sealed it is gone. */
  subjectOf(payload: Claims): string | undefined {
    const sealed = payload[sealedSubjectClaim];
    if (typeof sealed !== 'string') return typeof payload['sub'] === 'string' ? payload['sub'] : undefined;
    const bytes = base64urlDecode(sealed);
    if (bytes === undefined) return undefined;
    try {
      return new TextDecoder().decode(this.#sealer.unseal(bytes, sealContext));
    } catch (error) {
      if (error instanceof UnsealError) return undefined;
      throw error;
    }
  }
}
