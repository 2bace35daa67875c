import { z } from 'zod';
import { canonicalName } from '../keys/distinguished-name.ts';
import type { Client } from '../model/client.ts';

const ipAddress = z.union([z.ipv4(), z.ipv6()]);

/**
 * Contradictions in how a client authenticates by certificate (RFC 8705 §2).
 * @param hasAuthorities whether `clientCertificateAuthorities` lists any; `undefined`: not known.
 */
export function checkCertificateAuthentication(
  client: Client,
  hasAuthorities: boolean | undefined,
  add: (member: readonly PropertyKey[], message: string) => void,
): void {
  const { tlsClientAuth, selfSignedTlsClientAuth } = client;
  if (tlsClientAuth !== undefined) {
    const { subjectDn, sanIp } = tlsClientAuth;
    const given = Object.values(tlsClientAuth).filter((value) => value !== undefined);
    if (given.length !== 1) add(['tlsClientAuth'], 'must have exactly one name (RFC 8705 §2.1.2)');
    if (subjectDn !== undefined && canonicalName(subjectDn) === undefined) {
      add(['tlsClientAuth', 'subjectDn'], 'must be a distinguished name such as CN=worker,O=Example,C=DE (RFC 4514)');
    }
    if (sanIp !== undefined && !ipAddress.safeParse(sanIp).success)
      add(['tlsClientAuth', 'sanIp'], 'must be an IP address');
    if (hasAuthorities === false) add(['tlsClientAuth'], 'needs clientCertificateAuthorities: nobody else is believed');
    if (!client.requireClientSecret) add(['tlsClientAuth'], 'needs requireClientSecret: a public client has no proof');
  }
  if (selfSignedTlsClientAuth) {
    if (!client.requireClientSecret) {
      add(['selfSignedTlsClientAuth'], 'needs requireClientSecret: a public client has no proof');
    }
    if (client.jwks === undefined && client.jwksUri === undefined) {
      add(['selfSignedTlsClientAuth'], 'needs jwks or jwksUri, with x5c in its keys');
    } else if (client.jwks !== undefined && !client.jwks.keys.some(({ x5c }) => Array.isArray(x5c))) {
      add(['jwks', 'keys'], 'has no certificate (x5c) for selfSignedTlsClientAuth');
    }
  }
}
