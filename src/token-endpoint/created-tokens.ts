import type { IIdentityAssertionService } from '../delegation/identity-assertion-service.ts';
import type { IRefreshTokenService } from '../tokens/refresh-token-service.ts';
import type { ITokenService } from '../tokens/token-service.ts';

export interface TokenResponseServices {
  readonly tokenService: ITokenService;
  readonly refreshTokenService: IRefreshTokenService;
  /** Absent: no identity assertions (ID-JAG) are made. */
  readonly identityAssertionService?: IIdentityAssertionService | undefined;
}

/** What `createAccessToken` of the generator made. */
export interface CreatedTokens {
  readonly accessToken: string;
  /** Seconds, at least 1; `undefined`: the response does not say. */
  readonly accessTokenLifetime?: number | undefined;
  readonly refreshToken?: string | undefined;
  /** Seconds that the refresh token lasts unused; `undefined`: there is none, or nobody knows. */
  readonly refreshTokenLifetime?: number | undefined;
}
