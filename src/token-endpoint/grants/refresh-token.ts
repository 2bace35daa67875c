import { oauthError } from '../../errors/oauth-error.ts';
import type { RefreshToken } from '../../model/grants.ts';
import type { RequestContext } from '../../model/request-context.ts';
import type { Grant, GrantRequest, GrantValidation } from '../../model/token-grant.ts';
import type { RefreshTokenRequest } from '../../model/token-request.ts';
import { requirePossession, successorBinding } from '../../proofs/possession-continuity.ts';
import { offlineAccess } from '../../resources/resource-validator.ts';
import type { SessionService } from '../../sessions/session-service.ts';
import type { CoordinatedSessions } from '../../tokens/coordinated-sessions.ts';
import type { IRefreshTokenService, PresentedRefreshToken } from '../../tokens/refresh-token-service.ts';
import type { ProfileService } from '../../users/profile-service.ts';
import type { UserDirectory } from '../../users/user-directory.ts';
import { clientDefaults } from './grant.ts';
import { type GrantedPart, type GrantedPartServices, grantedPart } from './granted-part.ts';

export interface RefreshTokenGrantServices extends GrantedPartServices {
  readonly refreshTokenService: IRefreshTokenService;
  readonly profileService: ProfileService;
  readonly users: Pick<UserDirectory, 'note'>;
  readonly coordinatedSessions: Pick<CoordinatedSessions, 'find'>;
  readonly sessions: Pick<SessionService, 'renew'>;
}

/** RFC 6749 §6. What decides is `allowOfflineAccess` of the client, not its grant types. */
export class RefreshTokenGrant implements Grant<RefreshTokenRequest> {
  readonly #services: RefreshTokenGrantServices;
  readonly #presented = new WeakMap<RefreshToken, PresentedRefreshToken>();

  constructor(services: RefreshTokenGrantServices) {
    this.#services = services;
  }

  /**
   * @throws {OAuthError} `request.missing-parameter`, `refresh.*`, `proof.*`, `scope.exceeds-grant`, `scope.not-allowed` (asked for, though
   * withdrawn from the client since), `scope.withdrawn` (nothing is left), `resource.not-granted`, `resource.unknown`, `details.*`, `subject.inactive`.
   */
  async validate(request: GrantRequest): Promise<GrantValidation<RefreshTokenRequest>> {
    const { client, parameters, confirmation, context } = request;
    const handle = parameters.get('refresh_token');
    if (handle === undefined) throw oauthError('request.missing-parameter', { fields: { parameter: 'refresh_token' } });
    const presented = await this.#services.refreshTokenService.find(handle, client, context);
    const refreshToken = presented.stored.content;
    requirePossession(refreshToken.confirmation, confirmation, client);
    const { subject } = refreshToken;
    if (subject !== undefined) this.#services.users.note(subject, presented.stored);
    if (
      subject !== undefined &&
      !(await this.#services.profileService.isActive({ subject, client, caller: 'token' }))
    ) {
      throw oauthError('subject.inactive', { fields: { subjectId: subject.subjectId } });
    }
    if (client.coordinateLifetimeWithUserSession) await this.#requireSession(refreshToken, context);
    const resourceIndicators = this.#services.resources.parseIndicators(parameters.getAll('resource'));
    const part = await this.#narrow(request, refreshToken, resourceIndicators);
    this.#presented.set(refreshToken, presented);
    return {
      request: {
        grantType: 'refresh_token',
        ...clientDefaults(request),
        accessTokenLifetime: untilEnd(client.accessTokenLifetime, refreshToken, context),
        refreshToken,
        refreshTokenHandle: handle,
        nextRefreshTokenHandle: handle,
        subject,
        sessionId: refreshToken.sessionId,
        family: refreshToken.family,
        ...part,
        resourceIndicators,
      },
    };
  }

  /** For clients whose tokens end with the session; in use here, it stays alive. */
  async #requireSession({ sessionId, subject }: RefreshToken, context: RequestContext): Promise<void> {
    if (sessionId === undefined || subject === undefined) return;
    const { coordinatedSessions, sessions } = this.#services;
    const session = await coordinatedSessions.find(subject.subjectId, sessionId, context);
    if (session === undefined) throw oauthError('refresh.session-ended');
    await sessions.renew(session, context);
  }

  async claim(request: RefreshTokenRequest, context: RequestContext): Promise<RefreshTokenRequest> {
    const { client, confirmation, refreshToken, refreshTokenHandle } = request;
    const presented =
      this.#presented.get(refreshToken) ??
      (await this.#services.refreshTokenService.find(refreshTokenHandle, client, context));
    const change = { confirmation: successorBinding(refreshToken.confirmation, confirmation, client) };
    const next = await this.#services.refreshTokenService.use(presented, client, change, context);
    return {
      ...request,
      // Once more: a validator of one's own may have changed it.
      accessTokenLifetime: untilEnd(request.accessTokenLifetime, refreshToken, context),
      nextRefreshTokenHandle: next.handle,
      nextRefreshTokenExpiresAt: next.expiresAt,
    };
  }

  /** Limits the access token by `scope` (RFC 6749 §6), `resource` (RFC 8707 §2.2) and details (RFC 9396 §6); none ever widens. */
  #narrow(
    request: GrantRequest,
    refreshToken: RefreshToken,
    indicators: readonly string[],
  ): GrantedPart | Promise<GrantedPart> {
    const { client, parameters } = request;
    const { resources } = this.#services;
    const asked = parameters.get('scope');
    const scopes =
      asked === undefined
        ? resources.stillAllowed(client, refreshToken.scopes)
        : resources.parseScopes(asked, client, 'all');
    const further = scopes.find((scope) => !refreshToken.scopes.includes(scope));
    if (further !== undefined) throw oauthError('scope.exceeds-grant', { fields: { scope: further } });
    if (scopes.length === 1 && scopes[0] === offlineAccess && refreshToken.scopes.length > 1) {
      throw oauthError('scope.exceeds-grant', { fields: { scope: offlineAccess }, detail: 'alone' });
    }
    const { resourceIndicators = [], authorizationDetails } = refreshToken;
    return grantedPart(request, { scopes, resourceIndicators, authorizationDetails }, indicators, this.#services);
  }
}

/** What came of a token exchange ends with the token that was exchanged (RFC 8693 §5). */
function untilEnd(lifetime: number, { endsAt }: RefreshToken, { now }: RequestContext): number {
  return endsAt === undefined ? lifetime : Math.min(lifetime, endsAt - now);
}
