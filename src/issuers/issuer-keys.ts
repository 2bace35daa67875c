import { oauthError } from '../errors/oauth-error.ts';
import { type KeyResolver, KeyResolvers } from '../keys/key-resolver.ts';
import type { RemoteJwks, RemoteKeySet } from '../keys/remote-jwks.ts';
import type { TrustedIssuer } from '../model/trusted-issuer.ts';

/** The public keys of trusted issuers, from `jwks` or `jwksUri`; imported once for each key set. */
export class IssuerKeys {
  readonly #remote: Pick<RemoteJwks, 'keySet'>;
  readonly #resolvers = new KeyResolvers();

  constructor(remote: Pick<RemoteJwks, 'keySet'>) {
    this.#remote = remote;
  }

  /** @throws {OAuthError} `issuer.keys-unavailable` (503): they cannot be fetched now. */
  async resolver(issuer: TrustedIssuer, keyId: string | undefined): Promise<KeyResolver> {
    return this.#resolvers.of(issuer.jwks ?? (await this.#fetched(issuer, keyId)));
  }

  async #fetched({ issuer, jwksUri = '' }: TrustedIssuer, keyId: string | undefined): Promise<RemoteKeySet> {
    try {
      return await this.#remote.keySet(jwksUri, keyId);
    } catch (cause) {
      throw oauthError('issuer.keys-unavailable', { detail: issuer, cause });
    }
  }
}
