import { sha256 } from '../keys/digest.ts';
import type { Claims } from '../model/json.ts';
import { wholeSeconds } from '../model/numeric-date.ts';
import type { ExternalProvider } from '../model/settings.ts';
import { isSubjectIdentifier } from '../model/subject-identifier.ts';
import { withoutProtocolClaims } from './protocol-claims.ts';

/** Whatever else a provider tells, such as a role, it tells of its own accord. */
function believed(claims: Claims, names: readonly string[]): Claims {
  return withoutProtocolClaims(Object.fromEntries(Object.entries(claims).filter(([name]) => names.includes(name))));
}

/** A user as another provider vouches for them. */
export interface ExternalSubject {
  readonly subject: string;
  readonly amr: readonly string[];
  readonly identityProvider: string;
  /** How they signed in, if the provider is believed in that. */
  readonly acr?: string | undefined;
  /** When the provider saw the user, epoch seconds, if it says so. */
  readonly authenticatedAt?: number | undefined;
  /** Claims about the user that the provider told, of those that are believed. */
  readonly claims: Claims;
}

/**
 * `<provider>:<sub>`: what two providers call by one name are two users, and neither is one of ours. Hashed where it would be longer
 * than the 255 ASCII characters of OpenID Connect Core 1.0 §2, or not of ASCII.
 */
export function externalSubject(
  provider: Pick<ExternalProvider, 'id' | 'claims'> & Partial<Pick<ExternalProvider, 'acrValues'>>,
  claims: Claims & { readonly sub: string },
): ExternalSubject {
  const { id: providerId, acrValues = [] } = provider;
  const plain = `${providerId}:${claims.sub}`;
  const methods = Array.isArray(claims.amr) ? claims.amr.filter((method) => typeof method === 'string') : [];
  return {
    subject: isSubjectIdentifier(plain) ? plain : `${providerId}:${sha256(claims.sub)}`,
    amr: methods.length > 0 ? methods : ['external'],
    identityProvider: providerId,
    acr: acrValues.find((value) => value === claims.acr),
    authenticatedAt: wholeSeconds(claims.auth_time),
    claims: believed(claims, provider.claims),
  };
}
