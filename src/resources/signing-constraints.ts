import { oauthError } from '../errors/oauth-error.ts';
import type { AccessTokenJwtType } from '../model/access-token-jwt-type.ts';
import type { ApiResource } from '../model/resources.ts';

const none: readonly string[] = [];

/**
 * The algorithms that every audience of a token accepts; empty: no constraint.
 * @throws {OAuthError} `resource.algorithms-incompatible` when the APIs have none in common.
 */
export function accessTokenAlgorithms(resources: readonly ApiResource[]): readonly string[] {
  let common: readonly string[] = none;
  for (const { allowedAccessTokenSigningAlgorithms: allowed } of resources) {
    if (allowed.length === 0) continue;
    common = common === none ? allowed : common.filter((algorithm) => allowed.includes(algorithm));
    if (common.length === 0)
      throw oauthError('resource.algorithms-incompatible', { fields: { resource: namesOf(resources) } });
  }
  return common;
}

/**
 * The `typ` that every audience of a token accepts.
 * @param otherwise the server's, for APIs that name none and for tokens without an API.
 * @throws {OAuthError} `resource.algorithms-incompatible` when the APIs differ.
 */
export function accessTokenJwtType(
  resources: readonly ApiResource[],
  otherwise: AccessTokenJwtType,
): AccessTokenJwtType {
  const [first = otherwise, ...others] = resources.map((resource) => resource.accessTokenJwtType ?? otherwise);
  if (others.some((other) => other !== first))
    throw oauthError('resource.algorithms-incompatible', { fields: { resource: namesOf(resources) }, detail: 'typ' });
  return first;
}

function namesOf(resources: readonly ApiResource[]): string {
  return resources.map(({ name }) => name).join(' ');
}
