import type { Client } from '../model/client.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import type { JsonObject } from '../model/json.ts';
import type { RequestContext } from '../model/request-context.ts';
import { authenticatedSubject } from '../model/subject.ts';
import type { GrantVault } from '../stores/grant-vault.ts';
import type { IdentityTokenHint } from '../tokens/identity-token-hint.ts';
import { shownSubject } from '../tokens/subject-identifiers.ts';
import type { ProfileService } from '../users/profile-service.ts';
import type { UserDirectory } from '../users/user-directory.ts';

/** How a backchannel authentication request names its user; exactly one hint is there. */
export interface BackchannelUserRequest {
  readonly client: Client;
  /** The parameters as sent, or the members of the request object; unknown ones included. Holds secrets: never log it. */
  readonly parameters: FormParameters;
  readonly loginHint?: string | undefined;
  /** As sent: only you know its form. */
  readonly loginHintToken?: string | undefined;
  /** Verified; it may be expired. */
  readonly identityTokenHint?: IdentityTokenHint | undefined;
  /** A secret of the user that keeps strangers from bothering them. Never log it. */
  readonly userCode?: string | undefined;
  readonly bindingMessage?: string | undefined;
  readonly context: RequestContext;
}

export type BackchannelUserError =
  | 'access_denied'
  | 'expired_login_hint_token'
  | 'unknown_user_id'
  | 'missing_user_code'
  | 'invalid_user_code'
  | 'invalid_binding_message';

/** Who it is, with anything else that was found out: kept with the request, for `notifyUser` and front ends. Or why nobody is asked. */
export type BackchannelUserResult =
  | { readonly subjectId: string; readonly properties?: JsonObject | undefined }
  | { readonly error: BackchannelUserError };

/** Finds the user of a backchannel authentication request. Derive from {@link BackchannelUserValidator}. */
export interface IBackchannelUserValidator {
  /** Whether it knows the user codes of users; announced by discovery. Absent: `false`. */
  readonly checksUserCodes?: boolean | undefined;
  /** An error that CIBA Core 1.0 §13 does not know is answered `unknown_user_id`. */
  validate(request: BackchannelUserRequest): Promise<BackchannelUserResult>;
}

export interface BackchannelUserServices {
  readonly users: Pick<UserDirectory, 'findBySubject' | 'findByUsername'>;
  readonly profileService: Pick<ProfileService, 'isActive'>;
  readonly vault: GrantVault;
}

/**
 * `login_hint` is the subject or the user name of somebody in the directory; there are no hint tokens and no user codes: one that is sent is refused,
 * since nobody can say that it is right. Derived classes that know them set `checksUserCodes` and override `isUserCode`.
 */
export class BackchannelUserValidator implements IBackchannelUserValidator {
  readonly checksUserCodes: boolean = false;
  protected readonly services: BackchannelUserServices;

  constructor(services: BackchannelUserServices) {
    this.services = services;
  }

  async validate(request: BackchannelUserRequest): Promise<BackchannelUserResult> {
    const { client, context, identityTokenHint, loginHint, userCode } = request;
    const subjectId =
      identityTokenHint !== undefined
        ? await this.subjectOfHint(identityTokenHint, context)
        : loginHint !== undefined
          ? await this.subjectOfLoginHint(loginHint)
          : undefined;
    if (subjectId === undefined) return { error: 'unknown_user_id' };
    const subject = authenticatedSubject(subjectId, { method: 'ciba', at: context.now });
    const active = await this.services.profileService.isActive({ subject, client, caller: 'ciba' });
    if (!active) return { error: 'unknown_user_id' };
    if (userCode !== undefined && !(await this.isUserCode(userCode, subjectId))) return { error: 'invalid_user_code' };
    return { subjectId };
  }

  /** Whether a user chose this code, which keeps strangers from bothering them (CIBA Core 1.0 §7.1). Count wrong ones. */
  protected async isUserCode(_userCode: string, _subjectId: string): Promise<boolean> {
    return false;
  }

  /** Subjects come before user names: users do not choose their subject. */
  protected async subjectOfLoginHint(loginHint: string): Promise<string | undefined> {
    const { users } = this.services;
    const user = (await users.findBySubject(loginHint)) ?? (await users.findByUsername(loginHint));
    return user?.enabled === true ? user.subjectId : undefined;
  }

  /** A pairwise `sub` cannot be turned back, but the session that it was issued in knows the user while it lasts. */
  protected async subjectOfHint(hint: IdentityTokenHint, context: RequestContext): Promise<string | undefined> {
    if (hint.client.pairwiseSubjectSalt === undefined) return hint.shownSubject;
    const { sessionId } = hint;
    if (sessionId === undefined) return undefined;
    const [session] = await this.services.vault.list('session', { sessionId }, context.now, 1);
    const subjectId = session?.content.subject.subjectId;
    return subjectId !== undefined && shownSubject(subjectId, hint.client) === hint.shownSubject
      ? subjectId
      : undefined;
  }
}
