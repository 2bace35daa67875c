import { sha256 } from '../keys/digest.ts';
import type { Client } from '../model/client.ts';
import type { Settings } from '../model/settings.ts';

/** `x5t#S256` of a certificate (RFC 8705 §3.1). @param certificate DER. */
export function certificateThumbprint(certificate: Uint8Array): string {
  return sha256(certificate);
}

type CertificateSettings = Pick<Settings, 'clientCertificateAuthorities'> & {
  readonly listen?: Pick<Settings['listen'], 'trustProxy' | 'tls'> | undefined;
  readonly mutualTls?: Settings['mutualTls'];
};

/**
 * Whether a certificate of a client can get here, so that discovery announces what is done with one: the server asks for it itself, a proxy
 * hands it on, or the configuration counts on it.
 */
export function expectsCertificates(
  { listen, mutualTls, clientCertificateAuthorities }: CertificateSettings,
  clients: readonly Partial<Pick<Client, 'tlsClientAuth' | 'selfSignedTlsClientAuth' | 'requireMutualTls'>>[],
): boolean {
  return (
    listen?.trustProxy === true ||
    listen?.tls?.mutualPort !== undefined ||
    mutualTls !== undefined ||
    clientCertificateAuthorities.length > 0 ||
    clients.some((client) => client.tlsClientAuth || client.selfSignedTlsClientAuth || client.requireMutualTls)
  );
}
