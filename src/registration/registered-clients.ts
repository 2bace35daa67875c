import type { ClientDirectory } from '../clients/client-directory.ts';
import { withinPolicy } from '../clients/metadata/within-policy.ts';
import { writeClientMetadata } from '../clients/metadata/write-metadata.ts';
import { removeClient } from '../clients/remove-client.ts';
import { matchesSecret } from '../clients/secret.ts';
import { clientDefaults } from '../config/resolve-client.ts';
import { oauthError } from '../errors/oauth-error.ts';
import { equalDigests, randomHandle, randomId, sha256 } from '../keys/digest.ts';
import type { Client } from '../model/client.ts';
import type { Clock } from '../model/clock.ts';
import type { JsonObject } from '../model/json.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Settings } from '../model/settings.ts';
import type { Store } from '../stores/contracts.ts';
import { invalidToken } from './bearer.ts';
import type { RegistrationLimits } from './limits.ts';
import type { RegistrationRequestValidator, ValidatedRegistration } from './request-validator.ts';
import type { ClientRegistrationResult } from './response-generator.ts';
import { type IssuedSecrets, issueSecrets } from './secrets.ts';

export interface RegisteredClientServices {
  readonly store: Pick<Store, 'clients' | 'grants'>;
  readonly clock: Clock;
  readonly clients: Pick<ClientDirectory, 'forget'>;
  readonly settings: Settings;
  readonly registrationRequestValidator: RegistrationRequestValidator;
  readonly registrationLimits: RegistrationLimits;
}

/** What a client may not say of itself when it changes its registration (RFC 7592 §2.2). */
const ours = [
  'registration_access_token',
  'registration_client_uri',
  'client_secret_expires_at',
  'client_id_issued_at',
] as const;

/** Clients that registered themselves: each change is one atomic write, and counts for the one whose token it came with. */
export class RegisteredClients {
  readonly #services: RegisteredClientServices;

  constructor(services: RegisteredClientServices) {
    this.#services = services;
  }

  /**
   * Registers a client under a new id.
   * @param claim called last before the client is written: uses up an invitation, or throws.
   * @throws {OAuthError} what the validator throws, and `request.rate-limited` where there is no room.
   */
  async register(
    sent: JsonObject,
    claim: () => Promise<void>,
    context: RequestContext,
  ): Promise<ClientRegistrationResult> {
    const { registrationLimits, registrationRequestValidator, store } = this.#services;
    const clientId = `client-${randomId()}`;
    let issued: IssuedSecrets = { secrets: [] };
    const secrets = () => {
      issued = this.#secrets(undefined, context);
      return issued.secrets;
    };
    const made = await registrationRequestValidator.validate(sent, { clientId }, context, { secrets });
    await registrationLimits.requireRoom();
    await claim();
    const registrationAccessToken = randomHandle();
    const client = { ...registered(made, registrationAccessToken, context.now), idleSince: context.now };
    // 128 random bits: nobody has them.
    if (!(await store.clients.insert(client))) throw new Error('a random client id is taken');
    return { action: 'registered', client, registrationAccessToken, clientSecret: issued.plain };
  }

  /** @throws {OAuthError} `registration.invalid-token` (401), whether the client is unknown or the token is not its own. */
  async find(clientId: string, token: string): Promise<Client> {
    const client = /^client-[A-Za-z0-9_-]{22}$/.test(clientId)
      ? await this.#services.store.clients.find(clientId)
      : undefined;
    // As long for a client that does not exist.
    const isOwn = equalDigests(sha256(token), client?.registration?.accessTokenSha256 ?? sha256(''));
    if (client?.registration === undefined || !isOwn) throw invalidToken('registration access token');
    // An earlier version, which knew fewer settings, may have stored it.
    return withinPolicy({ ...clientDefaults(), ...client }, this.#services.settings.clientRegistration);
  }

  /**
   * Replaces what a client said of itself (RFC 7592 §2.2), and its registration access token. If its redirect URIs, its keys or the way it
   * authenticates change, consents count no more (`consentDigest`), nor do codes that went to an address it has no more.
   * @throws {OAuthError} as {@link find}, what the validator throws, and `registration.metadata` for members that are not the client's to set.
   */
  async update(
    client: Client,
    token: string,
    sent: JsonObject,
    context: RequestContext,
  ): Promise<ClientRegistrationResult> {
    const { clients, registrationRequestValidator, store } = this.#services;
    checkIdentity(client, sent, context.now);
    let issued: IssuedSecrets = { secrets: [] };
    const secrets = () => {
      issued = this.#secrets(client, context);
      return issued.secrets;
    };
    const { clientId } = client;
    const made = await registrationRequestValidator.validate(sent, { clientId }, context, { before: client, secrets });
    const registrationAccessToken = randomHandle();
    const after = await store.clients.change(clientId, (now) => {
      // Of two changes with one token the second finds another.
      const current = now.registration?.accessTokenSha256 ?? '';
      if (!equalDigests(sha256(token), current)) throw invalidToken('registration access token');
      const { issuedAt = context.now } = now.registration ?? {};
      // Whatever metadata say nothing about stays as the operator has set it.
      const kept = Object.entries(now).filter(([name]) => !made.decided.has(name));
      return registered(
        { ...made, client: { ...made.client, ...Object.fromEntries(kept) } },
        registrationAccessToken,
        issuedAt,
      );
    });
    if (after === undefined) throw invalidToken('the client is gone');
    clients.forget(clientId);
    return { action: 'updated', client: after, registrationAccessToken, clientSecret: issued.plain };
  }

  /** Deletes a client with all that was issued to it (RFC 7592 §2.3). */
  async remove({ clientId, idleSince }: Client): Promise<void> {
    const { store, clients, clock } = this.#services;
    // It never got a token: nothing is to be ended, and nothing to be looked for among all that others were issued.
    if (idleSince !== undefined) await store.clients.remove(clientId);
    else await removeClient(store, clientId, clock);
    clients.forget(clientId);
  }

  #secrets(client: Client | undefined, { now }: RequestContext): IssuedSecrets {
    const { secretLifetime } = this.#services.settings.clientRegistration;
    return issueSecrets(client?.clientSecrets ?? [], secretLifetime, now);
  }
}

function registered(
  { client, metadata, softwareStatement }: ValidatedRegistration,
  registrationAccessToken: string,
  issuedAt: number,
): Client {
  const registration = {
    accessTokenSha256: sha256(registrationAccessToken),
    issuedAt,
    metadata: writeClientMetadata(metadata),
    ...(softwareStatement === undefined ? {} : { softwareStatement }),
  };
  return { ...client, registration };
}

function checkIdentity(client: Client, sent: JsonObject, now: number): void {
  const named = ours.find((name) => sent[name] !== undefined);
  if (named !== undefined) throw notYours(`${named}: must be left out`);
  if (sent.client_id !== client.clientId) throw notYours('client_id: must be that of the registration');
  const { client_secret: secret } = sent;
  if (secret === undefined || secret === null) return;
  if (typeof secret !== 'string' || !matchesSecret([secret], client.clientSecrets, now)) {
    throw notYours('client_secret: must be the one of the client, or be left out');
  }
}

function notYours(description: string) {
  return oauthError('registration.metadata', { description });
}
