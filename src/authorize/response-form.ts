import { type OAuthError, oauthError } from '../errors/oauth-error.ts';
import type { Client } from '../model/client.ts';
import { parseResponseType, type ResponseType } from '../model/response-type.ts';
import type { ResponseMode } from './request.ts';

/** @throws {OAuthError} `request.missing-parameter`, `authorize.response-type`, `authorize.response-type-not-allowed`. */
export function responseTypeFor(value: string | undefined, client: Client): ResponseType {
  if (value === undefined) throw oauthError('request.missing-parameter', { fields: { parameter: 'response_type' } });
  const responseType = parseResponseType(value);
  if (responseType === undefined) throw oauthError('authorize.response-type', { fields: { responseType: value } });
  const listed =
    responseType === 'code' || client.allowedResponseTypes.some((one) => parseResponseType(one) === responseType);
  const hasGrant = !issues(responseType, 'code') || client.allowedGrantTypes.includes('authorization_code');
  // A token in the browser is bound to nothing; a client that must bind its tokens cannot have one.
  const unbound = (client.requireDPoP || client.requireMutualTls) && issues(responseType, 'token');
  if (!listed || !hasGrant || unbound)
    throw oauthError('authorize.response-type-not-allowed', { fields: { responseType } });
  return responseType;
}

export function issues(responseType: ResponseType, word: 'code' | 'id_token' | 'token'): boolean {
  return responseType.split(' ').includes(word);
}

/** How the answer travels. `problem`: the mode asked for is refused, and this is how the client is told so. */
export interface ResponseForm {
  readonly responseMode: ResponseMode;
  readonly signedResponse: boolean;
  readonly problem?: OAuthError | undefined;
}

/** Never lets tokens into the query, where they end in logs and histories (Multiple Response Types §3, JARM §2.3.1). */
export function responseFormFor(mode: string | undefined, responseType: string | undefined): ResponseForm {
  const words = responseType?.split(' ') ?? [];
  const inBrowser = words.includes('token') || words.includes('id_token');
  const usual: ResponseMode = inBrowser ? 'fragment' : 'query';
  if (mode === undefined) return { responseMode: usual, signedResponse: false };
  if (mode === 'jwt') return { responseMode: usual, signedResponse: true };
  const signedResponse = mode.endsWith('.jwt');
  const responseMode = signedResponse ? mode.slice(0, -4) : mode;
  const fits = responseMode === 'fragment' || responseMode === 'form_post' || (responseMode === 'query' && !inBrowser);
  if (fits) return { responseMode, signedResponse };
  return {
    responseMode: usual,
    signedResponse: false,
    problem: oauthError('authorize.response-mode', { fields: { responseMode: mode } }),
  };
}

/** For clients that take signed answers only: they are told so in a signed one (JARM, FAPI 2.0 Message Signing §5.4.1). */
export function signedForm(form: ResponseForm): ResponseForm {
  if (form.signedResponse) return form;
  const problem =
    form.problem ??
    oauthError('authorize.response-mode', {
      fields: { responseMode: form.responseMode },
      detail: 'the client takes signed answers only',
    });
  return { ...form, signedResponse: true, problem };
}
