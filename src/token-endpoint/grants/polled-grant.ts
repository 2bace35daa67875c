import { type OAuthError, oauthError } from '../../errors/oauth-error.ts';
import type { Client } from '../../model/client.ts';
import type { BackchannelAuthenticationRequest, Decision, DeviceCode } from '../../model/grants.ts';
import { limits } from '../../model/limits.ts';
import type { RequestContext } from '../../model/request-context.ts';
import type { GrantRequest } from '../../model/token-grant.ts';
import type { CibaTokenRequest, DeviceCodeTokenRequest } from '../../model/token-request.ts';
import type { Events } from '../../operations/events.ts';
import type { MarkStore } from '../../stores/contracts.ts';
import type { GrantVault, StoredContent } from '../../stores/grant-vault.ts';
import { revokeFamily } from '../../tokens/family-revocation.ts';
import type { IRefreshTokenService } from '../../tokens/refresh-token-service.ts';
import { recordsOf, reserveRefreshToken } from '../../tokens/reserved-refresh-token.ts';
import type { ProfileService } from '../../users/profile-service.ts';
import type { UserDirectory } from '../../users/user-directory.ts';
import { type GrantedPart, type GrantedPartServices, grantedPart } from './granted-part.ts';

export interface PolledGrantServices extends GrantedPartServices {
  readonly vault: GrantVault;
  readonly marks: Pick<MarkStore, 'touch'>;
  readonly profileService: ProfileService;
  readonly users: Pick<UserDirectory, 'note'>;
  readonly refreshTokenService: Pick<IRefreshTokenService, 'reserve'>;
  readonly events: Events;
}

type PolledKind = 'device_code' | 'ciba';
type Polled = DeviceCode | BackchannelAuthenticationRequest;

const marginSeconds = 300;

export interface PolledApproval<Content extends Polled> {
  readonly content: Content;
  readonly decision: Extract<Decision, { readonly outcome: 'approved' }>;
  readonly part: GrantedPart;
  readonly resourceIndicators: readonly string[];
}

/**
 * What a client gets that polls for its user's decision. In this order: unknown, another client's, used before; expired; refused; not
 * decided, or not decided and too early; resources; user inactive. `slow_down` is a kind of pending: what is decided is told at any pace, to a
 * client that was just notified above all, and writes nothing.
 *
 * @throws {OAuthError} `polling.*`, `resource.*`, `details.*`, `scope.not-allowed`, `subject.inactive`.
 * @see RFC 8628 §3.5, CIBA Core 1.0 §11
 */
export async function pollForApproval<Kind extends PolledKind>(
  kind: Kind,
  handle: string,
  request: GrantRequest,
  services: PolledGrantServices,
): Promise<PolledApproval<StoredContent<Kind>['content'] & Polled>> {
  const { client, context, parameters } = request;
  const stored = handle.length > limits.handle.most ? undefined : await services.vault.find(kind, handle);
  if (stored === undefined || stored.revoked) throw oauthError('polling.unknown');
  const content = stored.content as StoredContent<Kind>['content'] & Polled;
  if (content.clientId !== client.clientId)
    throw oauthError('polling.wrong-client', { fields: { issuedTo: content.clientId } });
  if (stored.consumedAt !== null) throw await replayed(kind, content, client, services, context);
  if (content.expiresAt <= context.now) throw oauthError('polling.expired');
  const { decision } = content;
  if (decision.outcome === 'denied') throw oauthError('polling.denied');
  if (decision.outcome === 'pending') {
    const until = content.expiresAt + marginSeconds;
    const inTime = await services.marks.touch(`poll:${stored.handleHash}`, client.pollingInterval, until, context.now);
    throw oauthError(inTime ? 'polling.pending' : 'polling.slow-down');
  }
  const resourceIndicators = services.resources.parseIndicators(parameters.getAll('resource'));
  const granted = {
    scopes: services.resources.stillAllowed(client, decision.scopes),
    resourceIndicators: content.resourceIndicators,
    authorizationDetails: decision.authorizationDetails,
  };
  const part = await grantedPart(request, granted, resourceIndicators, services);
  const { subject } = decision;
  services.users.note(subject, stored);
  if (!(await services.profileService.isActive({ subject, client, caller: 'token' }))) {
    throw oauthError('subject.inactive', { fields: { subjectId: subject.subjectId } });
  }
  return { content, decision, part, resourceIndicators };
}

/** Uses the handle up; of any number of polls at most one goes on. @throws {OAuthError} `polling.unknown`, `polling.replayed`. */
export async function claimPolled(
  kind: PolledKind,
  handle: string,
  request: DeviceCodeTokenRequest | CibaTokenRequest,
  services: PolledGrantServices,
  context: RequestContext,
): Promise<{ readonly reservedRefreshToken: string | undefined }> {
  const reserved = reserveRefreshToken(request, services.refreshTokenService, context);
  const result = await services.vault.consume(kind, handle, context.now, recordsOf(reserved));
  if (result.outcome === 'consumed') return { reservedRefreshToken: reserved?.handle };
  if (result.outcome === 'unknown') throw oauthError('polling.unknown', { detail: 'revoked meanwhile' });
  throw await replayed(kind, result.grant.content, request.client, services, context);
}

/** As with a code (RFC 6749 §4.1.2): somebody has what only the client should, so that everything issued from it ends. */
async function replayed(
  kind: PolledKind,
  content: Polled,
  client: Client,
  services: PolledGrantServices,
  context: RequestContext,
): Promise<OAuthError> {
  await revokeFamily(services.vault, content.family, client, context.now);
  const subjectId = content.decision.outcome === 'approved' ? content.decision.subject.subjectId : undefined;
  services.events.raise({ type: 'ReplayDetected', kind, clientId: client.clientId, subjectId }, context);
  return oauthError('polling.replayed');
}
