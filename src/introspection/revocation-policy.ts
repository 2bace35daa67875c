import type { Client } from '../model/client.ts';
import type { RequestContext } from '../model/request-context.ts';

/** A live token that its own client revokes. */
export interface RevokedToken {
  readonly kind: 'refresh_token' | 'access_token';
  readonly client: Client;
  /** Absent: a token without a user. */
  readonly subjectId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly scopes: readonly string[];
}

/** What ends: the token alone, or everything that was issued from the same authorization. */
export type RevocationExtent = 'token' | 'family';

/** Says what ends with a token that its client revokes. Derive from {@link RevocationPolicy}. */
export interface IRevocationPolicy {
  /** An `OAuthError` that it throws refuses the request, and nothing ends. */
  extentOf(token: RevokedToken, context: RequestContext): Promise<RevocationExtent>;
}

/**
 * A refresh token takes its family along (RFC 7009 §2.1, which says SHOULD); an access token goes alone (MAY).
 * Register your own as `services: { revocationPolicy: (services) => new MyPolicy(services) }`.
 */
export class RevocationPolicy implements IRevocationPolicy {
  async extentOf({ kind }: RevokedToken, _context: RequestContext): Promise<RevocationExtent> {
    return kind === 'refresh_token' ? 'family' : 'token';
  }
}
