import type { AuthorizationDetailsService } from '../authorization-details/service.ts';
import type { ClientDirectory } from '../clients/client-directory.ts';
import { oauthError } from '../errors/oauth-error.ts';
import type { AuthorizationDetails } from '../model/authorization-details.ts';
import type { Client } from '../model/client.ts';
import type { BackchannelAuthenticationRequest, Session } from '../model/grants.ts';
import type { JsonObject } from '../model/json.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { ValidatedResources } from '../model/resources.ts';
import type { Events } from '../operations/events.ts';
import type { ResourceValidator } from '../resources/resource-validator.ts';
import type { SessionService } from '../sessions/session-service.ts';
import { type Decider, storedDecision, type UserDecision } from '../sessions/user-decision.ts';
import type { GrantVault, StoredContent } from '../stores/grant-vault.ts';
import type { CibaClientNotifier } from './client-notifier.ts';

export interface CibaInteractionServices {
  readonly vault: GrantVault;
  readonly clients: ClientDirectory;
  readonly resources: ResourceValidator;
  readonly authorizationDetails: Pick<AuthorizationDetailsService, 'chosen' | 'apisOf'>;
  readonly cibaClientNotifier: CibaClientNotifier;
  readonly sessions: Pick<SessionService, 'rememberClient'>;
  readonly events: Events;
}

/** A backchannel authentication request that waits for its user, as the page and `notifyUser` get it. */
export interface CibaRequestDetails {
  /** Names the request to {@link CibaInteraction}; it is not the `auth_req_id` and redeems nothing. */
  readonly id: string;
  /** Whose decision is awaited. */
  readonly subjectId: string;
  readonly client: Client;
  /** The scopes asked for, in request order. */
  readonly scopes: readonly string[];
  readonly resources: ValidatedResources;
  /** `authorization_details`, all of which must be shown to whoever decides (RFC 9396 §3); absent: none. */
  readonly authorizationDetails?: AuthorizationDetails | undefined;
  readonly resourceIndicators: readonly string[];
  /** To be shown: the user compares it with what the other device shows. */
  readonly bindingMessage?: string | undefined;
  readonly acrValues: readonly string[];
  /** What validators of your own found out about request and user. */
  readonly properties: JsonObject;
  /** Epoch seconds. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

const mostPending = 50;
/** Rows among which they are sought: those that are decided or expired stay for a while. */
const mostSought = 500;

/** The user's side of CIBA: what waits for a user, and what the user says to it. */
export class CibaInteraction {
  readonly #services: CibaInteractionServices;

  constructor(services: CibaInteractionServices) {
    this.#services = services;
  }

  /** A user's undecided requests, newest first. */
  async pendingFor(subjectId: string, context: RequestContext): Promise<readonly CibaRequestDetails[]> {
    const stored = await this.#services.vault.list('ciba', { subjectId }, context.now, mostSought);
    const waiting = stored.filter(({ content }) => isWaiting(content, context)).slice(0, mostPending);
    const details = await Promise.all(waiting.map((one) => this.#details(one, subjectId, context)));
    return details.filter((one) => one !== undefined);
  }

  /** One of a user's undecided requests; `undefined`: unknown, another user's, expired or decided. */
  async find(id: string, subjectId: string, context: RequestContext): Promise<CibaRequestDetails | undefined> {
    return this.#details(await this.#stored(id), subjectId, context);
  }

  /**
   * Records what the user said; of several answers at once the first one stands. A client in ping mode is told in the background.
   *
   * @param id of {@link CibaRequestDetails}.
   * @param decider must be the user who was asked; a `Session` fits, a front end of one's own may leave the session out.
   * @throws {OAuthError} `decision.unknown` (also for another user's), `decision.invalid` (a scope or details that were not asked for).
   */
  async decide(
    id: string,
    decision: UserDecision,
    decider: Session | Decider,
    context: RequestContext,
  ): Promise<CibaRequestDetails> {
    const stored = await this.#stored(id);
    const details = await this.#details(stored, decider.subject.subjectId, context);
    if (stored === undefined || details === undefined) throw oauthError('decision.unknown');
    const content: BackchannelAuthenticationRequest = {
      ...stored.content,
      decision: await storedDecision(
        decision,
        { ...stored.content, client: details.client },
        decider,
        this.#services,
        context,
      ),
    };
    if (content.decision.outcome === 'approved' && 'clientIds' in decider) {
      await this.#services.sessions.rememberClient(decider, content.clientId, context);
    }
    const done = await this.#services.vault.replace('ciba', stored, content, {
      expiresAt: content.expiresAt,
      subjectId: content.subjectId,
      sessionId: content.decision.outcome === 'approved' ? decider.sessionId : undefined,
    });
    if (!done) throw oauthError('decision.unknown', { detail: 'decided meanwhile' });
    this.#services.events.raise(
      {
        type: 'BackchannelAuthenticationDecided',
        clientId: content.clientId,
        subjectId: content.subjectId,
        outcome: content.decision.outcome,
      },
      context,
    );
    this.#services.cibaClientNotifier.notify(details.client, content, context);
    return details;
  }

  #stored(id: string): Promise<StoredContent<'ciba'> | undefined> {
    return /^[A-Za-z0-9_-]{43}$/.test(id) ? this.#services.vault.findByHash('ciba', id) : Promise.resolve(undefined);
  }

  async #details(
    stored: StoredContent<'ciba'> | undefined,
    subjectId: string,
    context: RequestContext,
  ): Promise<CibaRequestDetails | undefined> {
    if (stored === undefined || stored.revoked || stored.consumedAt !== null) return undefined;
    const { content } = stored;
    if (content.subjectId !== subjectId || !isWaiting(content, context)) return undefined;
    const client = await this.#services.clients.findOrLearn(content.clientId);
    return client === undefined ? undefined : describeCibaRequest(stored.handleHash, content, client, this.#services);
  }
}

function isWaiting({ decision, expiresAt }: BackchannelAuthenticationRequest, context: RequestContext): boolean {
  return decision.outcome === 'pending' && expiresAt > context.now;
}

/** A stored request as its user is shown it. */
export function describeCibaRequest(
  id: string,
  content: BackchannelAuthenticationRequest,
  client: Client,
  services: Pick<CibaInteractionServices, 'resources' | 'authorizationDetails'>,
): CibaRequestDetails {
  const { requestedScopes, resourceIndicators, authorizationDetails } = content;
  const apis = services.authorizationDetails.apisOf(authorizationDetails);
  return {
    id,
    subjectId: content.subjectId,
    client,
    scopes: requestedScopes,
    resources: services.resources.validateAll(client, requestedScopes, resourceIndicators, apis),
    authorizationDetails,
    resourceIndicators,
    bindingMessage: content.bindingMessage,
    acrValues: content.authenticationContextValues,
    properties: content.properties ?? {},
    createdAt: content.createdAt,
    expiresAt: content.expiresAt,
  };
}
