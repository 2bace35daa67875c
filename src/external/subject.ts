import { sha256 } from '../keys/digest.ts';
import type { Claims } from '../model/json.ts';
import { limits } from '../model/limits.ts';
import type { ExternalProvider } from '../model/settings.ts';
import { withoutProtocolClaims } from '../tokens/protocol-claims.ts';

/** Whatever else a provider tells, such as a role, it tells of its own accord. */
function believed(claims: Claims, names: readonly string[]): Claims {
  return withoutProtocolClaims(Object.fromEntries(Object.entries(claims).filter(([name]) => names.includes(name))));
}

/** A user as another provider vouches for them. */
export interface ExternalSubject {
  readonly subject: string;
  readonly amr: readonly string[];
  readonly identityProvider: string;
  /** When the provider saw the user, epoch seconds, if it says so. */
  readonly authenticatedAt?: number | undefined;
  /** Claims about the user that the provider told, of those that are believed. */
  readonly claims: Claims;
}

/**
 * `<provider>:<sub>`: what two providers call by one name are two users, and neither is one of ours. Hashed where it would be longer
 * than the 255 characters of OpenID Connect Core 1.0 §2.
 */
export function externalSubject(
  provider: Pick<ExternalProvider, 'id' | 'claims'>,
  claims: Claims & { readonly sub: string },
): ExternalSubject {
  const { id: providerId } = provider;
  const plain = `${providerId}:${claims.sub}`;
  const methods = Array.isArray(claims.amr) ? claims.amr.filter((method) => typeof method === 'string') : [];
  return {
    subject: plain.length > limits.subject.most ? `${providerId}:${sha256(claims.sub)}` : plain,
    amr: methods.length > 0 ? methods : ['external'],
    identityProvider: providerId,
    authenticatedAt: typeof claims.auth_time === 'number' ? Math.floor(claims.auth_time) : undefined,
    claims: believed(claims, provider.claims),
  };
}
