import { oauthError } from '../errors/oauth-error.ts';
import type { Claims } from '../model/json.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Subject } from '../model/subject.ts';
import type { ResourceValidator } from '../resources/resource-validator.ts';
import { withoutProtocolClaims } from '../tokens/protocol-claims.ts';
import { shownSubject } from '../tokens/subject-identifiers.ts';
import { subjectOfToken } from '../tokens/subject-of-token.ts';
import type { ValidatedAccessToken } from '../tokens/token-validator.ts';
import type { ProfileService } from '../users/profile-service.ts';

/** Turns a validated access token into claims about its user. Derive from {@link UserInfoResponseGenerator}. */
export interface IUserInfoResponseGenerator {
  /** @throws {OAuthError} `userinfo.invalid-token` when the user may not sign in any more. */
  process(token: ValidatedAccessToken, context: RequestContext): Promise<Claims>;
}

export interface UserInfoResponseServices {
  readonly resources: ResourceValidator;
  readonly profileService: ProfileService;
}

export class UserInfoResponseGenerator implements IUserInfoResponseGenerator {
  protected readonly services: UserInfoResponseServices;

  constructor(services: UserInfoResponseServices) {
    this.services = services;
  }

  /** `sub` first, as the client knows the user (OpenID Connect Core §5.3.2); then what scopes and the `claims` parameter ask for. */
  async process(token: ValidatedAccessToken, _context: RequestContext): Promise<Claims> {
    const { profileService } = this.services;
    const { client } = token;
    const subject = this.subjectOf(token);
    if (!(await profileService.isActive({ subject, client, caller: 'userInfo' }))) {
      throw oauthError('userinfo.invalid-token', { detail: 'the user may not sign in' });
    }
    const claims = await profileService.claims({
      subject,
      client,
      caller: 'userInfo',
      claimNames: this.claimNames(token),
      requestedClaims: token.requestedUserInfoClaims,
      scopes: token.scopes,
    });
    return { sub: shownSubject(subject.subjectId, client), ...withoutProtocolClaims(claims) };
  }

  /** Names of the claims that the token's identity scopes and the `claims` parameter stand for. */
  protected claimNames(token: ValidatedAccessToken): readonly string[] {
    const ofScopes = token.scopes.flatMap((scope) => this.services.resources.identityResource(scope)?.userClaims ?? []);
    return [...new Set([...ofScopes, ...Object.keys(token.requestedUserInfoClaims)])];
  }

  /** The user as the token knows them. */
  protected subjectOf(token: ValidatedAccessToken): Subject {
    const subject = subjectOfToken(token);
    if (subject === undefined) throw oauthError('userinfo.invalid-token', { detail: 'no user' });
    return subject;
  }
}
