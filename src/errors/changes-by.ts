import type { RequestContext } from '../model/request-context.ts';
import type { RequestRefusal } from '../model/request-refusal.ts';
import { refusedRequest } from './refused-request.ts';

/** A validator of one's own for requests that passed every other check. */
interface CustomValidator<Request, Change extends object> {
  validate(request: Request, context: RequestContext): Promise<Change | RequestRefusal | undefined>;
}

/**
 * What a validator of one's own changes of a request; `undefined`: nothing, or there is no validator.
 * @throws {OAuthError} `request.refused` with the validator's own code.
 */
export async function changesBy<Request, Change extends object>(
  validator: CustomValidator<Request, Change> | undefined,
  request: Request,
  context: RequestContext,
): Promise<Change | undefined> {
  const answer = await validator?.validate(request, context);
  if (answer !== undefined && isRefusal(answer)) throw refusedRequest(answer);
  return answer;
}

function isRefusal(answer: object): answer is RequestRefusal {
  return 'error' in answer;
}
