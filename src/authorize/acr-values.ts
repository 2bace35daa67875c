import type { Client } from '../model/client.ts';
import type { RequestedClaims } from '../model/requested-claims.ts';
import type { Settings } from '../model/settings.ts';
import { acceptedValues } from './claims-parameter.ts';
import { words } from './openid-parameters.ts';

/** What discovery announces: then clients may count on `acr_values` (RFC 9470 §7). */
export function announcedAcrValues({
  passwordAcr,
  acrValues,
  externalProviders,
}: Pick<Settings, 'passwordAcr' | 'acrValues' | 'externalProviders'>): readonly string[] {
  const ofPasswords = passwordAcr === undefined ? [] : [passwordAcr];
  return [...new Set([...ofPasswords, ...acrValues, ...externalProviders.flatMap((provider) => provider.acrValues)])];
}

/** OpenID Connect Registration 1.0 §2: a client's default stands back behind `acr_values`, and behind `claims` that ask for `acr`. */
export function acrValuesOf(
  sent: string | undefined,
  requestedClaims: RequestedClaims | undefined,
  client: Pick<Client, 'defaultAcrValues'>,
): readonly string[] {
  if (sent !== undefined) return words(sent);
  return acceptedValues(requestedClaims?.idToken.acr) === undefined ? client.defaultAcrValues : [];
}
