import type { AccessTokenType, ClientAuthenticationMethod, ClientClaim } from '../../model/client.ts';
import type { RequestContext } from '../../model/request-context.ts';
import type { GrantValidation } from '../../model/token-grant.ts';
import type { CustomResponse, TokenRequestValidationResult } from '../../model/token-request.ts';
import { type GrantRefusal, isRefusal } from './extension-grant-validator.ts';
import { chosenLifetime } from './grant.ts';
import { refuse } from './refuse.ts';

/** What a custom validator may change of a request that passed. */
export interface TokenRequestChange {
  /** Whole seconds, at least 1. */
  readonly accessTokenLifetime?: number | undefined;
  readonly accessTokenType?: AccessTokenType | undefined;
  /** Added to those of the client, under its prefix. */
  readonly clientClaims?: readonly ClientClaim[] | undefined;
  readonly effectiveClientId?: string | undefined;
  /** Added to the response, over members of the same name from the grant's own validator. */
  readonly customResponse?: CustomResponse | undefined;
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

/**
 * Applies the user's validator to a request that passed every other check.
 * @throws {OAuthError} `grant.refused` with the validator's own code.
 */
export async function applyCustomValidation(
  validator: ICustomTokenRequestValidator | undefined,
  validation: GrantValidation,
  context: RequestContext,
  method: ClientAuthenticationMethod,
): Promise<TokenRequestValidationResult> {
  const { request, customResponse = {} } = validation;
  if (validator === undefined) return { request, customResponse };
  const change = await validator.validate({ request, customResponse }, context);
  if (change === undefined) return { request, customResponse };
  if (isRefusal(change)) throw refuse(change, method);
  return {
    request: {
      ...request,
      accessTokenLifetime: chosenLifetime(change.accessTokenLifetime, request.accessTokenLifetime),
      accessTokenType: change.accessTokenType ?? request.accessTokenType,
      clientClaims: [...request.clientClaims, ...(change.clientClaims ?? [])],
      effectiveClientId: change.effectiveClientId ?? request.effectiveClientId,
    },
    customResponse: { ...customResponse, ...change.customResponse },
  };
}
