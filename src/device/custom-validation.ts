import { changesBy } from '../errors/changes-by.ts';
import type { JsonObject } from '../model/json.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { RequestRefusal } from '../model/request-refusal.ts';
import type { DeviceAuthorizationRequest } from './response-generator.ts';

/** What a custom validator may change of a device authorization request that passed. */
export interface DeviceRequestChange {
  /** Anything that a front end should know of the device: kept with the request, shown as `properties` of `DeviceRequestDetails`. */
  readonly properties?: JsonObject | undefined;
}

/**
 * Refuses or changes any device authorization request (RFC 8628 §3.1) that passed every other check, before anything is stored.
 * Register it as `customDeviceRequestValidator`.
 */
export interface ICustomDeviceRequestValidator {
  /** Resolves to a refusal, to changes, or to nothing. */
  validate(
    request: DeviceAuthorizationRequest,
    context: RequestContext,
  ): Promise<DeviceRequestChange | RequestRefusal | undefined>;
}

/**
 * Applies the user's validator to a request that passed every other check.
 * @throws {OAuthError} `request.refused` with the validator's own code.
 */
export async function applyCustomValidation(
  validator: ICustomDeviceRequestValidator | undefined,
  request: DeviceAuthorizationRequest,
  context: RequestContext,
): Promise<DeviceAuthorizationRequest> {
  const change = await changesBy(validator, request, context);
  return change === undefined ? request : { ...request, properties: { ...request.properties, ...change.properties } };
}
