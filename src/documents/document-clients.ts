import type { Freshness, IntroducedClients } from '../clients/client-directory.ts';
import { OAuthError, oauthError } from '../errors/oauth-error.ts';
import type { OutgoingLimits } from '../keys/outgoing-limits.ts';
import type { Client } from '../model/client.ts';
import type { Clock } from '../model/clock.ts';
import type { Settings } from '../model/settings.ts';
import type { Events } from '../operations/events.ts';
import type { ClientStore } from '../stores/contracts.ts';
import { clientOfDocument, digestOf } from './client-of-document.ts';
import { documentUrl, isListedHost, namesDocument } from './document-url.ts';
import { fetchDocument, unavailable } from './fetch-document.ts';
import { Patience } from './patience.ts';
import type { IClientDocumentPolicy } from './policy.ts';
import { type DocumentClient, hasDocument, RememberedDocuments } from './remembered-documents.ts';
import { storeDocument, withOperators } from './stored-document.ts';

export interface DocumentClientServices {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly store: { readonly clients: ClientStore };
  readonly events: Events;
  readonly outgoingLimits: OutgoingLimits;
  readonly clientDocumentPolicy: IClientDocumentPolicy;
}

interface Fetching {
  readonly client: Promise<DocumentClient>;
  readonly patience: Patience;
}

/**
 * Clients whose id is the URL of a document about them. What was fetched is remembered as long as HTTP lets it be, a failure never; however many
 * requests want one document, it is fetched once.
 *
 * @see draft-ietf-oauth-client-id-metadata-document-02
 */
export class DocumentClients implements IntroducedClients {
  readonly #services: DocumentClientServices;
  #remembered = new RememberedDocuments();
  readonly #fetching = new Map<string, Fetching>();

  constructor(services: DocumentClientServices) {
    this.#services = services;
  }

  /** Remembers the documents of another one, where the same client comes of them. */
  takeOver(before: DocumentClients): void {
    if (readingOf(before.#services) === readingOf(this.#services)) this.#remembered = before.#remembered;
  }

  owns(clientId: string): boolean {
    return namesDocument(clientId, this.#allowsLoopback);
  }

  known(clientId: string, stored: Client | undefined): Client | undefined {
    if (this.#refusal(clientId) !== undefined) return undefined;
    const client = this.#newest(clientId, stored);
    return client === undefined ? undefined : withOperators(client, stored);
  }

  async latest(clientId: string, stored: Client | undefined, freshness: Freshness): Promise<Client | undefined> {
    const refusal = this.#refusal(clientId);
    if (refusal !== undefined) throw this.#told(clientId, refusal);
    // What the operator switched off is not fetched for nothing.
    if (stored?.enabled === false) return stored;
    const known = this.#newest(clientId, stored);
    const now = this.#services.clock.now();
    if (known !== undefined && now < known.document.freshUntil && known.document.fetchedAt <= now) {
      return withOperators(known, stored);
    }
    try {
      return withOperators(await this.#fetchOnce(clientId, known, hasDocument(stored)), stored);
    } catch (error) {
      if (freshness === 'strictly' || known === undefined || !this.#isGoodWhileAway(known, error, now)) throw error;
      return withOperators(known, stored);
    }
  }

  get #allowsLoopback(): boolean {
    const { mode, allowPrivateAddresses } = this.#services.settings;
    return mode === 'dev' && allowPrivateAddresses;
  }

  /** Why no such document is taken, whatever is in it. */
  #refusal(clientId: string): OAuthError | undefined {
    const url = documentUrl(clientId, this.#allowsLoopback);
    if (typeof url === 'string') return oauthError('document.url', { description: `client_id: ${url}.` });
    const { mode, hosts } = this.#services.settings.clientIdMetadataDocuments;
    return mode === 'anyHost' || isListedHost(url.hostname, hosts)
      ? undefined
      : oauthError('document.host', { detail: url.hostname });
  }

  /** This process may have fetched it, or another one. */
  #newest(clientId: string, stored: Client | undefined): DocumentClient | undefined {
    const remembered = this.#remembered.get(clientId);
    if (!hasDocument(stored)) return remembered;
    return remembered !== undefined && remembered.document.fetchedAt >= stored.document.fetchedAt ? remembered : stored;
  }

  /** Whoever has a refresh token goes on while the host of the document is away, as long as a document may be used at the most. */
  #isGoodWhileAway({ document }: DocumentClient, error: unknown, now: number): boolean {
    const { maximumCacheSeconds } = this.#services.settings.clientIdMetadataDocuments;
    const isAway = error instanceof OAuthError && error.reason === 'document.unavailable';
    return isAway && now - document.fetchedAt < maximumCacheSeconds;
  }

  async #fetchOnce(clientId: string, known: DocumentClient | undefined, isStored: boolean): Promise<DocumentClient> {
    const fetching = this.#fetching.get(clientId);
    if (fetching !== undefined) {
      if (!fetching.patience.isOver) return fetching.client;
      throw unavailable('its host does not answer');
    }
    const patience = new Patience();
    const client = this.#fetch(clientId, known, isStored).finally(() => {
      patience.stop();
      this.#fetching.delete(clientId);
    });
    this.#fetching.set(clientId, { patience, client });
    return client;
  }

  async #fetch(clientId: string, known: DocumentClient | undefined, isStored: boolean): Promise<DocumentClient> {
    const { settings, outgoingLimits, clock, events, store } = this.#services;
    try {
      const { document, lifetime } = await fetchDocument(clientId, { limits: outgoingLimits, settings });
      const client = await clientOfDocument(clientId, document, this.#services);
      const now = clock.now();
      const digest = digestOf(client);
      const fetched = { ...client, document: { fetchedAt: now, freshUntil: now + lifetime, digest } };
      this.#remembered.set(fetched);
      if (isStored) await storeDocument(fetched, store.clients);
      const changed = known !== undefined && known.document.digest !== digest;
      events.raise({ type: 'ClientDocumentFetched', clientId, changed }, undefined);
      return fetched;
    } catch (error) {
      throw this.#told(clientId, error);
    }
  }

  #told(clientId: string, error: unknown): unknown {
    if (error instanceof OAuthError && this.#services.events.active) {
      const { reason, detail = error.description } = error;
      this.#services.events.raise({ type: 'ClientDocumentRefused', clientId, reason, detail }, undefined);
    }
    return error;
  }
}

/** What decides what comes of a document. */
function readingOf({ settings, clientDocumentPolicy }: DocumentClientServices): string {
  const { clientIdMetadataDocuments, profile, allowPrivateAddresses, mode, catalogue } = settings;
  const policy = clientDocumentPolicy.constructor.toString();
  return JSON.stringify({ clientIdMetadataDocuments, profile, allowPrivateAddresses, mode, catalogue, policy });
}
