import type { RequestContext } from '../model/request-context.ts';
import type { ValidatedTokenRequest } from '../model/token-request.ts';
import type { GrantRecord } from '../stores/contracts.ts';
import { isRefreshTokenDue, refreshTokenDescription } from './authorized-grant.ts';
import type { IRefreshTokenService, ReservedRefreshToken } from './refresh-token-service.ts';

/** The refresh token to be written together with the redemption of a request, if one is due and can be made already. */
export function reserveRefreshToken(
  request: ValidatedTokenRequest,
  refreshTokenService: Pick<IRefreshTokenService, 'reserve'>,
  context: RequestContext,
): ReservedRefreshToken | undefined {
  return isRefreshTokenDue(request)
    ? refreshTokenService.reserve(refreshTokenDescription(request), context)
    : undefined;
}

export function recordsOf(reserved: ReservedRefreshToken | undefined): readonly GrantRecord[] {
  return reserved === undefined ? [] : [reserved.record];
}
