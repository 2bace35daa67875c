import type { Client } from '../model/client.ts';
import type { GrantVault } from '../stores/grant-vault.ts';

const marginSeconds = 86_400;

/** Until when a revoked family must be remembered: nothing issued before the revocation lives longer. */
export function revocationHorizon(client: Client, now: number): number {
  return (
    now +
    Math.max(client.accessTokenLifetime, client.absoluteRefreshTokenLifetime, client.slidingRefreshTokenLifetime) +
    marginSeconds
  );
}

/** Ends everything issued from one authorization: refresh and reference tokens, and JWTs wherever this server is asked about them. */
export async function revokeFamily(vault: GrantVault, family: string, client: Client, now: number): Promise<void> {
  await vault.revoke({ family }, revocationHorizon(client, now));
}
