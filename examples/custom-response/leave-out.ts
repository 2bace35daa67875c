import {
  type RequestContext,
  type TokenRequestValidationResult,
  type TokenResponse,
  TokenResponseGenerator,
} from 'mintmark';

/** Leaves standard fields out: what is `undefined` is not in the JSON. */
export class LeaveOutGenerator extends TokenResponseGenerator {
  override async process(result: TokenRequestValidationResult, context: RequestContext): Promise<TokenResponse> {
    const response = await super.process(result, context);
    return { ...response, scope: undefined, accessTokenLifetime: undefined };
  }
}
