import {
  type RequestContext,
  type TokenRequestValidationResult,
  type TokenResponse,
  TokenResponseGenerator,
} from 'mintmark';

/** Adds a field to the first response of every grant, but to no refresh: override `processTokenRequest`. */
export class FirstResponsesGenerator extends TokenResponseGenerator {
  protected override async processTokenRequest(
    result: TokenRequestValidationResult,
    context: RequestContext,
  ): Promise<TokenResponse> {
    const response = await super.processTokenRequest(result, context);
    return { ...response, custom: { ...response.custom, welcome: true } };
  }
}
