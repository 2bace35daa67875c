import type { GrantRequest } from '../../model/token-grant.ts';

/**
 * The lifetime that a validator of one's own chose, if it did; seconds.
 * @throws {RangeError} if it is no whole number of at least 1: a token without an end must not come of a slip.
 */
export function chosenLifetime(chosen: number | undefined, otherwise: number): number {
  if (chosen === undefined) return otherwise;
  if (!Number.isSafeInteger(chosen) || chosen < 1) {
    throw new RangeError(
      `accessTokenLifetime must be a whole number of seconds, at least 1; a validator chose ${chosen}`,
    );
  }
  return chosen;
}

/** The members of a validated request that come from its client, until a validator changes them. */
export function clientDefaults(request: GrantRequest) {
  const { client } = request;
  return {
    client,
    parameters: request.parameters,
    confirmation: request.confirmation,
    accessTokenLifetime: client.accessTokenLifetime,
    accessTokenType: client.accessTokenType,
    clientClaims: client.claims,
    effectiveClientId: client.clientId,
  };
}
