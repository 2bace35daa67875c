import { jsonReply } from '../http/reply.ts';
import type { HttpReply } from '../model/http-message.ts';
import type { CibaResponse } from './response-generator.ts';

/** CIBA Core 1.0 §7.3; members of `custom` come last and replace none of the standard ones. */
export function writeCibaResponse(response: CibaResponse): HttpReply {
  const standard = {
    auth_req_id: response.authenticationRequestId,
    expires_in: response.lifetime,
    interval: response.interval,
  };
  return jsonReply(200, { ...standard, ...response.custom, ...standard });
}
