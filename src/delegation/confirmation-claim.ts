import type { Confirmation } from '../model/confirmation.ts';

/** The key of a `cnf` claim (RFC 7800); `null`: one of a kind that this server does not know, so that nobody could prove to have it. */
export function confirmationOfClaim(claim: unknown): Confirmation | undefined | null {
  if (claim === undefined) return undefined;
  if (typeof claim !== 'object' || claim === null) return null;
  const { jkt, 'x5t#S256': thumbprint, ...others } = claim as Readonly<Record<string, unknown>>;
  if (Object.keys(others).length > 0) return null;
  if (typeof jkt === 'string' && thumbprint === undefined) return { method: 'dpop', jkt };
  return typeof thumbprint === 'string' && jkt === undefined ? { method: 'mtls', thumbprint } : null;
}
