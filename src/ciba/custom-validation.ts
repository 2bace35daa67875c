import { changesBy } from '../errors/changes-by.ts';
import type { JsonObject } from '../model/json.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { RequestRefusal } from '../model/request-refusal.ts';
import type { CibaRequest } from './request.ts';

/** What a custom validator may change of a backchannel authentication request that passed. */
export interface BackchannelRequestChange {
  /** Added to what the user validator found: kept with the request, for `notifyUser` and front ends. */
  readonly properties?: JsonObject | undefined;
}

/**
 * Refuses or changes any backchannel authentication request (CIBA Core 1.0 §7.1) that passed every other check, before anything is stored or
 * anybody is told. Register it as `customBackchannelRequestValidator`.
 */
export interface ICustomBackchannelRequestValidator {
  /** Resolves to a refusal, to changes, or to nothing. */
  validate(
    request: CibaRequest,
    context: RequestContext,
  ): Promise<BackchannelRequestChange | RequestRefusal | undefined>;
}

/**
 * Applies the user's validator to a request that passed every other check.
 * @throws {OAuthError} `request.refused` with the validator's own code.
 */
export async function applyCustomValidation(
  validator: ICustomBackchannelRequestValidator | undefined,
  request: CibaRequest,
  context: RequestContext,
): Promise<CibaRequest> {
  const change = await changesBy(validator, request, context);
  return change === undefined ? request : { ...request, properties: { ...request.properties, ...change.properties } };
}
