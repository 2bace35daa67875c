import type { AuthorizationDetailsService } from '../authorization-details/service.ts';
import type { ClientDirectory } from '../clients/client-directory.ts';
import { oauthError } from '../errors/oauth-error.ts';
import type { AuthorizationDetails } from '../model/authorization-details.ts';
import type { Client } from '../model/client.ts';
import type { DeviceCode, Session } from '../model/grants.ts';
import type { JsonObject } from '../model/json.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { ValidatedResources } from '../model/resources.ts';
import type { Events } from '../operations/events.ts';
import { networkOf } from '../operations/network-of.ts';
import type { ResourceValidator } from '../resources/resource-validator.ts';
import type { SessionService } from '../sessions/session-service.ts';
import { storedDecision, type UserDecision } from '../sessions/user-decision.ts';
import type { GrantVault, StoredContent } from '../stores/grant-vault.ts';
import type { UserCodeGuesses } from './guesses.ts';
import { normalizeUserCode, type UserCodeHandles } from './user-code.ts';

export interface DeviceInteractionServices {
  readonly vault: GrantVault;
  readonly clients: ClientDirectory;
  readonly resources: ResourceValidator;
  readonly authorizationDetails: Pick<AuthorizationDetailsService, 'chosen' | 'apisOf'>;
  readonly userCodes: UserCodeHandles;
  readonly userCodeGuesses: UserCodeGuesses;
  readonly sessions: Pick<SessionService, 'rememberClient'>;
  readonly events: Events;
}

/** A device that waits for its user, as the page shows it. */
export interface DeviceRequestDetails {
  /** As it was issued, `BCDF-GHJK`. */
  readonly userCode: string;
  readonly client: Client;
  /** The scopes asked for, in request order. */
  readonly scopes: readonly string[];
  /** What the scopes stand for, with names and descriptions. */
  readonly resources: ValidatedResources;
  /** `authorization_details`, all of which must be shown to whoever decides (RFC 9396 §3); absent: none. */
  readonly authorizationDetails?: AuthorizationDetails | undefined;
  readonly resourceIndicators: readonly string[];
  /** What a `customDeviceRequestValidator` wants you to know. */
  readonly properties: JsonObject;
  /** Epoch seconds. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** The user's side of the device flow (RFC 8628 §3.3). Only for built-in pages and front ends of one's own. */
export class DeviceInteraction {
  readonly #services: DeviceInteractionServices;

  constructor(services: DeviceInteractionServices) {
    this.#services = services;
  }

  /**
   * The pending request of a user code, however it was typed. Wrong codes are counted by address and user.
   *
   * @param session of the browser, if somebody is signed in there.
   * @returns `undefined`: wrong, expired, decided or used; which one is not told.
   * @throws {OAuthError} `request.rate-limited` (429).
   */
  async find(
    userCode: string,
    session: Session | undefined,
    context: RequestContext,
  ): Promise<DeviceRequestDetails | undefined> {
    return (await this.#guess(userCode, session, context))?.details;
  }

  /**
   * Records what the signed-in user said; of several answers at once the first one stands. The user code is good for nothing afterwards.
   *
   * @throws {OAuthError} `decision.unknown` (wrong, expired or decided before), `decision.invalid` (a scope or details that were not asked for),
   * `request.rate-limited`.
   */
  async decide(
    userCode: string,
    decision: UserDecision,
    session: Session,
    context: RequestContext,
  ): Promise<DeviceRequestDetails> {
    const found = await this.#guess(userCode, session, context);
    if (found === undefined) throw oauthError('decision.unknown');
    const { stored, details } = found;
    const content: DeviceCode = {
      ...stored.content,
      decision: await storedDecision(
        decision,
        { ...stored.content, client: details.client },
        session,
        this.#services,
        context,
      ),
    };
    const approved = content.decision.outcome === 'approved';
    // Before the decision: a client whose tokens name the session must be known to it when they are made.
    if (approved) await this.#services.sessions.rememberClient(session, details.client.clientId, context);
    const done = await this.#services.vault.replace('device_code', stored, content, {
      expiresAt: content.expiresAt,
      ...(approved ? { subjectId: session.subject.subjectId, sessionId: session.sessionId } : {}),
    });
    if (!done) throw oauthError('decision.unknown', { detail: 'decided meanwhile' });
    for (const handle of this.#services.userCodes.handles(details.userCode)) {
      await this.#services.vault.remove('user_code', handle);
    }
    this.#services.events.raise(
      {
        type: 'DeviceAuthorizationDecided',
        clientId: details.client.clientId,
        outcome: content.decision.outcome,
      },
      context,
    );
    return details;
  }

  #guess(typed: string, session: Session | undefined, context: RequestContext) {
    const { remoteAddress } = context;
    // By user and not by session: signing in again would begin anew.
    const guessers = [remoteAddress === undefined ? undefined : networkOf(remoteAddress), session?.subject.subjectId];
    return this.#services.userCodeGuesses.attempt(guessers, context.now, () => this.#find(typed, context));
  }

  async #pointer(userCode: string): Promise<StoredContent<'user_code'> | undefined> {
    for (const handle of this.#services.userCodes.handles(userCode)) {
      const pointer = await this.#services.vault.find('user_code', handle);
      if (pointer !== undefined) return pointer;
    }
    return undefined;
  }

  async #find(
    typed: string,
    context: RequestContext,
  ): Promise<{ readonly stored: StoredContent<'device_code'>; readonly details: DeviceRequestDetails } | undefined> {
    const { vault, clients, resources, authorizationDetails } = this.#services;
    const userCode = normalizeUserCode(typed);
    if (userCode === undefined) return undefined;
    const pointer = await this.#pointer(userCode);
    if (pointer === undefined || pointer.revoked) return undefined;
    const stored = await vault.findByHash('device_code', pointer.content.deviceCodeHash);
    if (stored === undefined || stored.revoked || stored.consumedAt !== null) return undefined;
    const { content } = stored;
    if (content.expiresAt <= context.now || content.decision.outcome !== 'pending') return undefined;
    const client = await clients.findOrLearn(content.clientId);
    if (client === undefined) return undefined;
    const details: DeviceRequestDetails = {
      userCode,
      client,
      scopes: content.requestedScopes,
      resources: resources.validateAll(
        client,
        content.requestedScopes,
        content.resourceIndicators,
        authorizationDetails.apisOf(content.authorizationDetails),
      ),
      authorizationDetails: content.authorizationDetails,
      resourceIndicators: content.resourceIndicators,
      properties: content.properties ?? {},
      createdAt: content.createdAt,
      expiresAt: content.expiresAt,
    };
    return { stored, details };
  }
}
