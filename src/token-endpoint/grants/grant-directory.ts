import { oauthError } from '../../errors/oauth-error.ts';
import { limits } from '../../model/limits.ts';
import type { Grant } from '../../model/token-grant.ts';

/** The grants of this server, by `grant_type`. */
export class GrantDirectory {
  readonly #grants: ReadonlyMap<string, Grant>;

  constructor(grants: ReadonlyMap<string, Grant>) {
    this.#grants = grants;
  }

  get grantTypes(): readonly string[] {
    return [...this.#grants.keys()];
  }

  has(grantType: string | undefined): boolean {
    return grantType !== undefined && this.#grants.has(grantType);
  }

  /** @throws {OAuthError} `request.missing-parameter` (`invalid_request`), `grant.unsupported` (`unsupported_grant_type`). */
  find(grantType: string | undefined): Grant {
    if (grantType === undefined) throw oauthError('request.missing-parameter', { fields: { parameter: 'grant_type' } });
    const grant = grantType.length > limits.grantType.most ? undefined : this.#grants.get(grantType);
    if (grant === undefined) throw oauthError('grant.unsupported', { fields: { grantType } });
    return grant;
  }
}
