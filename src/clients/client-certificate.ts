import { oauthError } from '../errors/oauth-error.ts';
import { Certificate, type CertificateNameKind } from '../keys/certificate.ts';
import type { Client } from '../model/client.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { ClientKeys } from './client-keys.ts';

export interface ClientCertificateServices {
  /** Whose certificates are believed in what they name; empty: nobody's. */
  readonly authorities: readonly Certificate[];
  readonly keys: ClientKeys;
}

/** Whether a client may authenticate by the certificate of its TLS connection. */
export function usesCertificate(client: Client): boolean {
  return client.tlsClientAuth !== undefined || client.selfSignedTlsClientAuth;
}

/**
 * Verifies `tls_client_auth` and `self_signed_tls_client_auth` (RFC 8705 §2). That the client holds the key was proved to whoever ended
 * the TLS connection; whom the certificate is of is judged here, and by the configuration alone.
 */
export class ClientCertificateVerifier {
  readonly #services: ClientCertificateServices;

  constructor(services: ClientCertificateServices) {
    this.#services = services;
  }

  /**
   * @param encoded DER.
   * @throws {OAuthError} `client.certificate-invalid`, `client.keys-unavailable` (`invalid_client`).
   */
  async verify(
    encoded: Uint8Array,
    client: Client,
    context: RequestContext,
  ): Promise<'tls_client_auth' | 'self_signed_tls_client_auth'> {
    const certificate = Certificate.read(encoded);
    if (certificate?.isValidAt(context.now) !== true) {
      throw oauthError('client.certificate-invalid', { detail: 'unreadable, expired or not valid yet' });
    }
    if (this.#isNamed(certificate, client, context.now)) return 'tls_client_auth';
    if (client.selfSignedTlsClientAuth && (await this.#isRegistered(certificate, client))) {
      return 'self_signed_tls_client_auth';
    }
    throw oauthError('client.certificate-invalid', { detail: 'not that of the client' });
  }

  /** §2.1: one of our authorities issued it, and it has the one name that the client is registered with. */
  #isNamed(certificate: Certificate, { tlsClientAuth }: Client, now: number): boolean {
    if (tlsClientAuth === undefined) return false;
    const { authorities } = this.#services;
    if (!authorities.some((authority) => certificate.isClientCertificateOf(authority, now))) return false;
    const names = Object.entries(tlsClientAuth) as (readonly [CertificateNameKind, string | undefined])[];
    const given = names.filter((entry): entry is [CertificateNameKind, string] => entry[1] !== undefined);
    return given.length > 0 && given.every(([kind, value]) => certificate.names(kind, value));
  }

  /** §2.2: it stands in the client's key set, as it is now or, at most every 30 seconds, as it is fetched anew. */
  async #isRegistered(certificate: Certificate, client: Client): Promise<boolean> {
    const { keys } = this.#services;
    const { base64 } = certificate;
    // A key id that no key has: `jwksUri` is asked again for what it did not hold.
    for (const keyId of [undefined, `x5c:${base64}`]) {
      const registered = (await keys.keySet(client, keyId)).keys.some(
        ({ x5c }) => Array.isArray(x5c) && x5c[0] === base64,
      );
      if (registered) return true;
    }
    return false;
  }
}
