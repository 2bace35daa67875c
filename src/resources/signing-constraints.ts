import { oauthError } from '../errors/oauth-error.ts';
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
    if (common.length === 0) throw oauthError('resource.algorithms-incompatible');
  }
  return common;
}
