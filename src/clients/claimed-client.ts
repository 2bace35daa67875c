import { parseQuery } from '../http/form.ts';
import { unverifiedClaim } from '../keys/unverified-claim.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import type { HttpRequest } from '../model/http-message.ts';
import { limits } from '../model/limits.ts';
import { basicNameOf } from './client-credentials.ts';

const forms = new WeakMap<HttpRequest, FormParameters>();

/** Whatever goes wrong afterwards, the log can say whose request it was. */
export function noteForm(request: HttpRequest, form: FormParameters): void {
  forms.set(request, form);
}

/** The client that a request says it is of, proved or not: for logs and events only. */
export function claimedClientId(request: HttpRequest): string | undefined {
  const form = forms.get(request);
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
