import type { ClientConfiguration } from '../../src/config/client-configuration.ts';
import { randomHandle } from '../../src/keys/digest.ts';
import { authenticatedSubject } from '../../src/model/subject.ts';
import type { Services } from '../../src/server/services.ts';
import { newFamily } from '../../src/tokens/token-id.ts';
import { secret } from './fixture.ts';

const base = {
  clientSecrets: [{ value: secret }],
  allowedGrantTypes: ['authorization_code'],
  allowedScopes: ['openid', 'orders.read'],
  allowOfflineAccess: true,
  redirectUris: ['https://app.example.com/callback'],
  requirePkce: false,
  refreshTokenRetryWindow: 0,
} satisfies Partial<ClientConfiguration>;

/** Clients for codes that were never asked for through a browser. */
export const codeClients = [
  { ...base, clientId: 'code-jwt' },
  { ...base, clientId: 'code-reference', accessTokenType: 'reference' },
  { ...base, clientId: 'code-retrying', accessTokenType: 'reference', refreshTokenRetryWindow: 600 },
] satisfies readonly ClientConfiguration[];

const scopes = ['openid', 'orders.read', 'offline_access'];
const subject = (at: number) => authenticatedSubject('subject-of-alice', { method: 'pwd', at });

/** Makes so many of something, a hundred at a time: a store queues no more than a few hundred calls. */
export async function makeMany<Made>(count: number, make: (index: number) => Promise<Made>): Promise<Made[]> {
  const all: Made[] = [];
  while (all.length < count) {
    const first = all.length;
    const length = Math.min(100, count - first);
    all.push(...(await Promise.all(Array.from({ length }, (_, index) => make(first + index)))));
  }
  return all;
}

/** Writes a code as the authorize endpoint does; resolves to it. */
export async function writeCode(services: Services, clientId: string): Promise<string> {
  const now = services.clock.now();
  const handle = randomHandle();
  const code = {
    clientId,
    family: newFamily(),
    createdAt: now,
    expiresAt: now + 3600,
    subject: subject(now),
    redirectUri: 'https://app.example.com/callback',
    redirectUriRequired: false,
    scopes,
    resourceIndicators: [],
  };
  await services.vault.insert(services.vault.record('authorization_code', handle, code, code));
  return handle;
}

/** Writes the first refresh token of a family; resolves to it. */
export async function writeRefreshToken(services: Services, clientId: string): Promise<string> {
  const client = await services.clients.find(clientId);
  if (client === undefined) throw new Error(`There is no client ${clientId}.`);
  const now = services.clock.now();
  const description = { client, subject: subject(now), scopes, family: newFamily() };
  return services.refreshTokenService.create(description, { requestId: 'test', now, issuer: services.issuer });
}
