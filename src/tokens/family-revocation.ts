import type { Client } from '../model/client.ts';
import type { GrantVault } from '../stores/grant-vault.ts';

/** For tokens that a hook of the user's gave a longer life than their client says. */
const marginSeconds = 366 * 86_400;

/** Until when a revoked family must be remembered: nothing issued before the revocation lives longer. */
export function revocationHorizon(client: Client | undefined, now: number): number {
  const longest = Math.max(
    client?.accessTokenLifetime ?? 0,
    client?.absoluteRefreshTokenLifetime ?? 0,
    client?.slidingRefreshTokenLifetime ?? 0,
  );
  return now + longest + marginSeconds;
}

/** Ends everything issued from one authorization: refresh and reference tokens, and JWTs wherever this server is asked about them. */
export async function revokeFamily(vault: GrantVault, family: string, client: Client, now: number): Promise<void> {
  await vault.revoke({ family }, revocationHorizon(client, now));
}
