import type { ClientMetadata } from '../clients/metadata/client-metadata.ts';
import { metadataError } from '../clients/metadata/metadata-error.ts';
import { oauthError } from '../errors/oauth-error.ts';
import { SafeFetchError, safeFetch } from '../keys/safe-fetch.ts';
import { limits } from '../model/limits.ts';

/** Documents that a process fetches at once: nobody is to make a hammer of it. */
const mostAtOnce = 10;

/** Reads the documents at `sector_identifier_uri` (OpenID Connect Registration 1.0 §5). */
export class SectorIdentifiers {
  readonly #allowPrivateAddresses: boolean;
  #fetching = 0;

  constructor(settings: { readonly allowPrivateAddresses: boolean }) {
    this.#allowPrivateAddresses = settings.allowPrivateAddresses;
  }

  /**
   * That the document names every redirect URI of the client.
   * @throws {OAuthError} `registration.metadata`: it does not, or cannot be had; `server.unavailable` (503): too many are being fetched.
   */
  async check({ sectorIdentifierUri, redirectUris = [] }: ClientMetadata): Promise<void> {
    if (sectorIdentifierUri === undefined) return;
    if (this.#fetching >= mostAtOnce) throw oauthError('server.unavailable', { headers: { 'retry-after': '5' } });
    this.#fetching += 1;
    try {
      const named = await this.#read(sectorIdentifierUri);
      if (redirectUris.every((uri) => named.includes(uri))) return;
    } finally {
      this.#fetching -= 1;
    }
    throw metadataError('sectorIdentifierUri', 'the document there does not name all redirect_uris');
  }

  async #read(uri: string): Promise<readonly unknown[]> {
    try {
      const { status, body } = await safeFetch(uri, {
        allowPrivateAddresses: this.#allowPrivateAddresses,
        maximumBytes: limits.jwks.most,
      });
      const parsed: unknown = status === 200 ? JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) : [];
      if (status === 200 && Array.isArray(parsed)) return parsed;
    } catch (cause) {
      const isForeign = cause instanceof SafeFetchError || cause instanceof SyntaxError || cause instanceof TypeError;
      throw isForeign ? metadataError('sectorIdentifierUri', 'cannot be read', { cause }) : cause;
    }
    throw metadataError('sectorIdentifierUri', 'must be answered with a JSON list');
  }
}
