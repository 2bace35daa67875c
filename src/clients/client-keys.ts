import { oauthError } from '../errors/oauth-error.ts';
import { type KeyResolver, KeyResolvers } from '../keys/key-resolver.ts';
import type { OutgoingLimits } from '../keys/outgoing-limits.ts';
import type { RemoteJwks, RemoteKeySet } from '../keys/remote-jwks.ts';
import type { Client } from '../model/client.ts';

/** The public keys of clients, from `jwks` or `jwksUri`; imported once for each key set. */
export class ClientKeys {
  readonly #remote: RemoteJwks;
  readonly #outgoing: OutgoingLimits | undefined;
  readonly #resolvers = new KeyResolvers();

  /** @param outgoing how much is fetched for clients that nobody configured. */
  constructor(remote: RemoteJwks, outgoing?: OutgoingLimits) {
    this.#remote = remote;
    this.#outgoing = outgoing;
  }

  /** @throws {OAuthError} `client.keys-unavailable` (`invalid_client`): it has none, or they cannot be fetched now. */
  async resolver(client: Client, keyId: string | undefined): Promise<KeyResolver> {
    return this.#resolvers.of(await this.keySet(client, keyId));
  }

  /** The keys as they were published. @throws {OAuthError} as {@link resolver} does. */
  async keySet(client: Client, keyId: string | undefined): Promise<RemoteKeySet> {
    if (client.jwks !== undefined) return client.jwks;
    if (client.jwksUri === undefined) throw oauthError('client.keys-unavailable', { detail: 'the client has no keys' });
    try {
      return await this.#remote.keySet(client.jwksUri, keyId, client.origin === undefined ? undefined : this.#outgoing);
    } catch (cause) {
      throw oauthError('client.keys-unavailable', { detail: 'jwksUri', cause });
    }
  }
}
