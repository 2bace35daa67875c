import type { RequestContext } from '../model/request-context.ts';
import type { GrantVault, StoredContent } from '../stores/grant-vault.ts';

const mostSessions = 100;

/** The sessions on which the tokens of clients with `coordinateLifetimeWithUserSession` depend. Asked for no other client. */
export class CoordinatedSessions {
  readonly #vault: Pick<GrantVault, 'list'>;

  constructor(services: { readonly vault: Pick<GrantVault, 'list'> }) {
    this.#vault = services.vault;
  }

  /**
   * The live session that a token was issued in, also where its user signed in anew in the same browser since, which goes on under a new `sid`.
   * `undefined`: signed out or expired.
   */
  async find(
    subjectId: string,
    sessionId: string,
    context: RequestContext,
  ): Promise<StoredContent<'session'> | undefined> {
    const [same] = await this.#vault.list('session', { sessionId }, context.now, 1);
    if (same !== undefined) return same.content.subject.subjectId === subjectId ? same : undefined;
    const all = await this.#vault.list('session', { subjectId }, context.now, mostSessions);
    return all.find(({ content }) => content.earlier?.some((one) => one.sessionId === sessionId));
  }
}
