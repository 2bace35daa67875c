import type { ClientAuthenticationMethod } from '../../clients/client-authenticator.ts';
import type { Client } from '../../model/client.ts';
import type { Confirmation } from '../../model/confirmation.ts';
import type { FormParameters } from '../../model/form-parameters.ts';
import type { RequestContext } from '../../model/request-context.ts';
import type { CustomResponse, ValidatedTokenRequest } from '../../model/token-request.ts';

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

/**
 * The lifetime that a validator of one's own chose, if it did; seconds.
 * @throws {RangeError} if it is no whole number of at least 1: a token without an end must not come of a slip.
 */
export function chosenLifetime(chosen: number | undefined, otherwise: number): number {
  if (chosen === undefined) return otherwise;
  if (!Number.isSafeInteger(chosen) || chosen < 1) {
    throw new RangeError(
      `accessTokenLifetime must be a whole number of seconds, at least 1; a validator chose ${chosen}`,
    );
  }
  return chosen;
}

/** The members of a validated request that come from its client, until a validator changes them. */
export function clientDefaults(request: GrantRequest) {
  const { client } = request;
  return {
    client,
    parameters: request.parameters,
    confirmation: request.confirmation,
    accessTokenLifetime: client.accessTokenLifetime,
    accessTokenType: client.accessTokenType,
    clientClaims: client.claims,
    effectiveClientId: client.clientId,
  };
}
