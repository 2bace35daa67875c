import { z } from 'zod';
import { sha256 } from '../keys/digest.ts';
import type { Client, ClientRegistration, ClientSecret } from '../model/client.ts';

/** Where a client stands: in the configuration, in the store by an operator's hand, or as one that nobody configured. */
export type ClientSource = 'configuration' | 'store' | 'registered' | 'document';

export const clientSources = ['configuration', 'store', 'registered', 'document'] as const;

/** By which a secret is named without being shown. */
export function secretIdOf({ sha256: hash }: ClientSecret): string {
  return sha256(`client secret ${hash}`).slice(0, 16);
}

export interface ShownSecret extends Omit<ClientSecret, 'sha256'> {
  readonly id: string;
}

/** A client as people may see it. */
export interface ShownClient extends Omit<Client, 'clientSecrets' | 'registration'> {
  readonly from: ClientSource;
  readonly clientSecrets: readonly ShownSecret[];
  readonly registration?: Omit<ClientRegistration, 'accessTokenSha256'> | undefined;
}

/** Not even the hash of a secret: whoever has it can try guesses. */
export function shownClient({ clientSecrets, registration, ...client }: Client, from?: 'configuration'): ShownClient {
  const { accessTokenSha256: _, ...registered } = registration ?? { accessTokenSha256: '', issuedAt: 0, metadata: {} };
  return {
    ...client,
    ...(registration === undefined ? {} : { registration: registered }),
    clientSecrets: clientSecrets.map((secret) => shownSecret(secret)),
    from: from ?? client.origin ?? 'store',
  };
}

export function shownSecret(secret: ClientSecret): ShownSecret {
  const { sha256: _, ...shown } = secret;
  return { id: secretIdOf(secret), ...shown };
}

/** A client in a list. */
export interface ListedClient
  extends Pick<Client, 'clientId' | 'clientName' | 'enabled' | 'allowedGrantTypes' | 'allowedScopes'> {
  readonly from: ClientSource;
  readonly type: 'confidential' | 'public';
}

export function listedClient(client: Client, from?: 'configuration'): ListedClient {
  const { clientId, clientName, enabled, allowedGrantTypes, allowedScopes, requireClientSecret, origin } = client;
  return {
    clientId,
    ...(clientName === undefined ? {} : { clientName }),
    from: from ?? origin ?? 'store',
    enabled,
    type: requireClientSecret ? 'confidential' : 'public',
    allowedGrantTypes,
    allowedScopes,
  };
}

export const listedClientSchema = z.object({
  clientId: z.string(),
  clientName: z.string().optional(),
  from: z.enum(clientSources).describe('Where it stands; `configuration`: it is changed there.'),
  enabled: z.boolean(),
  type: z.enum(['confidential', 'public']),
  allowedGrantTypes: z.array(z.string()),
  allowedScopes: z.array(z.string()),
});
