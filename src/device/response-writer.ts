import { jsonReply } from '../http/reply.ts';
import type { HttpReply } from '../model/http-message.ts';
import type { DeviceAuthorizationResponse } from './response-generator.ts';

/** RFC 8628 §3.2; members of `custom` come last and replace none of the standard ones. */
export function writeDeviceAuthorizationResponse(response: DeviceAuthorizationResponse): HttpReply {
  const standard = {
    device_code: response.deviceCode,
    user_code: response.userCode,
    verification_uri: response.verificationUri,
    verification_uri_complete: response.verificationUriComplete,
    expires_in: response.lifetime,
    interval: response.interval,
  };
  return jsonReply(200, { ...standard, ...response.custom, ...standard });
}
