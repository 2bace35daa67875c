import type { AdminSettings } from '../model/admin.ts';
import type { Client } from '../model/client.ts';
import { grantTypes } from '../model/grant-type.ts';
import { clientSchema } from './client-schema.ts';
import { toClient } from './resolve-client.ts';

/** The console, as its sign-ins name it. */
export const consoleClientId = 'mintmark-console';

/**
 * The client that signs administrators in; absent where there is no console. It is confidential and has nothing to prove who it is with: its codes are
 * redeemed within the server alone, and whoever gets hold of one can do nothing with it.
 */
export function consoleClient({ console: administrators, url }: AdminSettings): Client | undefined {
  if (administrators === undefined) return undefined;
  return toClient(
    clientSchema.parse({
      clientId: consoleClientId,
      clientName: 'Mintmark console',
      allowedGrantTypes: [grantTypes.authorizationCode],
      allowedScopes: ['openid'],
      redirectUris: [`${url}/callback`],
      requireConsent: false,
      accessTokenLifetime: 60,
    }),
  );
}

/** Whether that is the id of the console, which nobody else can have. */
export function isConsoleClientId(
  clientId: string,
  { console: administrators }: Pick<AdminSettings, 'console'>,
): boolean {
  return administrators !== undefined && clientId === consoleClientId;
}
