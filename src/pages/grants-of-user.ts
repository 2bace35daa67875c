import type { AuthorizationDetailsService } from '../authorization-details/service.ts';
import type { ClientDirectory } from '../clients/client-directory.ts';
import type { AuthorizationDetail, AuthorizationDetails } from '../model/authorization-details.ts';
import { limits } from '../model/limits.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { ResourceValidator } from '../resources/resource-validator.ts';
import type { GrantKind } from '../stores/contracts.ts';
import { type GrantVault, never } from '../stores/grant-vault.ts';
import { revocationHorizon } from '../tokens/family-revocation.ts';
import { detailsOnPage } from './details.ts';
import { grantablesOf } from './grantables.ts';
import type { GrantOnPage } from './page-models.ts';
import type { PageWriter } from './page-writer.ts';
import type { PageFrame } from './pages.ts';

export interface GrantsOfUserServices {
  readonly vault: GrantVault;
  readonly clients: ClientDirectory;
  readonly resources: ResourceValidator;
  readonly pageWriter: Pick<PageWriter, 'client'>;
  readonly authorizationDetails: Pick<AuthorizationDetailsService, 'type'>;
}

interface Collected {
  readonly scopes: Set<string>;
  /** By their JSON: what several grants have is shown once. */
  readonly details: Map<string, AuthorizationDetail>;
  since: number;
  until: number;
  offline: boolean;
}

const mostOfAKind = 2000;
const pieceSize = 50;
/** Of one client that are put into words. */
const mostDetails = 50;
const kinds: readonly GrantKind[] = [
  'consent',
  'refresh_token',
  'reference_token',
  'authorization_code',
  'device_code',
  'ciba',
];

/** What a user has granted, client by client, and its withdrawal. */
export class GrantsOfUser {
  readonly #services: GrantsOfUserServices;

  constructor(services: GrantsOfUserServices) {
    this.#services = services;
  }

  /** In order of the clients' names. */
  async list(
    subjectId: string,
    { texts, language }: Pick<PageFrame, 'texts' | 'language'>,
    context: RequestContext,
  ): Promise<readonly GrantOnPage[]> {
    const { clients, pageWriter, authorizationDetails } = this.#services;
    const byClient = await this.#collect(subjectId, context);
    const shown = await Promise.all(
      [...byClient].map(async ([clientId, grant]): Promise<GrantOnPage> => {
        const client = await clients.find(clientId);
        const details = [...grant.details.values()].slice(0, mostDetails);
        return {
          client: client === undefined ? { clientId, name: clientId } : pageWriter.client(client),
          grantables: grantablesOf(this.#inWords([...grant.scopes]), texts),
          details:
            client === undefined
              ? []
              : await detailsOnPage(details, { language, client, subjectId }, authorizationDetails),
          since: grant.since,
          until: grant.until >= never ? null : grant.until,
          offline: grant.offline,
        };
      }),
    );
    return shown.sort((a, b) => a.client.name.localeCompare(b.client.name));
  }

  /**
   * Ends all that a client has from a user: the consent, codes, refresh and reference tokens, and whole families at once. Resolves to whether
   * there was anything; where there was, `clientId` is that of a client and no other text.
   */
  async revoke(subjectId: string, clientId: string, context: RequestContext): Promise<boolean> {
    if (clientId.length > limits.clientId.most) return false;
    const { vault, clients } = this.#services;
    const until = revocationHorizon(await clients.find(clientId), context.now);
    // With the families of codes, refresh tokens and CIBA requests: a rotation that is under way leaves no live successor behind.
    return (await vault.revoke({ subjectId, clientId, kinds }, until)) > 0;
  }

  async #collect(subjectId: string, context: RequestContext): Promise<ReadonlyMap<string, Collected>> {
    const { vault } = this.#services;
    const filter = { subjectId };
    const [consents, refreshTokens, referenceTokens] = await Promise.all([
      vault.list('consent', filter, context.now, mostOfAKind),
      vault.list('refresh_token', filter, context.now, mostOfAKind),
      vault.list('reference_token', filter, context.now, mostOfAKind),
    ]);
    const byClient = new Map<string, Collected>();
    let opened = 0;
    // Each has to be unsealed: others have their turn in between.
    const inPieces = async () => {
      opened += 1;
      if (opened % pieceSize === 0) await new Promise((resolve) => setTimeout(resolve, 0));
    };
    const add = (
      clientId: string,
      scopes: readonly string[],
      createdAt: number,
      expiresAt: number,
      details: AuthorizationDetails = [],
    ): Collected => {
      const grant = byClient.get(clientId) ?? {
        scopes: new Set<string>(),
        details: new Map<string, AuthorizationDetail>(),
        since: createdAt,
        until: expiresAt,
        offline: false,
      };
      for (const scope of scopes) grant.scopes.add(scope);
      for (const detail of details) grant.details.set(JSON.stringify(detail), detail);
      grant.since = Math.min(grant.since, createdAt);
      grant.until = Math.max(grant.until, expiresAt);
      byClient.set(clientId, grant);
      return grant;
    };
    for (const { content } of consents) {
      add(content.clientId, content.scopes, content.createdAt, content.expiresAt ?? never);
    }
    for (const { content, record } of refreshTokens) {
      const { clientId, scopes, createdAt, authorizationDetails } = content;
      add(clientId, scopes, createdAt, record.expiresAt, authorizationDetails).offline = true;
      await inPieces();
    }
    for (const { content, record } of referenceTokens) {
      const { clientId, createdAt, token } = content;
      add(clientId, token.scopes, createdAt, record.expiresAt, token.authorizationDetails);
      await inPieces();
    }
    return byClient;
  }

  /** Scopes that are not configured any more are shown by their names. */
  #inWords(scopes: readonly string[]) {
    const { resources } = this.#services;
    const identityResources = scopes.flatMap((scope) => resources.identityResource(scope) ?? []);
    const known = new Set(identityResources.map(({ name }) => name));
    const apiScopes = scopes
      .filter((scope) => !known.has(scope) && scope !== 'offline_access')
      .map(
        (name) =>
          resources.apiScope(name) ?? {
            name,
            enabled: true,
            showInDiscoveryDocument: false,
            userClaims: [],
            required: false,
            emphasize: false,
          },
      );
    return { scopes, identityResources, apiScopes, apiResources: [], offlineAccess: scopes.includes('offline_access') };
  }
}
