import type { ClientDirectory } from '../clients/client-directory.ts';
import type { Session } from '../model/grants.ts';
import type { HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Subject } from '../model/subject.ts';
import {
  type SessionService,
  type SignedIn,
  type SignInOptions,
  sessionParticipants,
} from '../sessions/session-service.ts';
import type { GrantFilter } from '../stores/contracts.ts';
import type { GrantVault, StoredContent } from '../stores/grant-vault.ts';
import type { EndedSessions } from '../tokens/ended-sessions.ts';
import { revocationHorizon } from '../tokens/family-revocation.ts';
import type { LogoutNotifier } from './notifier.ts';

export interface LogoutServices {
  readonly sessions: Pick<SessionService, 'signIn' | 'signOut' | 'end' | 'signOutEverywhere'>;
  readonly logoutNotifier: LogoutNotifier;
  readonly vault: GrantVault;
  readonly endedSessions: EndedSessions;
  readonly clients: Pick<ClientDirectory, 'find'>;
}

export interface LoggedOut {
  /** The session that ended; absent if nobody was signed in. */
  readonly session?: Session | undefined;
  /** `Set-Cookie` values for the answer. */
  readonly cookies: readonly string[];
  /** To be loaded in hidden frames (OpenID Connect Front-Channel Logout 1.0 §2). */
  readonly frontChannelUris: readonly string[];
}

const mostTokens = 1000;

/**
 * Single sign-out. What ends with a session, in this order: the session itself, its codes that were not redeemed yet, the reference access
 * tokens that were issued in it without a refresh token, then the sessions of its clients, which are told in the background (back
 * channel) and by the page (front channel). JWTs issued in it without a refresh token are no longer taken by userinfo and introspection; an API that
 * asks nobody takes them until they expire.
 *
 * What stays, but for clients with `coordinateLifetimeWithUserSession`: refresh tokens and their access tokens, since `offline_access` means access while the user is away (OpenID Connect
 * Core 1.0 §11); revoke the grant to end those.
 */
export class LogoutService {
  readonly #services: LogoutServices;

  constructor(services: LogoutServices) {
    this.#services = services;
  }

  /**
   * Begins a session in this browser. Where another user was signed in until now, that ends as a sign-out does, and the clients are told by
   * the back channel: nobody goes on working in their name at a client that still believes in them.
   */
  async signIn(
    request: HttpRequest,
    subject: Subject,
    context: RequestContext,
    options?: SignInOptions,
  ): Promise<SignedIn> {
    const { sessions, logoutNotifier } = this.#services;
    const signedIn = await sessions.signIn(request, subject, context, options);
    if (signedIn.replaced !== undefined) {
      await this.#endTokens(signedIn.replaced, context);
      logoutNotifier.notify([signedIn.replaced], context);
    }
    return signedIn;
  }

  /** Signs this browser out; no error if nobody is signed in. */
  async signOut(request: HttpRequest, context: RequestContext): Promise<LoggedOut> {
    const { sessions, logoutNotifier } = this.#services;
    const { session, cookies } = await sessions.signOut(request, context);
    if (session === undefined) return { cookies, frontChannelUris: [] };
    await this.#endTokens(session, context);
    logoutNotifier.notify([session], context);
    return { session, cookies, frontChannelUris: await logoutNotifier.frontChannelUris(session, context) };
  }

  /** Ends one session, in whichever browser it is, and tells its clients by the back channel. */
  async endSession(session: Session, context: RequestContext): Promise<void> {
    const { sessions, logoutNotifier } = this.#services;
    await sessions.end(session, context);
    await this.#endTokens(session, context);
    logoutNotifier.notify([session], context);
  }

  /** Ends all sessions of a user, in all browsers, and tells the clients by the back channel; resolves to how many ended. */
  async signOutEverywhere(subjectId: string, context: RequestContext): Promise<number> {
    const ended = await this.#services.sessions.signOutEverywhere(subjectId, context);
    // By user and not by session: however many there were, and only some of them are named.
    await Promise.all([
      this.#services.endedSessions.addAllOf(subjectId, context),
      this.#services.endedSessions.add(ended.flatMap(sessionParticipants), context),
      this.#endTokensOf({ subjectId }, context),
    ]);
    this.#services.logoutNotifier.notify(ended, context);
    return ended.length;
  }

  async #endTokens(session: Session, context: RequestContext): Promise<void> {
    const { subjectId } = session.subject;
    const ended = sessionParticipants(session).map(({ sessionId }) => ({ subjectId, sessionId }));
    await Promise.all([
      this.#services.endedSessions.add(sessionParticipants(session), context),
      ...ended.map((filter) => this.#endTokensOf(filter, context)),
    ]);
  }

  async #endTokensOf(filter: Pick<GrantFilter, 'subjectId' | 'sessionId'>, context: RequestContext): Promise<void> {
    const { vault } = this.#services;
    const [codes, tokens, refreshTokens] = await Promise.all([
      vault.list('authorization_code', filter, context.now, mostTokens),
      vault.list('reference_token', filter, context.now, mostTokens),
      vault.list('refresh_token', filter, context.now, mostTokens),
    ]);
    // With their families, since a redemption may be under way. One that was redeemed stays known: it must not be redeemed again.
    for (const { content } of codes) {
      if (content.expiresAt > context.now) {
        await vault.revoke({ family: content.family }, revocationHorizon(undefined, context.now));
      }
    }
    const coordinated = await this.#ofCoordinatedClients(refreshTokens);
    for (const { content } of coordinated) {
      await vault.revoke({ family: content.family }, revocationHorizon(undefined, context.now));
    }
    const offline = new Set(refreshTokens.map(({ content }) => content.family));
    const ending = tokens.filter(({ content }) => content.sessionId !== undefined && !offline.has(content.family));
    await Promise.all(ending.map(({ handleHash }) => vault.removeByHash(handleHash)));
  }
  /** Those that end with the session, unlike others. */
  async #ofCoordinatedClients(
    stored: readonly StoredContent<'refresh_token'>[],
  ): Promise<readonly StoredContent<'refresh_token'>[]> {
    const ofSessions = stored.filter(({ content }) => content.sessionId !== undefined);
    const clientIds = [...new Set(ofSessions.map(({ content }) => content.clientId))];
    const clients = await Promise.all(clientIds.map((clientId) => this.#services.clients.find(clientId)));
    const coordinated = new Set(
      clients.filter((client) => client?.coordinateLifetimeWithUserSession).map((client) => client?.clientId),
    );
    return ofSessions.filter(({ content }) => coordinated.has(content.clientId));
  }
}
