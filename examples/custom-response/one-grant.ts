import {
  type ClientCredentialsTokenRequest,
  type RequestContext,
  type TokenRequestValidationResult,
  type TokenResponse,
  TokenResponseGenerator,
} from 'mintmark';

/** Adds a field to the responses of one grant: override its method. */
export class OneGrantGenerator extends TokenResponseGenerator {
  protected override async processClientCredentialsRequest(
    result: TokenRequestValidationResult<ClientCredentialsTokenRequest>,
    context: RequestContext,
  ): Promise<TokenResponse> {
    const response = await super.processClientCredentialsRequest(result, context);
    return { ...response, custom: { ...response.custom, quota: { perMinute: 600 } } };
  }
}
