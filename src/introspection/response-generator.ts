import type { AuthorizationDetailsService } from '../authorization-details/service.ts';
import type { IntrospectionCaller } from '../clients/api-authenticator.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import { authorizationDetailsIn } from '../model/authorization-details.ts';
import type { Client } from '../model/client.ts';
import type { RefreshToken } from '../model/grants.ts';
import type { Claims, JsonObject } from '../model/json.ts';
import { limits } from '../model/limits.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { ApiResource } from '../model/resources.ts';
import type { Subject } from '../model/subject.ts';
import type { ResourceValidator } from '../resources/resource-validator.ts';
import type { GrantVault } from '../stores/grant-vault.ts';
import type { CoordinatedSessions } from '../tokens/coordinated-sessions.ts';
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
  /** Absent: no token depends on its session. */
  readonly coordinatedSessions?: Pick<CoordinatedSessions, 'find'> | undefined;
  readonly users: Pick<UserDirectory, 'note'>;
  readonly authorizationDetails: Pick<AuthorizationDetailsService, 'forAudience' | 'stillAllowed'>;
  readonly resources: Pick<ResourceValidator, 'apiResource' | 'apiScope' | 'stillAllowed'>;
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
      ...(caller.kind === 'api' && token.kind === 'reference' ? this.#claimsFor(caller.api, token) : token.claims),
      ...(caller.kind === 'api' ? this.#detailsFor(caller.api, token) : {}),
      // Again: no claim of this name says what counts here.
      active: true,
      scope: scopes.join(' '),
      token_type: token.confirmation?.method === 'dpop' ? 'DPoP' : 'Bearer',
    };
  }

  /** What an API would find in a token for it alone: nothing that only another API of this one asked for, and not that API's name. */
  #claimsFor(api: ApiResource, token: ValidatedAccessToken): Claims {
    const isAlone = token.audience.every((name) => name === api.name);
    if (isAlone) return { ...token.claims, aud: api.name };
    const { resources } = this.services;
    const toldTo = (name: string): readonly string[] => {
      const resource = resources.apiResource(name);
      const scopes = token.scopes.filter((scope) => resource?.scopes.includes(scope) === true);
      return [
        ...(resource?.userClaims ?? []),
        ...scopes.flatMap((scope) => resources.apiScope(scope)?.userClaims ?? []),
      ];
    };
    const own = new Set(toldTo(api.name));
    const others = token.audience.filter((name) => name !== api.name).flatMap(toldTo);
    const foreign = new Set(others.filter((name) => !own.has(name)));
    const kept = Object.entries(token.claims).filter(([name]) => !foreign.has(name));
    return { ...Object.fromEntries(kept), aud: api.name };
  }

  /** Of the details those that this API understands (RFC 9396 §9.2). */
  #detailsFor(api: ApiResource, { claims }: ValidatedAccessToken): Claims {
    const details = authorizationDetailsIn(claims['authorization_details']);
    if (details === undefined) return {};
    return { authorization_details: this.services.authorizationDetails.forAudience(details, [api]) };
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
    const scopes = this.#refreshable(refreshToken, client);
    if (scopes === undefined) return inactive;
    const details = this.services.authorizationDetails.stillAllowed(client, refreshToken.authorizationDetails);
    const { subject } = refreshToken;
    if (subject !== undefined) {
      if (!(await this.#hasSession(refreshToken, subject, client, context))) return inactive;
      this.services.users.note(subject, stored);
      if (!(await this.services.profileService.isActive({ subject, client, caller: 'introspection' }))) return inactive;
    }
    return {
      active: true,
      iss: context.issuer,
      client_id: client.clientId,
      ...(subject === undefined ? {} : { sub: shownSubject(subject.subjectId, client) }),
      scope: scopes.join(' '),
      ...(details === undefined ? {} : { authorization_details: details }),
      iat: refreshToken.createdAt,
      exp: refreshToken.expiresAt,
      token_type: 'refresh_token',
    };
  }

  async #hasSession(
    { sessionId }: RefreshToken,
    { subjectId }: Subject,
    client: Client,
    context: RequestContext,
  ): Promise<boolean> {
    const { coordinatedSessions } = this.services;
    if (!client.coordinateLifetimeWithUserSession || sessionId === undefined) return true;
    return (await coordinatedSessions?.find(subjectId, sessionId, context)) !== undefined;
  }

  #refreshable({ scopes }: RefreshToken, client: Client): readonly string[] | undefined {
    if (!client.allowOfflineAccess) return undefined;
    try {
      return this.services.resources.stillAllowed(client, scopes);
    } catch (error) {
      if (error instanceof OAuthError) return undefined;
      throw error;
    }
  }

  private async isUserActive(token: ValidatedAccessToken): Promise<boolean> {
    const subject = subjectOfToken(token);
    if (subject === undefined) return true;
    const { user } = token;
    if (user !== undefined) this.services.users.note(subject, { user, record: token });
    return this.services.profileService.isActive({ subject, client: token.client, caller: 'introspection' });
  }
}
