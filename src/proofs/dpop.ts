import { oauthError } from '../errors/oauth-error.ts';
import type { RequestContext } from '../model/request-context.ts';

/** Refuses every proof until it verifies them. */
export class DPoPVerifier {
  constructor(_services: object) {}

  async verify(
    _header: string,
    _expected: { method: string; url: string },
    _context: RequestContext,
  ): Promise<{ jkt: string }> {
    throw oauthError('dpop.required');
  }
}
