import type { IntrospectionCaller } from '../clients/api-authenticator.ts';
import type { Client } from '../model/client.ts';
import type { RefreshToken } from '../model/grants.ts';
import type { JsonObject } from '../model/json.ts';
import { limits } from '../model/limits.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { GrantVault } from '../stores/grant-vault.ts';
import { shownSubject } from '../tokens/subject-identifiers.ts';
import { subjectOfToken } from '../tokens/subject-of-token.ts';
import type { TokenValidator, ValidatedAccessToken } from '../tokens/token-validator.ts';
import type { ProfileService } from '../users/profile-service.ts';
import type { UserDirectory } from '../users/user-directory.ts';

/** The members of an introspection response (RFC 7662 §2.2). */
export type IntrospectionResponse = JsonObject & { readonly active: boolean };

/** Says what a caller may know of a token. Derive from {@link IntrospectionResponseGenerator}. */
export interface IIntrospectionResponseGenerator {
  /** `{ active: false }` for whatever is not live or not the caller's: it learns nothing else. */
  process(token: string, caller: IntrospectionCaller, context: RequestContext): Promise<IntrospectionResponse>;
}

export interface IntrospectionResponseServices {
  readonly tokenValidator: TokenValidator;
  readonly vault: GrantVault;
  readonly profileService: ProfileService;
  readonly users: Pick<UserDirectory, 'note'>;
}

export const inactive: IntrospectionResponse = { active: false };
/** Makes `active` the first member. */
const first: IntrospectionResponse = { active: true };

export class IntrospectionResponseGenerator implements IIntrospectionResponseGenerator {
  protected readonly services: IntrospectionResponseServices;

  constructor(services: IntrospectionResponseServices) {
    this.services = services;
  }

  async process(token: string, caller: IntrospectionCaller, context: RequestContext): Promise<IntrospectionResponse> {
    const accessToken = await this.services.tokenValidator.validateAccessToken(token, context);
    if (accessToken !== undefined) return this.describeAccessToken(accessToken, caller);
    if (caller.kind === 'client') return this.describeRefreshToken(token, caller.client, context);
    return inactive;
  }

  /** An API sees tokens meant for it, and of their scopes its own; a client sees the tokens it was given. */
  protected async describeAccessToken(
    token: ValidatedAccessToken,
    caller: IntrospectionCaller,
  ): Promise<IntrospectionResponse> {
    const scopes =
      caller.kind === 'api' ? token.scopes.filter((scope) => caller.api.scopes.includes(scope)) : token.scopes;
    const visible = caller.kind === 'api' ? token.audience.includes(caller.name) : token.clientId === caller.name;
    if (!visible || !(await this.isUserActive(token))) return inactive;
    return {
      ...first,
      ...token.claims,
      // Again: no claim of this name says what counts here.
      active: true,
      scope: scopes.join(' '),
      token_type: token.confirmation?.method === 'dpop' ? 'DPoP' : 'Bearer',
    };
  }

  protected async describeRefreshToken(
    token: string,
    client: Client,
    context: RequestContext,
  ): Promise<IntrospectionResponse> {
    const stored =
      token.length > limits.handle.most ? undefined : await this.services.vault.find('refresh_token', token);
    if (stored === undefined || stored.revoked || stored.consumedAt !== null) return inactive;
    const refreshToken: RefreshToken = stored.content;
    if (refreshToken.clientId !== client.clientId || refreshToken.expiresAt <= context.now) return inactive;
    // Active is what a refresh would be answered for.
    if (!client.allowOfflineAccess) return inactive;
    const { subject } = refreshToken;
    if (subject !== undefined) {
      this.services.users.note(subject, stored);
      if (!(await this.services.profileService.isActive({ subject, client, caller: 'introspection' }))) return inactive;
    }
    return {
      active: true,
      iss: context.issuer,
      client_id: client.clientId,
      ...(subject === undefined ? {} : { sub: shownSubject(subject.subjectId, client) }),
      scope: refreshToken.scopes.join(' '),
      iat: refreshToken.createdAt,
      exp: refreshToken.expiresAt,
      token_type: 'refresh_token',
    };
  }

  private async isUserActive(token: ValidatedAccessToken): Promise<boolean> {
    const subject = subjectOfToken(token);
    if (subject === undefined) return true;
    const { user } = token;
    if (user !== undefined) this.services.users.note(subject, { user, record: token });
    return this.services.profileService.isActive({ subject, client: token.client, caller: 'introspection' });
  }
}
