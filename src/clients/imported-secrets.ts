import { equalDigests, sha256, sha512 } from '../keys/digest.ts';
import { type Client, type ClientSecret, isImportedHash, sha512Prefix } from '../model/client.ts';
import type { RequestContext } from '../model/request-context.ts';
import { networkOf } from '../operations/network-of.ts';
import type { ClientStore } from '../stores/contracts.ts';
import type { ClientDirectory } from './client-directory.ts';

/** Verifies slow hashes off the event loop, a few at once. */
export interface SlowHashes {
  /** @throws {OAuthError} `server.unavailable` (503) when too many wait. */
  matchesForeign(secret: string, hash: string, place: { readonly network?: string | undefined }): Promise<boolean>;
}

export interface ImportedSecretServices {
  readonly clients: Pick<ClientDirectory, 'forget'>;
  readonly store: { readonly clients: Pick<ClientStore, 'change'> };
  readonly hasher: SlowHashes;
}

/**
 * Secrets of stored clients that came from another server as a hash which is not SHA-256. The first right one is kept as SHA-256 from then on, so
 * that a slow hash is verified once and not with each request.
 */
export class ImportedSecrets {
  readonly #services: ImportedSecretServices;

  constructor(services: ImportedSecretServices) {
    this.#services = services;
  }

  /**
   * Whether a presented secret, in one of the ways it may have been meant, is one of the live imported ones.
   * @throws {OAuthError} `server.unavailable` (503) when too many hashes wait.
   */
  async matches(presented: readonly string[], client: Client, context: RequestContext): Promise<boolean> {
    for (const secret of client.clientSecrets) {
      if (!isImportedHash(secret) || (secret.expiresAt !== undefined && secret.expiresAt <= context.now)) continue;
      for (const meant of presented) {
        if (!(await this.#isMeant(meant, secret, context))) continue;
        await this.#renew(client.clientId, secret, meant);
        return true;
      }
    }
    return false;
  }

  async #isMeant(meant: string, { sha256: hash }: ClientSecret, { remoteAddress }: RequestContext): Promise<boolean> {
    if (hash.startsWith(sha512Prefix)) return equalDigests(sha512Prefix + sha512(meant), hash);
    const network = remoteAddress === undefined ? undefined : networkOf(remoteAddress);
    return this.#services.hasher.matchesForeign(meant, hash, { network });
  }

  async #renew(clientId: string, { sha256: before }: ClientSecret, meant: string): Promise<void> {
    const { store, clients } = this.#services;
    const after = sha256(meant);
    await store.clients.change(clientId, (client) => ({
      ...client,
      clientSecrets: client.clientSecrets.map((one) => (one.sha256 === before ? { ...one, sha256: after } : one)),
    }));
    clients.forget(clientId);
  }
}
