import type { Cookies } from '../http/cookies.ts';
import { randomHandle, randomId } from '../keys/digest.ts';
import type { Session } from '../model/grants.ts';
import type { HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Settings } from '../model/settings.ts';
import type { Subject } from '../model/subject.ts';
import type { Events } from '../operations/events.ts';
import type { GrantKind } from '../stores/contracts.ts';
import type { GrantVault, StoredContent } from '../stores/grant-vault.ts';
import type { BoundToBrowser, BrowserBinding } from './browser-binding.ts';
import { placeOfSignIn } from './place-of-sign-in.ts';

export interface SessionServices {
  readonly vault: GrantVault;
  readonly cookies: Cookies;
  readonly browsers: BrowserBinding;
  readonly events: Events;
  readonly settings: Settings['session'];
}

/** A signed-in browser, and the `Set-Cookie` values that the answer must carry. */
export interface SignedIn {
  readonly session: Session;
  /** The session of another user that the browser had until now. Its clients are still to be told. */
  readonly replaced?: Session | undefined;
  readonly cookies: readonly string[];
}

export interface SignInOptions {
  /** The user wants the sign-in to outlive the browser; counts where `session.staySignedIn` offers it. */
  readonly staySignedIn?: boolean | undefined;
}

export interface SignedOut {
  /** The session that ended; absent if there was none. */
  readonly session?: Session | undefined;
  readonly cookies: readonly string[];
}

const renewalSeconds = 60;
const mostEarlierSessions = 20;
/** Refresh tokens stay: they are offline access, and end when they are revoked (OpenID Connect Core §11). */
const kindsOfSession: readonly GrantKind[] = ['session'];

/** Server-side sessions of browsers. The cookie holds a random handle; `sessionId` is the `sid` claim. */
export class SessionService {
  readonly #services: SessionServices;
  readonly #found = new WeakMap<HttpRequest, Promise<StoredContent<'session'> | undefined>>();

  constructor(services: SessionServices) {
    this.#services = services;
  }

  /** The browser's live session. Moves its idle end, at most once a minute. Read once a request. */
  async current(request: HttpRequest, context: RequestContext): Promise<Session | undefined> {
    return (await this.#stored(request, context))?.content;
  }

  /**
   * Begins a session: new handle, new `sessionId`; the one the browser had ends, so that a handle planted before is worth nothing
   * (session fixation). Signing in again as the same user keeps in mind which clients the earlier session had; another user's session
   * is over. {@link LogoutService.signIn} tells its clients.
   */
  async signIn(
    request: HttpRequest,
    subject: Subject,
    context: RequestContext,
    options: SignInOptions = {},
  ): Promise<SignedIn> {
    const { vault, cookies, events, settings } = this.#services;
    const before = await this.#stored(request, context);
    const isSameUser = before?.content.subject.subjectId === subject.subjectId;
    const handle = randomHandle();
    const staySignedIn = settings.staySignedIn === 'offered' && options.staySignedIn === true;
    const session: Session = {
      sessionId: randomId(),
      subject,
      createdAt: context.now,
      renewedAt: context.now,
      expiresAt:
        context.now +
        (staySignedIn ? settings.absoluteLifetime : Math.min(settings.idleLifetime, settings.absoluteLifetime)),
      ...(staySignedIn ? { staySignedIn } : {}),
      clientIds: [],
      place: placeOfSignIn(request),
      earlier: before !== undefined && isSameUser ? earlierSessions(before.content) : [],
    };
    const record = vault.record('session', handle, session, { ...columnsOf(session), createdAt: session.createdAt });
    await vault.insert(record);
    if (before !== undefined) await vault.removeByHash(before.handleHash);
    this.#found.set(request, vault.find('session', handle));
    const replaced = isSameUser ? undefined : before?.content;
    if (replaced !== undefined) this.#announceSignOut(replaced, context);
    events.raise(
      {
        type: 'UserSignedIn',
        subjectId: subject.subjectId,
        sessionId: session.sessionId,
        identityProvider: subject.identityProvider,
      },
      context,
    );
    const cookie = cookies.write('session', handle, staySignedIn ? settings.absoluteLifetime : undefined);
    return { session, replaced, cookies: [cookie] };
  }

  /** Ends the browser's session. Telling its clients ({@link sessionParticipants}) is the caller's. */
  async signOut(request: HttpRequest, context: RequestContext): Promise<SignedOut> {
    const { cookies } = this.#services;
    const session = await this.current(request, context);
    this.#found.set(request, Promise.resolve(undefined));
    if (session !== undefined) await this.end(session, context);
    return { session, cookies: [cookies.clear('session')] };
  }

  /** Ends a session, in whichever browser it is. Telling its clients ({@link sessionParticipants}) is the caller's. */
  async end(session: Session, context: RequestContext): Promise<void> {
    const { sessionId } = session;
    await this.#services.vault.revoke({ sessionId, kinds: kindsOfSession }, this.#horizon(context));
    this.#announceSignOut(session, context);
  }

  /** Ends every session of a user, in all browsers; resolves to the sessions that ended (100 at the most are named). */
  async signOutEverywhere(subjectId: string, context: RequestContext): Promise<readonly Session[]> {
    const sessions = await this.sessionsOf(subjectId, context);
    await this.#services.vault.revoke({ subjectId, kinds: kindsOfSession }, this.#horizon(context));
    for (const session of sessions) this.#announceSignOut(session, context);
    return sessions;
  }

  /** A user's live sessions, newest first, 100 at the most. */
  async sessionsOf(subjectId: string, context: RequestContext): Promise<readonly Session[]> {
    const stored = await this.#services.vault.list('session', { subjectId }, context.now, 100);
    return stored.map(({ content }) => content);
  }

  /** Notes that a client got something in this session: it is told of the sign-out. No write if it is known already. */
  async rememberClient(session: Session, clientId: string, context: RequestContext): Promise<void> {
    if (session.clientIds.includes(clientId)) return;
    const { vault } = this.#services;
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const [stored] = await vault.list('session', { sessionId: session.sessionId }, context.now, 1);
      if (stored === undefined || stored.content.clientIds.includes(clientId)) return;
      const changed = { ...stored.content, clientIds: [...stored.content.clientIds, clientId] };
      if (await vault.replace('session', stored, changed, columnsOf(changed))) return;
    }
    throw new Error('The session is changed by too many requests at once.');
  }

  /** The hidden field `csrf` of a form, and the cookies that go out with the page. @param purpose `login:<interaction id>`, `grants` … */
  async csrfToken(request: HttpRequest, purpose: string, context: RequestContext): Promise<BoundToBrowser> {
    return this.#services.browsers.csrfToken(request, purpose, await this.#subjectId(request, context));
  }

  /**
   * Whether the form was made for the user who is signed in now, if any; see {@link BrowserBinding.verifyCsrfToken}.
   * @throws {OAuthError} `form.forged` (403): the form was not made for this browser and purpose.
   */
  async verifyCsrfToken(
    request: HttpRequest,
    purpose: string,
    token: string | undefined,
    context: RequestContext,
  ): Promise<boolean> {
    return this.#services.browsers.verifyCsrfToken(request, purpose, token, await this.#subjectId(request, context));
  }

  async #subjectId(request: HttpRequest, context: RequestContext): Promise<string | undefined> {
    return (await this.current(request, context))?.subject.subjectId;
  }

  #stored(request: HttpRequest, context: RequestContext): Promise<StoredContent<'session'> | undefined> {
    let found = this.#found.get(request);
    if (found === undefined) {
      found = this.#find(request, context);
      this.#found.set(request, found);
    }
    return found;
  }

  async #find(request: HttpRequest, context: RequestContext): Promise<StoredContent<'session'> | undefined> {
    const { vault, cookies } = this.#services;
    const handle = cookies.read(request, 'session');
    if (handle === undefined) return undefined;
    const stored = await vault.find('session', handle);
    if (stored === undefined || stored.revoked || stored.consumedAt !== null) return undefined;
    if (stored.content.expiresAt <= context.now) return undefined;
    const renewed = await this.#renewed(stored, context);
    if (renewed !== undefined) return renewed;
    const again = await vault.find('session', handle);
    return again === undefined || again.revoked ? undefined : again;
  }

  /** Moves the idle end of a live session that is in use without its browser, as the browser would. */
  async renew(stored: StoredContent<'session'>, context: RequestContext): Promise<void> {
    await this.#renewed(stored, context);
  }

  /** `undefined`: another request was faster, so that the session was renewed by it, or has ended. */
  async #renewed(
    stored: StoredContent<'session'>,
    context: RequestContext,
  ): Promise<StoredContent<'session'> | undefined> {
    const { vault, settings } = this.#services;
    const session = stored.content;
    // One that outlives the browser has no idle end that could move.
    if (session.staySignedIn === true || context.now - session.renewedAt < renewalSeconds) return stored;
    const expiresAt = Math.min(context.now + settings.idleLifetime, session.createdAt + settings.absoluteLifetime);
    const renewed = { ...session, renewedAt: context.now, expiresAt };
    const won = await vault.replace('session', stored, renewed, columnsOf(renewed));
    return won ? { ...stored, content: renewed, version: stored.version + 1 } : undefined;
  }

  #horizon(context: RequestContext): number {
    return context.now + this.#services.settings.absoluteLifetime;
  }

  #announceSignOut(session: Session, context: RequestContext): void {
    const { sessionId, subject } = session;
    this.#services.events.raise({ type: 'UserSignedOut', subjectId: subject.subjectId, sessionId }, context);
  }
}

/** Everyone who must hear of a session's end: its clients under its own `sid`, and those of the sign-ins that it replaced under theirs. */
export function sessionParticipants(
  session: Session,
): readonly { readonly sessionId: string; readonly clientIds: readonly string[] }[] {
  return [{ sessionId: session.sessionId, clientIds: session.clientIds }, ...(session.earlier ?? [])];
}

function earlierSessions(session: Session) {
  return sessionParticipants(session)
    .filter(({ clientIds }) => clientIds.length > 0)
    .slice(0, mostEarlierSessions);
}

function columnsOf(session: Session) {
  return { subjectId: session.subject.subjectId, sessionId: session.sessionId, expiresAt: session.expiresAt };
}
