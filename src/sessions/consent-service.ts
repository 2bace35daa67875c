import { consentDigest } from '../clients/metadata/consent-digest.ts';
import type { Client } from '../model/client.ts';
import type { RequestContext } from '../model/request-context.ts';
import { type GrantVault, never } from '../stores/grant-vault.ts';

/** What an authorization asks the user for. */
export interface ConsentQuestion {
  readonly client: Client;
  readonly subjectId: string;
  readonly scopes: readonly string[];
  readonly resourceIndicators: readonly string[];
}

/** Remembered consents: one a user and client. */
export class ConsentService {
  readonly #vault: GrantVault;

  constructor(services: { readonly vault: GrantVault }) {
    this.#vault = services.vault;
  }

  /** Whether a remembered consent covers all that is asked for. */
  async covers(question: ConsentQuestion, context: RequestContext): Promise<boolean> {
    if (!question.client.allowRememberConsent) return false;
    const known = await this.#find(question, context);
    return (
      known !== undefined &&
      question.scopes.every((scope) => known.scopes.includes(scope)) &&
      // A consent without resources was given for all APIs of its scopes.
      (known.resourceIndicators.length === 0 ||
        (question.resourceIndicators.length > 0 &&
          question.resourceIndicators.every((resource) => known.resourceIndicators.includes(resource))))
    );
  }

  /** Remembers what the user left in; scopes that were not asked for now stay as they were. */
  async remember(question: ConsentQuestion, granted: readonly string[], context: RequestContext): Promise<void> {
    const { client, subjectId } = question;
    const known = await this.#find(question, context);
    const kept = known?.scopes.filter((scope) => !question.scopes.includes(scope)) ?? [];
    const unlimited = question.resourceIndicators.length === 0 || known?.resourceIndicators.length === 0;
    const expiresAt = client.consentLifetime === null ? null : context.now + client.consentLifetime;
    const clientDigest = consentDigest(client);
    const columns = { clientId: client.clientId, subjectId, createdAt: context.now };
    const content = {
      ...columns,
      scopes: [...granted, ...kept],
      resourceIndicators: unlimited
        ? []
        : [...new Set([...(known?.resourceIndicators ?? []), ...question.resourceIndicators])],
      expiresAt,
      ...(clientDigest === undefined ? {} : { clientDigest }),
    };
    const handle = consentHandle(question);
    await this.#vault.put(
      this.#vault.record('consent', handle, content, { ...columns, expiresAt: expiresAt ?? never }),
    );
  }

  async forget(question: Pick<ConsentQuestion, 'client' | 'subjectId'>): Promise<void> {
    await this.#vault.remove('consent', consentHandle(question));
  }

  async #find(question: ConsentQuestion, context: RequestContext) {
    const stored = await this.#vault.find('consent', consentHandle(question));
    if (stored === undefined || stored.revoked) return undefined;
    const { expiresAt, clientDigest } = stored.content;
    // It was given to a client that stood elsewhere, or had other keys (draft-ietf-oauth-client-id-metadata-document-02 §8).
    if (clientDigest !== consentDigest(question.client)) return undefined;
    return expiresAt !== null && expiresAt <= context.now ? undefined : stored.content;
  }
}

/** A name rather than a secret: found by user and client alone. */
function consentHandle({ client, subjectId }: Pick<ConsentQuestion, 'client' | 'subjectId'>): string {
  return JSON.stringify([client.clientId, subjectId]);
}
