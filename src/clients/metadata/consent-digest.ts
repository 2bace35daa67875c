import { sha256 } from '../../keys/digest.ts';
import type { Client } from '../../model/client.ts';

/**
 * SHA-256, base64url, over what a consent to a client that nobody configured rests on: where answers go, and who can be the client. A consent that
 * was given to another digest counts no more, however the client has changed since; `undefined`: the operator answers for the client.
 */
export function consentDigest(client: Client): string | undefined {
  if (client.origin === undefined) return undefined;
  const { redirectUris, jwks, jwksUri, requireClientSecret, tlsClientAuth } = client;
  const method = client.registration?.metadata['token_endpoint_auth_method'];
  return (
    client.document?.digest ??
    sha256(JSON.stringify([[...redirectUris].sort(), jwks, jwksUri, requireClientSecret, tlsClientAuth, method]))
  );
}
