import type { ClientDirectory } from '../clients/client-directory.ts';
import { base64urlEncode, hmacSha256, sha256 } from '../keys/digest.ts';
import type { OutgoingLimits } from '../keys/outgoing-limits.ts';
import { safeFetch } from '../keys/safe-fetch.ts';
import type { Sealer } from '../keys/sealer.ts';
import type { Client } from '../model/client.ts';
import { limits } from '../model/limits.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { GrantVault } from '../stores/grant-vault.ts';
import { imageKind } from './image-kind.ts';

export interface ClientLogoServices {
  readonly clients: ClientDirectory;
  readonly vault: GrantVault;
  readonly sealer: Pick<Sealer, 'derive'>;
  readonly outgoingLimits: OutgoingLimits;
  readonly settings: { readonly allowPrivateAddresses: boolean };
}

/** A picture that was checked. */
export interface ClientLogo {
  readonly mediaType: string;
  /** base64url. */
  readonly data: string;
}

/** Seconds that a logo is kept, and that a failure is. */
const kept = 604_800;
const pause = 60;
const mostFailures = 1000;
const timeoutMs = 5000;

/**
 * Logos of clients that nobody configured: fetched once, checked, stored, and served from this server's own origin, so that no other host learns who
 * looks at a page, and nobody puts another picture there later (draft-ietf-oauth-client-id-metadata-document-02 §8.8).
 */
export class ClientLogos {
  readonly #services: ClientLogoServices;
  readonly #key: Uint8Array;
  readonly #fetching = new Map<string, Promise<ClientLogo | undefined>>();
  readonly #failures = new Map<string, number>();

  constructor(services: ClientLogoServices) {
    this.#services = services;
    this.#key = services.sealer.derive('client logos');
  }

  /** The last segment of the path of a client's logo; only this server can make one, so that nobody else has anything fetched. */
  nameOf({ clientId, logoUri }: Client): string | undefined {
    return logoUri === undefined ? undefined : this.#name(clientId, sha256(logoUri));
  }

  #name(clientId: string, digest: string): string {
    const proof = base64urlEncode(hmacSha256(this.#key, JSON.stringify([clientId, digest]))).slice(0, 22);
    return `${Buffer.from(clientId).toString('base64url')}.${digest}.${proof}`;
  }

  /** The logo of that name; `undefined`: there is none, or none that may be shown. */
  async find(name: string, context: RequestContext): Promise<ClientLogo | undefined> {
    const [id = '', digest = ''] = name.split('.', 2);
    const clientId = Buffer.from(id, 'base64url').toString();
    if (this.#name(clientId, digest) !== name) return undefined;
    const client = await this.#services.clients.findOrLearn(clientId);
    if (client?.origin === undefined || client.logoUri === undefined || this.nameOf(client) !== name) return undefined;
    const stored = await this.#services.vault.find('logo', name);
    if (stored !== undefined && !stored.revoked && stored.record.expiresAt > context.now) return stored.content;
    if ((this.#failures.get(name) ?? 0) > context.now) return undefined;
    let fetching = this.#fetching.get(name);
    if (fetching === undefined) {
      fetching = this.#fetch(name, client, client.logoUri, context).finally(() => this.#fetching.delete(name));
      this.#fetching.set(name, fetching);
    }
    return fetching;
  }

  async #fetch(name: string, { clientId }: Client, logoUri: string, context: RequestContext) {
    const logo = await this.#load(logoUri).catch(() => undefined);
    if (logo === undefined) {
      if (this.#failures.size >= mostFailures) this.#failures.clear();
      this.#failures.set(name, context.now + pause);
      return undefined;
    }
    const columns = { clientId, createdAt: context.now, expiresAt: context.now + kept };
    await this.#services.vault.put(this.#services.vault.record('logo', name, logo, columns));
    return logo;
  }

  async #load(logoUri: string): Promise<ClientLogo | undefined> {
    const { outgoingLimits, settings } = this.#services;
    const { status, body } = await outgoingLimits.runTo(logoUri, () =>
      safeFetch(logoUri, {
        headers: { accept: 'image/png, image/webp, image/jpeg' },
        timeoutMs,
        maximumBytes: limits.logo.most,
        allowPrivateAddresses: settings.allowPrivateAddresses,
      }),
    );
    const kind = status === 200 ? imageKind(body) : undefined;
    if (kind === undefined || Math.max(kind.width, kind.height) > limits.logoPixels.most) return undefined;
    return { mediaType: kind.mediaType, data: base64urlEncode(body) };
  }
}
