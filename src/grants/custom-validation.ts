import type { AccessTokenType, ClientClaim } from '../model/client.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { CustomResponse, TokenRequestValidationResult, ValidatedTokenRequest } from '../model/token-request.ts';
import type { GrantRefusal } from './extension-grant-validator.ts';

/** What a custom validator may change of a request that passed. */
export interface TokenRequestChange {
  /** Seconds. */
  readonly accessTokenLifetime?: number;
  readonly accessTokenType?: AccessTokenType;
  /** Added to those of the client, under its prefix. */
  readonly clientClaims?: readonly ClientClaim[];
  readonly effectiveClientId?: string;
  /** Added to the response, over members of the same name from the grant's own validator. */
  readonly customResponse?: CustomResponse;
}

/**
 * Refuses or enriches any token request. Called last of all checks, for every grant, before anything is consumed or issued.
 * Register it as `customTokenRequestValidator`.
 */
export interface ICustomTokenRequestValidator {
  /** Resolves to a refusal, to changes, or to nothing. */
  validate(
    result: TokenRequestValidationResult,
    context: RequestContext,
  ): Promise<TokenRequestChange | GrantRefusal | undefined>;
}

export type { ValidatedTokenRequest };
