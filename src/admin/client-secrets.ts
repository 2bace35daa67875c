import { randomHandle, sha256 } from '../keys/digest.ts';
import type { Client, ClientSecret } from '../model/client.ts';
import { AdminProblem } from './problem.ts';
import { secretIdOf } from './shown-client.ts';

/** What is said of a secret that is made. */
export interface NewSecret {
  readonly description?: string | undefined;
  /** Epoch seconds. */
  readonly expiresAt?: number | undefined;
}

export function newSecret({ description, expiresAt }: NewSecret): {
  readonly plain: string;
  readonly secret: ClientSecret;
} {
  const plain = randomHandle();
  const secret = {
    sha256: sha256(plain),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(description === undefined ? {} : { description }),
  };
  return { plain, secret };
}

/** The client with one more secret, the newest first. @throws {AdminProblem} `not-possible`: it is public. */
export function withSecret(client: Client, secret: ClientSecret): Client {
  requireConfidential(client);
  return { ...client, clientSecrets: [secret, ...client.clientSecrets] };
}

/** The client without a secret. @throws {AdminProblem} `not-found`; `not-possible`: nothing would be left by which it can prove who it is. */
export function withdrawn(client: Client, secretId: string): Client {
  const clientSecrets = client.clientSecrets.filter((secret) => secretIdOf(secret) !== secretId);
  if (clientSecrets.length === client.clientSecrets.length) {
    throw new AdminProblem('not-found', { detail: `the client ${client.clientId} has no secret ${secretId}` });
  }
  const { jwks, jwksUri, tlsClientAuth, clientAssertion, requireClientSecret, clientId } = client;
  const others = [jwks, jwksUri, tlsClientAuth, clientAssertion];
  if (requireClientSecret && clientSecrets.length === 0 && others.every((other) => other === undefined)) {
    const detail = `${clientId} has no other secret: add one first, or disable the client`;
    throw new AdminProblem('not-possible', { detail });
  }
  return { ...client, clientSecrets };
}

/** The client with a new secret; the others stay good for so many seconds more, or end. @throws as {@link withSecret} */
export function withRenewed(client: Client, secret: ClientSecret, keepSeconds: number, now: number): Client {
  requireConfidential(client);
  const kept = client.clientSecrets
    .filter(({ expiresAt }) => keepSeconds > 0 && (expiresAt === undefined || expiresAt > now))
    .map((old) => ({ ...old, expiresAt: Math.min(old.expiresAt ?? now + keepSeconds, now + keepSeconds) }));
  return { ...client, clientSecrets: [secret, ...kept] };
}

function requireConfidential({ clientId, requireClientSecret }: Client): void {
  if (requireClientSecret) return;
  throw new AdminProblem('not-possible', { detail: `${clientId} is a public client: it has no secret` });
}
