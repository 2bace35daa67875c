import { requireGrantType } from '../../clients/grant-types.ts';
import { isRegisteredRedirectUri } from '../../clients/redirect-uri.ts';
import { oauthError } from '../../errors/oauth-error.ts';
import type { Client } from '../../model/client.ts';
import type { AuthorizationCode } from '../../model/grants.ts';
import { limits } from '../../model/limits.ts';
import type { RequestContext } from '../../model/request-context.ts';
import type { Grant, GrantRequest, GrantValidation } from '../../model/token-grant.ts';
import type { AuthorizationCodeTokenRequest } from '../../model/token-request.ts';
import type { Events } from '../../operations/events.ts';
import { verifyCodeChallenge } from '../../proofs/pkce.ts';
import type { GrantVault } from '../../stores/grant-vault.ts';
import { revokeFamily } from '../../tokens/family-revocation.ts';
import type { IRefreshTokenService } from '../../tokens/refresh-token-service.ts';
import { recordsOf, reserveRefreshToken } from '../../tokens/reserved-refresh-token.ts';
import type { ProfileService } from '../../users/profile-service.ts';
import type { UserDirectory } from '../../users/user-directory.ts';
import { clientDefaults } from './grant.ts';
import { type GrantedPartServices, grantedPart } from './granted-part.ts';

export interface AuthorizationCodeGrantServices extends GrantedPartServices {
  readonly vault: GrantVault;
  readonly profileService: ProfileService;
  readonly users: Pick<UserDirectory, 'note'>;
  readonly refreshTokenService: Pick<IRefreshTokenService, 'reserve'>;
  readonly events: Events;
}

/** RFC 6749 §4.1.3 with PKCE (RFC 7636). A wrong client, verifier or redirect URI does not use the code up; a second use revokes all. */
export class AuthorizationCodeGrant implements Grant<AuthorizationCodeTokenRequest> {
  readonly #services: AuthorizationCodeGrantServices;

  constructor(services: AuthorizationCodeGrantServices) {
    this.#services = services;
  }

  /**
   * @throws {OAuthError} `client.grant-not-allowed`, `request.missing-parameter`, `code.*`, `proof.*`, `scope.not-allowed`, `resource.*`,
   * `details.*`, `subject.inactive`.
   */
  async validate(request: GrantRequest): Promise<GrantValidation<AuthorizationCodeTokenRequest>> {
    const { client, parameters, context } = request;
    requireGrantType(client, 'authorization_code');
    const handle = parameters.get('code');
    if (handle === undefined) throw oauthError('request.missing-parameter', { fields: { parameter: 'code' } });
    if (handle.length > limits.handle.most) throw oauthError('code.unknown', { detail: 'too long' });
    const stored = await this.#services.vault.find('authorization_code', handle);
    if (stored === undefined || stored.revoked) throw oauthError('code.unknown');
    const code = stored.content;
    if (code.clientId !== client.clientId)
      throw oauthError('code.wrong-client', { fields: { issuedTo: code.clientId } });
    if (stored.consumedAt !== null) throw await this.#replayed(code, request);
    if (code.expiresAt <= context.now) throw oauthError('code.expired');
    this.#checkRedirectUri(code, client, parameters.get('redirect_uri'));
    verifyCodeChallenge(code, parameters.get('code_verifier'));
    this.#checkKey(code, request);
    const resourceIndicators = this.#services.resources.parseIndicators(parameters.getAll('resource'));
    const scopes = this.#services.resources.stillAllowed(client, code.scopes);
    const part = await grantedPart(request, { ...code, scopes }, resourceIndicators, this.#services);
    const { subject } = code;
    this.#services.users.note(subject, stored);
    if (!(await this.#services.profileService.isActive({ subject, client, caller: 'token' }))) {
      throw oauthError('subject.inactive', { fields: { subjectId: subject.subjectId } });
    }
    return {
      request: {
        grantType: 'authorization_code',
        ...clientDefaults(request),
        code,
        codeHandle: handle,
        subject,
        sessionId: code.sessionId,
        family: code.family,
        ...part,
        resourceIndicators,
      },
    };
  }

  async claim(request: AuthorizationCodeTokenRequest, context: RequestContext): Promise<AuthorizationCodeTokenRequest> {
    const { vault, refreshTokenService } = this.#services;
    const reserved = reserveRefreshToken(request, refreshTokenService, context);
    const result = await vault.consume('authorization_code', request.codeHandle, context.now, recordsOf(reserved));
    if (result.outcome === 'consumed') return { ...request, reservedRefreshToken: reserved?.handle };
    if (result.outcome === 'unknown') throw oauthError('code.unknown', { detail: 'revoked meanwhile' });
    throw await this.#replayed(result.grant.content, { client: request.client, context });
  }

  /** RFC 6749 §4.1.2: a code used twice revokes every token issued from it. */
  async #replayed(code: AuthorizationCode, request: Pick<GrantRequest, 'client' | 'context'>) {
    await revokeFamily(this.#services.vault, code.family, request.client, request.context.now);
    this.#services.events.raise(
      {
        type: 'ReplayDetected',
        kind: 'authorization_code',
        clientId: code.clientId,
        subjectId: code.subject.subjectId,
      },
      request.context,
    );
    return oauthError('code.replayed');
  }

  #checkRedirectUri(code: AuthorizationCode, client: Client, redirectUri: string | undefined): void {
    if (redirectUri === undefined ? code.redirectUriRequired : redirectUri !== code.redirectUri) {
      throw oauthError('code.redirect-uri', { fields: { redirectUri } });
    }
    // A client that changes what it says of itself disowns the address that the code went to.
    if (client.origin !== undefined && !isRegisteredRedirectUri(code.redirectUri, client)) {
      throw oauthError('code.redirect-uri', {
        fields: { redirectUri: code.redirectUri },
        detail: 'no longer one of the client',
      });
    }
  }

  /** RFC 9449 §10: a code bound to a DPoP key is redeemed with that key. */
  #checkKey(code: AuthorizationCode, request: GrantRequest): void {
    if (code.dpopKeyThumbprint === undefined) return;
    if (request.confirmation?.method !== 'dpop') throw oauthError('proof.missing');
    if (request.confirmation.jkt !== code.dpopKeyThumbprint) throw oauthError('proof.different-key');
  }
}
