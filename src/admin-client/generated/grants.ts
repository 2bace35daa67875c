// Generated from the operations of the admin API by `npm run docs`: do not edit.
import type { Pages } from '../pages.ts';
import type { ListedGrant } from './types/listed-grant.ts';
import type { RevokeGrantsResult } from './types/revoke-grants-result.ts';
import type { RevokeGrantsBody } from './types/revoke-grants-body.ts';

/** Operations of the admin API: Grants. */
export interface GrantsOperations {
  /** List live codes and tokens of a user, of a client, or of both. JWT access tokens are stored nowhere: they go with their family. In no order that means anything. `subject` or `client` is needed: nothing is looked up by family alone. Needs `mintmark.read` or `mintmark.admin`. */
  listGrants(input?: {
    /** The `sub` of a user. */
    readonly subject?: string | undefined;
    /** A client id; without `subject` the whole store is looked through. */
    readonly client?: string | undefined;
    /** Only what came of this authorization. */
    readonly family?: string | undefined;
    /** Only these. */
    readonly kind?: 'refresh_token' | 'reference_token' | 'authorization_code' | 'device_code' | 'ciba' | undefined;
    /** `next` of the page before; absent: from the start. */
    readonly after?: string | undefined;
    /** How many at the most. */
    readonly limit?: number | undefined;
  }): Pages<ListedGrant>;

  /** Revoke a code or token. With a refresh token, a code, or a request that waits for its user goes all that came of the same authorization, JWTs wherever this server is asked about them; a reference token goes alone. Needs `mintmark.admin`. */
  revokeGrant(input: {
    readonly grantId: string;
  }): Promise<void>;

  /** Revoke all that came of one authorization. Whether there is anything or not. The `jti` of a JWT access token begins with its family. Needs `mintmark.admin`. */
  revokeFamily(input: {
    readonly family: string;
  }): Promise<void>;

  /** Revoke all that a client has of a user, or all that it was ever issued. Of one user: codes, tokens and the consent. Without `subject`: everything of the client, JWTs too, wherever this server is asked about them; the client stays. Needs `mintmark.admin`. */
  revokeGrants(input: {
    readonly body: RevokeGrantsBody;
  }): Promise<RevokeGrantsResult>;
}
