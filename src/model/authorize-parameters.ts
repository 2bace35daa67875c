export type PromptValue = 'none' | 'login' | 'consent' | 'select_account';

/** Parameters of an authorization request that are texts: of OpenID Connect Core §3.1.2.1, then those that other specifications add. */
export const textParameters: ReadonlySet<string> = new Set([
  'response_type',
  'response_mode',
  'redirect_uri',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'prompt',
  'max_age',
  'display',
  'ui_locales',
  'login_hint',
  'acr_values',
  'claims',
  'id_token_hint',
  'dpop_jkt',
  'resource',
  'audience',
  'registration',
]);

/** Members of a request object itself, which are no parameters (RFC 9101 §4). */
export const requestObjectMembers: ReadonlySet<string> = new Set(['iss', 'aud', 'exp', 'nbf', 'iat', 'jti', 'sub']);

const others: ReadonlySet<string> = new Set([
  'client_id',
  'client_secret',
  'client_assertion',
  'client_assertion_type',
  'request',
  'request_uri',
  'authorization_details',
]);

/** Whether a parameter has a meaning of its own in an authorization request or a push, so that nobody may give it another. */
export function isKnownParameter(name: string): boolean {
  return textParameters.has(name) || requestObjectMembers.has(name) || others.has(name);
}
