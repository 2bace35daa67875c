import type { ClientDirectory } from '../clients/client-directory.ts';
import type { JwtVerifier } from '../keys/jwt-verifier.ts';
import type { Client } from '../model/client.ts';
import type { RequestContext } from '../model/request-context.ts';
import { isAccessTokenPayload } from './access-token-payload.ts';

/** What an `id_token_hint` says about whom it was issued to, and for whom. */
export interface IdentityTokenHint {
  readonly client: Client;
  /** `sub` as the client knows it, which may be pairwise. */
  readonly shownSubject: string;
  readonly sessionId?: string | undefined;
}

export interface IdentityTokenHintServices {
  readonly jwtVerifier: JwtVerifier;
  readonly clients: ClientDirectory;
}

/**
 * An ID token of this server that was handed back: signature, issuer and audience must be right; that it is expired does not
 * matter (OpenID Connect RP-Initiated Logout 1.0 §2, CIBA Core 1.0 §7.1). `undefined` whatever is wrong with it.
 */
export async function readIdentityTokenHint(
  hint: string,
  services: IdentityTokenHintServices,
  context: RequestContext,
): Promise<IdentityTokenHint | undefined> {
  const claims = await services.jwtVerifier.verify(hint, { typ: 'JWT' });
  if (claims === undefined || claims.iss !== context.issuer) return undefined;
  // RFC 8725 §3.12: an access token may have the same `typ`.
  if (isAccessTokenPayload(claims)) return undefined;
  const { aud, sub, sid } = claims;
  if (typeof aud !== 'string' || typeof sub !== 'string') return undefined;
  const client = await services.clients.findEnabled(aud);
  if (client === undefined) return undefined;
  return { client, shownSubject: sub, sessionId: typeof sid === 'string' ? sid : undefined };
}
