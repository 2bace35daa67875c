import { timedHandle } from '../keys/digest.ts';
import type { ReferenceToken } from '../model/grants.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { AccessToken } from '../model/tokens.ts';
import type { UserRecord } from '../stores/contracts.ts';
import type { GrantVault } from '../stores/grant-vault.ts';
import type { GrantBound } from './grant-bound.ts';

/** A stored token as it was found. */
export interface FoundReferenceToken extends ReferenceToken {
  /** The user of the token, if the store read it along (`null`: there is none); `undefined`: ask. */
  readonly user?: UserRecord | null | undefined;
}

/** Access tokens that are stored here and known outside by a handle only. Derive from {@link ReferenceTokenService}. */
export interface IReferenceTokenService {
  /** Stores the token (durable once resolved) and resolves to its handle: 50 base64url characters. */
  create(token: AccessToken, context: RequestContext): Promise<string>;
  /** A live token by its handle; `undefined` if it is unknown, expired or revoked. */
  find(handle: string, now: number): Promise<FoundReferenceToken | undefined>;
  /** Forgets a token; no error if it is gone. */
  remove(handle: string): Promise<void>;
}

export class ReferenceTokenService implements IReferenceTokenService {
  protected readonly vault: GrantVault;
  readonly #grantBound: Pick<GrantBound, 'made'> | undefined;

  /** @param services without `grantBound` a user may have any number of them. */
  constructor(services: { readonly vault: GrantVault; readonly grantBound?: Pick<GrantBound, 'made'> | undefined }) {
    this.vault = services.vault;
    this.#grantBound = services.grantBound;
  }

  async create(token: AccessToken, context: RequestContext): Promise<string> {
    const handle = timedHandle(context.now);
    const columns = {
      family: token.family,
      subjectId: token.hasUser ? token.subjectId : undefined,
      sessionId: token.sessionId,
      clientId: token.clientId,
      createdAt: context.now,
      expiresAt: token.issuedAt + token.lifetime,
    };
    const content: ReferenceToken = { ...columns, token };
    await this.vault.insert(this.vault.record('reference_token', handle, content, columns));
    if (token.hasUser) this.#grantBound?.made('reference_token', token.subjectId, token.clientId, context);
    return handle;
  }

  async find(handle: string, now: number): Promise<FoundReferenceToken | undefined> {
    const stored = await this.vault.find('reference_token', handle);
    if (stored === undefined || stored.revoked || stored.content.expiresAt <= now) return undefined;
    return { ...stored.content, user: stored.user };
  }

  async remove(handle: string): Promise<void> {
    await this.vault.remove('reference_token', handle);
  }
}
