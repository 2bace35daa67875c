import {
  grantTypeOf,
  type RequestContext,
  type TokenRequestValidationResult,
  type TokenResponse,
  TokenResponseGenerator,
} from 'mintmark';

/** Adds a field to every response: override `process`. */
export class EveryGrantGenerator extends TokenResponseGenerator {
  override async process(result: TokenRequestValidationResult, context: RequestContext): Promise<TokenResponse> {
    const response = await super.process(result, context);
    return { ...response, custom: { ...response.custom, granted_by: grantTypeOf(result.request) } };
  }
}
