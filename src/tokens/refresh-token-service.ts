import { oauthError } from '../errors/oauth-error.ts';
import { timedHandle } from '../keys/digest.ts';
import type { Actor } from '../model/actor.ts';
import type { AuthorizationDetails } from '../model/authorization-details.ts';
import type { Client } from '../model/client.ts';
import type { Confirmation } from '../model/confirmation.ts';
import type { RefreshToken } from '../model/grants.ts';
import type { JsonObject } from '../model/json.ts';
import { limits } from '../model/limits.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { RequestedClaims } from '../model/requested-claims.ts';
import type { Subject } from '../model/subject.ts';
import type { AccessToken } from '../model/tokens.ts';
import type { Events } from '../operations/events.ts';
import { originalOf } from '../operations/stand-in.ts';
import { isSameKey, possessionProblem } from '../proofs/possession-continuity.ts';
import type { GrantRecord } from '../stores/contracts.ts';
import { type GrantVault, never, type StoredContent } from '../stores/grant-vault.ts';
import { revokeFamily } from './family-revocation.ts';
import type { GrantBound } from './grant-bound.ts';

/** What a first refresh token of a family is to be. */
export interface RefreshTokenDescription {
  readonly client: Client;
  readonly subject: Subject;
  /** Everything that was granted, `offline_access` included. */
  readonly scopes: readonly string[];
  /** Resources that the authorization was limited to; `undefined`: none. */
  readonly resourceIndicators?: readonly string[] | undefined;
  readonly family: string;
  readonly sessionId?: string | undefined;
  readonly confirmation?: Confirmation | undefined;
  readonly requestedClaims?: RequestedClaims | undefined;
  /** Everything that was granted of `authorization_details`. */
  readonly authorizationDetails?: AuthorizationDetails | undefined;
  readonly description?: string | undefined;
  /** Of a token exchange: who acts for the subject, who alone may, and when the token ends that was exchanged (epoch seconds). */
  readonly actor?: Actor | undefined;
  readonly mayAct?: JsonObject | undefined;
  readonly endsAt?: number | undefined;
  /** Kept where the client does not update access token claims on refresh. */
  readonly accessToken?: AccessToken | undefined;
}

/** A refresh token that was presented and may be used, or be answered again. */
export interface PresentedRefreshToken {
  readonly handle: string;
  readonly stored: StoredContent<'refresh_token'>;
}

/** The refresh token that a response carries. */
export interface LiveRefreshToken {
  readonly handle: string;
  /** When it ends if nobody uses it: epoch seconds. */
  readonly expiresAt: number;
}

/** A refresh token that is yet to be stored. */
export interface ReservedRefreshToken {
  readonly handle: string;
  readonly record: GrantRecord;
}

/** Refresh tokens: one live one a family at any moment (CONTRACT §7). Derive from {@link RefreshTokenService}. */
export interface IRefreshTokenService {
  /** Stores the first refresh token of a family (durable once resolved); resolves to its handle. */
  create(description: RefreshTokenDescription, context: RequestContext): Promise<string>;
  /**
   * Makes the first refresh token of a family without storing it: whoever redeems a code writes both in one round trip. `undefined`:
   * {@link create} must make it later, since it needs the access token (or was overridden).
   */
  reserve(description: RefreshTokenDescription, context: RequestContext): ReservedRefreshToken | undefined;
  /** Seconds that a family's first refresh token lasts unused if it is made now and must end by `endsAt`; absent or `undefined`: nobody knows. */
  firstLifetime?(client: Client, context: RequestContext, endsAt?: number): number | undefined;
  /**
   * Finds a presented refresh token and checks it against the client. Changes nothing.
   * @throws {OAuthError} `refresh.unknown`, `refresh.wrong-client`, `refresh.expired`, `refresh.offline-access-withdrawn`.
   */
  find(handle: string, client: Client, context: RequestContext): Promise<PresentedRefreshToken>;
  /**
   * Uses a refresh token: a one-time one is exchanged for its successor, atomically; one used before is answered with the newest
   * of its chain within the client's retry window, and is theft after it or without the key of that one. Resolves to the one that the
   * response carries.
   * @throws {OAuthError} `refresh.replayed` after everything of the family was revoked; `refresh.unknown` if that happened meanwhile.
   */
  use(
    presented: PresentedRefreshToken,
    client: Client,
    change: RefreshTokenChange,
    context: RequestContext,
  ): Promise<LiveRefreshToken>;
}

/** What the successor of a used refresh token holds that its predecessor did not. */
export interface RefreshTokenChange {
  readonly confirmation?: Confirmation | undefined;
}

export interface RefreshTokenServices {
  readonly vault: GrantVault;
  readonly events: Events;
  /** Absent: a user may have any number of them. */
  readonly grantBound?: Pick<GrantBound, 'made'> | undefined;
}

/** No chain of successors within one retry window is longer: a bound, not a rule. */
const longestChain = 1000;

export class RefreshTokenService implements IRefreshTokenService {
  protected readonly services: RefreshTokenServices;

  constructor(services: RefreshTokenServices) {
    this.services = services;
  }

  async create(description: RefreshTokenDescription, context: RequestContext): Promise<string> {
    const handle = timedHandle(context.now);
    await this.services.vault.insert(this.newRecord(handle, description, context));
    this.note(description, context);
    return handle;
  }

  reserve(description: RefreshTokenDescription, context: RequestContext): ReservedRefreshToken | undefined {
    const isOverridden = originalOf(this.create) !== RefreshTokenService.prototype.create;
    if (isOverridden || !description.client.updateAccessTokenClaimsOnRefresh) return undefined;
    const handle = timedHandle(context.now);
    this.note(description, context);
    return { handle, record: this.newRecord(handle, description, context) };
  }

  firstLifetime(client: Client, context: RequestContext, endsAt?: number): number {
    return untilEnd(this.expiresAt(context.now, client, context.now), { endsAt }) - context.now;
  }

  async find(handle: string, client: Client, context: RequestContext): Promise<PresentedRefreshToken> {
    if (handle.length > limits.handle.most) throw oauthError('refresh.unknown', { detail: 'too long' });
    const stored = await this.services.vault.find('refresh_token', handle);
    if (stored === undefined || stored.revoked) throw oauthError('refresh.unknown');
    if (stored.content.clientId !== client.clientId)
      throw oauthError('refresh.wrong-client', { fields: { issuedTo: stored.content.clientId } });
    if (stored.content.expiresAt <= context.now && stored.consumedAt === null) throw oauthError('refresh.expired');
    if (!client.allowOfflineAccess) throw oauthError('refresh.offline-access-withdrawn');
    return { handle, stored };
  }

  async use(
    presented: PresentedRefreshToken,
    client: Client,
    change: RefreshTokenChange,
    context: RequestContext,
  ): Promise<LiveRefreshToken> {
    const { handle, stored } = presented;
    if (stored.consumedAt !== null) return this.answerAgain(presented, client, change, context);
    if (client.refreshTokenUsage === 'reUse') {
      return { handle, expiresAt: await this.slide(stored, client, context) };
    }
    const successorHandle = timedHandle(context.now);
    const successor = this.successorRecord(successorHandle, stored, client, change, context);
    const result = await this.services.vault.rotate(presented, successorHandle, successor, context.now);
    if (result.outcome === 'consumed') return { handle: successorHandle, expiresAt: successor.expiresAt };
    if (result.outcome === 'unknown') throw oauthError('refresh.unknown', { detail: 'revoked meanwhile' });
    return this.answerAgain({ handle, stored: result.grant }, client, change, context);
  }

  /**
   * A refresh token that was used before: within the retry window the newest of its chain is the answer to whoever has its key; otherwise
   * the family ends.
   */
  protected async answerAgain(
    presented: PresentedRefreshToken,
    client: Client,
    change: RefreshTokenChange,
    context: RequestContext,
  ): Promise<LiveRefreshToken> {
    const usedAt = presented.stored.consumedAt ?? 0;
    const window = client.refreshTokenRetryWindow;
    if (window > 0 && context.now - usedAt <= window) {
      const { handle, stored } = await this.newestOfChain(presented, context);
      // Whoever retries has the key that the successor was bound to; anybody else holds a copy.
      if (possessionProblem(stored.content.confirmation, change.confirmation, client) === undefined) {
        return { handle, expiresAt: stored.content.expiresAt };
      }
    }
    const { family, subject } = presented.stored.content;
    await revokeFamily(this.services.vault, family, client, context.now);
    this.services.events.raise(
      { type: 'ReplayDetected', kind: 'refresh_token', clientId: client.clientId, subjectId: subject?.subjectId },
      context,
    );
    throw oauthError('refresh.replayed');
  }

  protected async newestOfChain(
    presented: PresentedRefreshToken,
    context: RequestContext,
  ): Promise<PresentedRefreshToken> {
    const { vault } = this.services;
    let { handle, stored } = presented;
    for (let length = 0; length < longestChain; length += 1) {
      const next = vault.successorHandle(handle, stored.record);
      const found = next === undefined ? undefined : await vault.find('refresh_token', next);
      if (next === undefined || found === undefined || found.revoked) break;
      if (found.consumedAt === null) {
        if (found.content.expiresAt <= context.now) throw oauthError('refresh.expired');
        return { handle: next, stored: found };
      }
      handle = next;
      stored = found;
    }
    throw oauthError('refresh.unknown', { detail: 'no live successor' });
  }

  /**
   * Moves the end of a sliding, reusable refresh token, and resolves to it. A refresh beside it may have done so already: that is as good.
   */
  protected async slide(
    stored: StoredContent<'refresh_token'>,
    client: Client,
    context: RequestContext,
  ): Promise<number> {
    const expiresAt = untilEnd(this.expiresAt(stored.content.authorizedAt, client, context.now), stored.content);
    if (client.refreshTokenExpiration !== 'sliding') return stored.content.expiresAt;
    if (expiresAt === stored.content.expiresAt) return expiresAt;
    const content: RefreshToken = { ...stored.content, expiresAt };
    await this.services.vault.replace('refresh_token', stored, content, {
      subjectId: content.subject?.subjectId,
      sessionId: content.sessionId,
      expiresAt,
    });
    return expiresAt;
  }

  /** The row of a first refresh token. */
  protected newRecord(handle: string, description: RefreshTokenDescription, context: RequestContext): GrantRecord {
    const { client, accessToken } = description;
    return this.record(handle, {
      clientId: client.clientId,
      family: description.family,
      createdAt: context.now,
      authorizedAt: context.now,
      expiresAt: untilEnd(this.expiresAt(context.now, client, context.now), description),
      sessionId: description.sessionId,
      description: description.description,
      subject: description.subject,
      scopes: description.scopes,
      resourceIndicators: description.resourceIndicators,
      confirmation: description.confirmation,
      actor: description.actor,
      mayAct: description.mayAct,
      endsAt: description.endsAt,
      requestedClaims: description.requestedClaims,
      authorizationDetails: description.authorizationDetails,
      accessToken: client.updateAccessTokenClaimsOnRefresh ? undefined : accessToken,
    });
  }

  protected successorRecord(
    handle: string,
    stored: StoredContent<'refresh_token'>,
    client: Client,
    change: RefreshTokenChange,
    context: RequestContext,
  ): GrantRecord {
    const used = stored.content;
    const expiresAt =
      client.refreshTokenExpiration === 'sliding'
        ? untilEnd(this.expiresAt(used.authorizedAt, client, context.now), used)
        : used.expiresAt;
    const instants = { createdAt: context.now, expiresAt };
    const confirmation = change.confirmation ?? used.confirmation;
    if (isSameKey(confirmation, used.confirmation)) return this.services.vault.successor(stored, handle, instants);
    return this.record(handle, { ...used, ...instants, confirmation });
  }

  /** Sliding: the sliding lifetime from now, but never beyond the absolute one from the first issue (0: no such end). */
  protected expiresAt(authorizedAt: number, client: Client, now: number): number {
    const absolute = client.absoluteRefreshTokenLifetime;
    if (client.refreshTokenExpiration === 'absolute') return authorizedAt + absolute;
    const sliding = now + client.slidingRefreshTokenLifetime;
    return absolute === 0 ? Math.min(sliding, never) : Math.min(sliding, authorizedAt + absolute);
  }

  private note({ subject, client }: RefreshTokenDescription, context: RequestContext): void {
    this.services.grantBound?.made('refresh_token', subject.subjectId, client.clientId, context);
  }

  private record(handle: string, content: RefreshToken): GrantRecord {
    return this.services.vault.record('refresh_token', handle, content, {
      family: content.family,
      subjectId: content.subject?.subjectId,
      sessionId: content.sessionId,
      clientId: content.clientId,
      createdAt: content.createdAt,
      expiresAt: content.expiresAt,
    });
  }
}

/** What came of an exchange ends with what it was exchanged for. */
function untilEnd(expiresAt: number, { endsAt }: Pick<RefreshToken, 'endsAt'>): number {
  return endsAt === undefined ? expiresAt : Math.min(expiresAt, endsAt);
}
