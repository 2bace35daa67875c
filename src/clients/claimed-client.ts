import { parseQuery } from '../http/form.ts';
import { unverifiedClaim } from '../keys/unverified-claim.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import type { HttpRequest } from '../model/http-message.ts';
import { limits } from '../model/limits.ts';
import { basicNameOf } from './client-credentials.ts';

const itsForm = Symbol('form');

/** Noted on the request itself: a weak map would cost every request more, and is needed by those only that fail. */
type Noted = HttpRequest & { [itsForm]?: FormParameters };

/** Whatever goes wrong afterwards, the log can say whose request it was. */
export function noteForm(request: Noted, form: FormParameters): void {
  request[itsForm] = form;
}

/** The client that a request says it is of, proved or not: for logs and events only. */
export function claimedClientId(request: Noted): string | undefined {
  const form = request[itsForm];
  return basicNameOf(request) ?? form?.get('client_id') ?? subjectOf(form?.get('client_assertion')) ?? inQuery(request);
}

function subjectOf(assertion: string | undefined): string | undefined {
  if (assertion === undefined || assertion.length > limits.clientAssertion.most) return undefined;
  return unverifiedClaim(assertion, 'sub');
}

function inQuery(request: HttpRequest): string | undefined {
  if (!request.target.includes('client_id=')) return undefined;
  try {
    return parseQuery(request.target, []).get('client_id');
  } catch {
    return undefined;
  }
}
