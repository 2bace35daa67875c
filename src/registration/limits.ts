import { oauthError } from '../errors/oauth-error.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { ClientRegistrationSettings } from '../model/settings.ts';
import { networkOf } from '../operations/network-of.ts';
import type { ClientStore, MarkStore } from '../stores/contracts.ts';

const hour = 3600;

/** How many clients may register themselves, for all nodes together. */
export class RegistrationLimits {
  readonly #services: { readonly marks: MarkStore; readonly store: { readonly clients: ClientStore } };
  readonly #settings: ClientRegistrationSettings;

  constructor(
    services: { readonly marks: MarkStore; readonly store: { readonly clients: ClientStore } },
    settings: ClientRegistrationSettings,
  ) {
    this.#services = services;
    this.#settings = settings;
  }

  /**
   * Counts a registration of an address, where anybody may register; who was invited is not counted.
   * @throws {OAuthError} `request.rate-limited` (429) with `Retry-After`.
   */
  async spendOfAddress({ remoteAddress, now }: RequestContext): Promise<void> {
    if (this.#settings.mode !== 'open' || remoteAddress === undefined) return;
    await this.#spend(`registrations:${networkOf(remoteAddress)}`, now);
  }

  /** Counts a change of a registration: as many of one client as registrations of one address. @throws {OAuthError} as {@link spendOfAddress}. */
  spendOfClient(clientId: string, { now }: RequestContext): Promise<void> {
    return this.#spend(`registration-changes:${clientId}`, now);
  }

  async #spend(key: string, now: number): Promise<void> {
    const { perAddressAndHour } = this.#settings;
    const { marks } = this.#services;
    // Read first: a flood is to write nothing.
    const before = await marks.count(key, now);
    if (before >= perAddressAndHour || (await marks.increment(key, now + hour, now)) > perAddressAndHour) {
      throw tooMany('in this hour');
    }
  }

  /** That there is room for one more. @throws {OAuthError} `request.rate-limited` (429) with `Retry-After`. */
  async requireRoom(): Promise<void> {
    if ((await this.#services.store.clients.count('registered')) >= this.#settings.maximumClients) {
      throw tooMany('clientRegistration.maximumClients');
    }
  }
}

function tooMany(what: string) {
  return oauthError('request.rate-limited', {
    detail: `too many registrations: ${what}`,
    headers: { 'retry-after': String(hour) },
  });
}
