import type { Cookies } from '../http/cookies.ts';
import { randomHandle } from '../keys/digest.ts';
import type { Sealer } from '../keys/sealer.ts';
import type { Client } from '../model/client.ts';
import type { Session } from '../model/grants.ts';
import type { HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Subject } from '../model/subject.ts';
import type { SessionService } from '../sessions/session-service.ts';
import type { GrantVault } from '../stores/grant-vault.ts';
import { SealedCookie } from './sealed-cookie.ts';

/** Seconds without a request after which somebody has to sign in again, and after which they have to anyway. */
export const consoleLifetimes = { idle: 1800, absolute: 28_800 } as const;

const renewalSeconds = 60;

interface Kept {
  readonly subjectId: string;
  readonly sessionId: string;
  /** Of this sign-in alone: the forms' key. */
  readonly key: string;
  readonly createdAt: number;
  readonly renewedAt: number;
}

/** An administrator who is signed in. */
export interface ConsoleSession {
  readonly subject: Subject;
  /** At the issuer. */
  readonly issuerSession: Session;
  /** Random, and never shown. */
  readonly key: string;
  readonly expiresAt: number;
}

export interface ConsoleSessionServices {
  /** Of the admin port. */
  readonly cookies: Cookies;
  readonly sealer: Sealer;
  readonly vault: GrantVault;
  readonly sessions: Pick<SessionService, 'renew'>;
  readonly administrators: { includeSubject(subject: Subject, client: Client): Promise<boolean> };
  readonly client: Client;
}

/** Who somebody is for the console: an administrator, another user, or nobody. */
export type Standing =
  | { readonly standing: 'administrator'; readonly session: ConsoleSession; readonly cookies: readonly string[] }
  | { readonly standing: 'other'; readonly subject: Subject }
  | { readonly standing: 'nobody'; readonly expired: boolean };

/**
 * Sign-ins at the console, in a sealed cookie that is worth nothing by itself: with each request the session at the issuer must still be alive, and
 * its user an administrator.
 */
export class ConsoleSessions {
  readonly #services: ConsoleSessionServices;
  readonly #cookie: SealedCookie<Kept>;

  constructor(services: ConsoleSessionServices) {
    this.#services = services;
    this.#cookie = new SealedCookie(services.sealer, 'console session');
  }

  /** Who sent a request. Keeps the session at the issuer alive, as its own pages would. */
  async current(request: HttpRequest, context: RequestContext): Promise<Standing> {
    const kept = this.#cookie.open(this.#services.cookies.read(request, 'console'));
    if (kept === undefined) return { standing: 'nobody', expired: false };
    if (endOf(kept) <= context.now) return { standing: 'nobody', expired: true };
    return this.#standingOf(kept, context);
  }

  /** Begins a session for who signed in at the issuer with that `sub` and `sid`. */
  async begin(subjectId: string, sessionId: string, context: RequestContext): Promise<Standing> {
    const { now } = context;
    const begun = { subjectId, sessionId, key: randomHandle(), createdAt: now, renewedAt: now };
    const found = await this.#standingOf(begun, context);
    return found.standing === 'administrator' ? { ...found, cookies: [this.#write(begun)] } : found;
  }

  /** The `Set-Cookie` value that ends it in this browser. */
  end(): string {
    return this.#services.cookies.clear('console');
  }

  async #standingOf(kept: Kept, context: RequestContext): Promise<Standing> {
    const { vault, sessions, administrators, client } = this.#services;
    const { subjectId, sessionId, key } = kept;
    const [stored] = await vault.list('session', { sessionId }, context.now, 1);
    if (stored === undefined || stored.content.subject.subjectId !== subjectId) {
      return { standing: 'nobody', expired: true };
    }
    const { subject } = stored.content;
    if (!(await administrators.includeSubject(subject, client))) return { standing: 'other', subject };
    await sessions.renew(stored, context);
    const isDue = context.now - kept.renewedAt >= renewalSeconds;
    const renewed = isDue ? { ...kept, renewedAt: context.now } : kept;
    return {
      standing: 'administrator',
      session: { subject, issuerSession: stored.content, key, expiresAt: endOf(renewed) },
      cookies: isDue ? [this.#write(renewed)] : [],
    };
  }

  #write(kept: Kept): string {
    return this.#services.cookies.write('console', this.#cookie.seal(kept));
  }
}

function endOf({ createdAt, renewedAt }: Kept): number {
  return Math.min(createdAt + consoleLifetimes.absolute, renewedAt + consoleLifetimes.idle);
}
