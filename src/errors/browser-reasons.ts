import { type Reason, reason } from './reason.ts';

/** Why an authorization request, a sign-in, a form or a sign-out was refused: the part of the catalogue that browsers meet. */
export const browserReasons = {
  // Authorization requests
  'authorize.unknown-client': reason(
    400,
    'unauthorized_client',
    'The application is unknown or switched off.',
    'RFC 6749 §4.1.2.1',
    ['clientId'],
  ),
  'authorize.redirect-uri': reason(
    400,
    'invalid_request',
    'redirect_uri is missing or not registered for the application.',
    'RFC 9700 §4.1.3',
    ['clientId', 'redirectUri'],
  ),
  'authorize.response-type': reason(
    400,
    'unsupported_response_type',
    'This response_type is not supported.',
    'RFC 6749 §4.1.2.1',
    ['responseType'],
  ),
  'authorize.response-type-not-allowed': reason(
    400,
    'unauthorized_client',
    'The client may not use this response_type.',
    'RFC 6749 §4.1.2.1',
    ['responseType'],
  ),
  'authorize.response-mode': reason(
    400,
    'invalid_request',
    'This response_mode is not supported, or not with this response_type.',
    'OAuth 2.0 Multiple Response Types §2.1',
    ['responseMode'],
  ),
  'authorize.pkce-required': reason(
    400,
    'invalid_request',
    'code_challenge is required.',
    'RFC 7636 §4.4.1, RFC 9700 §2.1.1',
  ),
  'authorize.pkce-method': reason(400, 'invalid_request', 'Use code_challenge_method S256.', 'RFC 9700 §2.1.1', [
    'codeChallengeMethod',
  ]),
  'authorize.code-challenge': reason(400, 'invalid_request', 'code_challenge is malformed.', 'RFC 7636 §4.2'),
  'authorize.openid-scope': reason(
    400,
    'invalid_scope',
    'This request needs the scope openid.',
    'OpenID Connect Core 1.0 §3.1.2.1',
  ),
  'authorize.nonce': reason(
    400,
    'invalid_request',
    'nonce is required where an ID token comes from here.',
    'OpenID Connect Core 1.0 §3.2.2.1',
  ),
  'authorize.prompt': reason(
    400,
    'invalid_request',
    'prompt has an unknown value, or none beside another.',
    'OpenID Connect Core 1.0 §3.1.2.1',
    ['prompt'],
  ),
  'authorize.claims': reason(400, 'invalid_request', 'claims is malformed.', 'OpenID Connect Core 1.0 §5.5'),
  'authorize.id-token-hint': reason(
    400,
    'invalid_request',
    'id_token_hint is no ID token that this client got here.',
    'OpenID Connect Core 1.0 §3.1.2.1',
  ),
  'authorize.request-object': reason(
    400,
    'invalid_request_object',
    'The request object is invalid.',
    'RFC 9101 §6, §7',
  ),
  'authorize.request-not-supported': reason(
    400,
    'request_not_supported',
    'The client has no keys to sign request objects with.',
    'OpenID Connect Core 1.0 §3.1.2.6',
  ),
  'authorize.request-object-required': reason(
    400,
    'invalid_request',
    'The client must send a signed request object.',
    'RFC 9101 §10.5',
  ),
  'authorize.request-uri': reason(
    400,
    'request_uri_not_supported',
    'Only request URIs of the pushed authorization request endpoint are supported.',
    'OpenID Connect Core 1.0 §3.1.2.6',
  ),
  'authorize.registration': reason(
    400,
    'registration_not_supported',
    'The parameter registration is not supported.',
    'OpenID Connect Core 1.0 §3.1.2.6',
  ),
  'authorize.login-required': reason(
    400,
    'login_required',
    'The user must sign in.',
    'OpenID Connect Core 1.0 §3.1.2.6',
  ),
  'authorize.consent-required': reason(
    400,
    'consent_required',
    'The user must agree.',
    'OpenID Connect Core 1.0 §3.1.2.6',
  ),
  'authorize.account-selection-required': reason(
    400,
    'account_selection_required',
    'The user must choose an account.',
    'OpenID Connect Core 1.0 §3.1.2.6',
  ),
  'authorize.access-denied': reason(400, 'access_denied', 'The user refused.', 'RFC 6749 §4.1.2.1'),
  'authorize.unmet-authentication': reason(
    400,
    'unmet_authentication_requirements',
    'The user could not be authenticated as strongly as the request demands.',
    'OpenID Connect Core Unmet Authentication Requirements 1.0',
  ),
  'par.required': reason(400, 'invalid_request', 'The client must push its authorization requests.', 'RFC 9126 §6'),
  'par.unknown': reason(
    400,
    'invalid_request_uri',
    'The request_uri is unknown, expired or was used before. Start again from the application.',
    'RFC 9126 §4',
  ),

  // Sign-out
  'logout.hint': reason(
    400,
    'invalid_request',
    'The id_token_hint is invalid.',
    'OpenID Connect RP-Initiated Logout 1.0 §4',
  ),
  'logout.client': reason(
    400,
    'invalid_request',
    'The client is unknown, or is not that of the id_token_hint.',
    'OpenID Connect RP-Initiated Logout 1.0 §2',
    ['clientId'],
  ),
  'logout.redirect-uri': reason(
    400,
    'invalid_request',
    'The post_logout_redirect_uri is not registered.',
    'OpenID Connect RP-Initiated Logout 1.0 §3',
    ['clientId', 'postLogoutRedirectUri'],
  ),

  // Sign-in with other providers
  'external.failed': reason(
    400,
    'access_denied',
    'The sign-in with the other provider failed.',
    'OpenID Connect Core 1.0 §3.1.2.6',
    ['provider'],
  ),

  // Browsers: sessions, forms, interactions
  'form.forged': reason(
    403,
    'invalid_request',
    'This form was not made for this browser, or is too old. Go back, reload the page and try again.',
    'RFC 9700 §4.7',
  ),
  'interaction.unknown': reason(
    400,
    'invalid_request',
    'This sign-in is unknown, finished or too old, or it was begun in another browser. Start again from the application.',
    'RFC 9700 §4.7',
  ),
  'interaction.invalid-result': reason(
    400,
    'invalid_request',
    'This result does not fit what was asked of the user.',
    'OpenID Connect Core 1.0 §3.1.2.3',
  ),
} as const satisfies Readonly<Record<string, Reason>>;
