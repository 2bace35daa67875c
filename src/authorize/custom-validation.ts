import { changesBy } from '../errors/changes-by.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { RequestRefusal } from '../model/request-refusal.ts';
import type { ValidatedAuthorizeRequest } from './request.ts';

/** What a custom validator may change of an authorization request that passed. */
export interface AuthorizeRequestChange {
  /** What `acr_values` would say, best first. */
  readonly acrValues?: readonly string[] | undefined;
  /** Seconds since the sign-in, what `max_age` would say; 0 or more. */
  readonly maxAge?: number | undefined;
  readonly loginHint?: string | undefined;
}

/**
 * Refuses or changes any authorization request, plain, signed or pushed. Called last of all checks that need no user: at the push, at the
 * authorize endpoint, and again whenever the browser comes back from a page, then with what was kept of the request. So that it answers the same,
 * it looks at `customParameters` and other members; of `target.parameters` only those are kept that the server understands.
 *
 * Register it as `customAuthorizeRequestValidator`. A refusal goes to the client's redirect URI (RFC 6749 §4.1.2.1), or answers the push.
 */
export interface ICustomAuthorizeRequestValidator {
  /** Resolves to a refusal, to changes, or to nothing. */
  validate(
    request: ValidatedAuthorizeRequest,
    context: RequestContext,
  ): Promise<AuthorizeRequestChange | RequestRefusal | undefined>;
}

/**
 * Applies the user's validator to a request that passed every other check.
 * @throws {OAuthError} `request.refused` with the validator's own code.
 */
export async function applyCustomValidation(
  validator: ICustomAuthorizeRequestValidator | undefined,
  request: ValidatedAuthorizeRequest,
  context: RequestContext,
): Promise<ValidatedAuthorizeRequest> {
  const change = await changesBy(validator, request, context);
  if (change === undefined) return request;
  return {
    ...request,
    acrValues: change.acrValues ?? request.acrValues,
    maxAge: change.maxAge === undefined ? request.maxAge : checkedMaxAge(change.maxAge),
    loginHint: change.loginHint ?? request.loginHint,
  };
}

/** What is kept of a request must be readable again. */
function checkedMaxAge(seconds: number): number {
  if (Number.isSafeInteger(seconds) && seconds >= 0 && seconds < 1e10) return seconds;
  throw new RangeError(`maxAge must be whole seconds, 0 or more; a validator chose ${seconds}`);
}
