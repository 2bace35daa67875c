import type { Client, ClientAuthenticationMethod } from './client.ts';
import type { Confirmation } from './confirmation.ts';
import type { FormParameters } from './form-parameters.ts';
import type { RequestContext } from './request-context.ts';
import type { CustomResponse, ValidatedTokenRequest } from './token-request.ts';

/** A token request whose client is known and whose proof of possession, if any, holds. */
export interface GrantRequest {
  readonly client: Client;
  readonly authenticationMethod: ClientAuthenticationMethod;
  readonly parameters: FormParameters;
  readonly confirmation?: Confirmation | undefined;
  readonly context: RequestContext;
}

export interface GrantValidation<Request extends ValidatedTokenRequest = ValidatedTokenRequest> {
  readonly request: Request;
  readonly customResponse?: CustomResponse | undefined;
}

/** One grant type: every check, in order; then the claim of its single-use thing. */
export interface Grant<Request extends ValidatedTokenRequest = ValidatedTokenRequest> {
  /** Checks everything and consumes nothing (polling times excepted). */
  validate(request: GrantRequest): Promise<GrantValidation<Request>>;
  /**
   * Consumes what may be used once; called after all checks and before anything is issued. A replay revokes the family.
   * Absent where a grant has no such thing.
   */
  claim?(request: Request, context: RequestContext): Promise<Request>;
}
