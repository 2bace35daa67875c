import { grantTypes as known } from '../../model/grant-type.ts';
import { parseResponseType } from '../../model/response-type.ts';
import { offlineAccess } from '../../resources/resource-validator.ts';
import type { ClientMetadata } from './client-metadata.ts';
import { metadataError } from './metadata-error.ts';
import type { ClientMetadataPolicy } from './policy.ts';

/** How a client gets tokens and for what, with every default. */
export interface Flows {
  readonly grantTypes: readonly string[];
  readonly responseTypes: readonly string[];
  /** Without `offline_access`, which `refresh_token` among the grant types stands for. */
  readonly scopes: readonly string[];
}

/**
 * Grant types, response types and scopes as the policy gives them. Where one list is left out it follows from the other (RFC 7591 §2, §2.1).
 *
 * @throws {OAuthError} `registration.metadata`: unknown, not consistent, or more than the policy allows.
 */
export function flowsOf(metadata: ClientMetadata, policy: ClientMetadataPolicy): Flows {
  const responseTypes = metadata.responseTypes?.map(canonical) ?? defaultResponseTypes(metadata.grantTypes);
  const asked = metadata.scope?.split(' ').filter((scope) => scope !== '');
  const grantTypes = new Set(metadata.grantTypes ?? grantTypesFor(responseTypes));
  checkConsistency(grantTypes, responseTypes);
  if (asked?.includes(offlineAccess)) {
    if (!policy.grantTypes.includes(known.refreshToken))
      throw metadataError('scope', 'offline_access is not allowed here');
    grantTypes.add(known.refreshToken);
  }
  for (const grantType of grantTypes) {
    if (policy.grantTypes.includes(grantType)) continue;
    throw metadataError(
      metadata.grantTypes === undefined ? 'responseTypes' : 'grantTypes',
      `the grant type ${grantType} is not allowed here`,
    );
  }
  const allowed = policy.scopes.filter((scope) => scope !== offlineAccess);
  const scopes = asked === undefined ? allowed : [...new Set(asked)].filter((scope) => scope !== offlineAccess);
  const beyond = scopes.find((scope) => !allowed.includes(scope));
  if (beyond !== undefined) throw metadataError('scope', `the scope ${beyond} is not allowed here`);
  return { grantTypes: [...grantTypes], responseTypes: [...new Set(responseTypes)], scopes };
}

/** Written as it will be kept, but for the order of its words. */
function canonical(responseType: string, index: number): string {
  const parsed = parseResponseType(responseType);
  if (parsed?.length === responseType.length) return parsed;
  throw metadataError('responseTypes', 'is not supported', { index });
}

function defaultResponseTypes(grantTypes: readonly string[] = [known.authorizationCode]): readonly string[] {
  if (grantTypes.includes('implicit'))
    throw metadataError('responseTypes', 'must be named with the grant type implicit');
  return grantTypes.includes(known.authorizationCode) ? ['code'] : [];
}

function grantTypesFor(responseTypes: readonly string[]): readonly string[] {
  const has = (word: string) => responseTypes.some((one) => one.split(' ').includes(word));
  return [...(has('code') ? [known.authorizationCode] : []), ...(has('id_token') || has('token') ? ['implicit'] : [])];
}

/** RFC 7591 §2.1 */
function checkConsistency(grantTypes: ReadonlySet<string>, responseTypes: readonly string[]): void {
  const needed = new Set(grantTypesFor(responseTypes));
  for (const grantType of [known.authorizationCode, 'implicit']) {
    if (needed.has(grantType) && !grantTypes.has(grantType)) {
      throw metadataError('grantTypes', `must have ${grantType} for these response_types`);
    }
    if (grantTypes.has(grantType) && !needed.has(grantType)) {
      throw metadataError('responseTypes', `must have one of the grant type ${grantType}`);
    }
  }
}
