import { likely } from './likely-cause.ts';

/** Of what goes through a browser or is decided by a person. */
export const browserCauses = {
  'decision.unknown': likely(
    'The user code is mistyped, expired, or was decided before.',
    'clients[].deviceCodeLifetime',
  ),
  'decision.invalid': likely('A page of your own grants scopes or details that were not asked for.'),
  'ciba.public-client': likely('A client without credentials cannot use CIBA.', 'clients[].requireClientSecret'),
  'ciba.openid-missing': likely('The scope of the request lacks openid.'),
  'ciba.hints': likely('None, or more than one, of login_hint, login_hint_token and id_token_hint was sent.'),
  'ciba.id-token-hint': likely('The hint is no ID token that this client got here.'),
  'ciba.notification-token': likely(
    'The client is told in ping mode, and needs a token for that which its request lacks.',
    'clients[].backChannelClientNotificationUri',
  ),
  'ciba.request-object': likely(
    'The detail says what is wrong with the request object: key, aud, times or algorithm.',
    'clients[].jwks, clients[].allowedRequestObjectAlgorithms',
  ),
  'ciba.request-object-required': likely(
    'The client, or its profile, must sign its requests.',
    'clients[].requireRequestObject, clients[].profile',
  ),
  'ciba.access-denied': likely('A validator of your own refused it, or the user may not sign in.'),
  'ciba.expired-hint': likely('Your validator of users says that the login_hint_token is expired.'),
  'ciba.unknown-user': likely(
    'login_hint names no user of the directory: it is a user name, not a subject or an e-mail address.',
    'users',
  ),
  'ciba.missing-user-code': likely('Your validator of users asks for a user_code.'),
  'ciba.invalid-user-code': likely('Your validator of users refused the user_code.'),
  'ciba.binding-message': likely('The message is longer than 100 characters, or holds some that cannot be seen.'),

  'authorize.unknown-client': likely(
    'The client id is mistyped, belongs to another environment, or the client is switched off.',
    'clients[].clientId, clients[].enabled',
  ),
  'authorize.redirect-uri': likely(
    'The redirect_uri in the fields is not registered: compared character by character, a slash at the end and the port included (a port on loopback is free).',
    'clients[].redirectUris',
  ),
  'authorize.response-type': likely('response_type is mistyped, or one that is not supported.'),
  'authorize.response-type-not-allowed': likely(
    'The client does not list this response_type, or may not use the authorization code grant.',
    'clients[].allowedResponseTypes, clients[].allowedGrantTypes',
  ),
  'authorize.response-mode': likely(
    'query cannot carry tokens, and unknown modes are refused.',
    'clients[].requireSignedAuthorizationResponse',
  ),
  'authorize.pkce-required': likely(
    'The library of the client does not use PKCE, or it is switched off in it.',
    'clients[].requirePkce',
  ),
  'authorize.pkce-method': likely(
    'The library sends code_challenge_method=plain, or none.',
    'clients[].allowPlainTextPkce',
  ),
  'authorize.code-challenge': likely(
    'The challenge must be 43 characters of base64url for S256: often the hash in hexadecimal, or with padding.',
  ),
  'authorize.openid-scope': likely('An ID token or openid parameters are asked for without the scope openid.'),
  'authorize.nonce': likely('response_type holds id_token, and no nonce was sent.'),
  'authorize.prompt': likely('prompt=none stands beside another value, or a value is unknown.'),
  'authorize.claims': likely('claims is no JSON of the form {"userinfo":{…},"id_token":{…}}.'),
  'authorize.id-token-hint': likely('The hint is an ID token of another client or server, or no ID token.'),
  'authorize.request-object': likely(
    'The detail says what is wrong with the request object: key, aud, times, algorithm, or another client_id inside than outside.',
    'clients[].jwks, clients[].allowedRequestObjectAlgorithms, clients[].requestObjectLifetime',
  ),
  'authorize.request-not-supported': likely(
    'The client sends request and has no keys here to sign it with.',
    'clients[].jwks, clients[].jwksUri',
  ),
  'authorize.request-object-required': likely(
    'The client, or its profile, must sign its requests.',
    'clients[].requireRequestObject, clients[].profile',
  ),
  'authorize.request-uri': likely(
    'request_uri names an address on the web. Only those that the pushed authorization request endpoint gave are taken.',
  ),
  'authorize.registration': likely('The library is set up for self-issued providers, which send registration.'),
  'authorize.login-required': likely(
    'prompt=none, and nobody is signed in in this browser: the session ended, is too old for max_age, or third-party cookies are blocked in a frame.',
    'session, clients[].defaultMaxAge',
  ),
  'authorize.consent-required': likely('prompt=none, and the user has not agreed yet.', 'clients[].requireConsent'),
  'authorize.account-selection-required': likely(
    'prompt=none, and the hint is about another user than the one who is signed in.',
  ),
  'authorize.access-denied': likely('The user said no, or a validator of your own did.'),
  'authorize.unmet-authentication': likely(
    'acr_values asks for a sign-in that was not done, or is not known here.',
    'acrValues, passwordAcr, clients[].defaultAcrValues',
  ),
  'par.required': likely(
    'The client, or its profile, must push its requests: the library sends them through the browser.',
    'clients[].requirePushedAuthorization, clients[].profile',
  ),
  'par.unknown': likely(
    'The request_uri was used before (the page was reloaded, or the back button pressed), or it took too long to get to the browser.',
  ),
  'logout.hint': likely('The hint is no ID token of this server; expired ones are taken.'),
  'logout.client': likely('client_id is mistyped, or is not the client of the id_token_hint.', 'clients[].clientId'),
  'logout.redirect-uri': likely(
    'The address is not registered: compared character by character. Without a hint or client_id none is taken.',
    'clients[].postLogoutRedirectUris',
  ),
  'external.failed': likely(
    'The other provider refused, or could not be reached, or its answer did not hold. The detail says which.',
    'externalProviders',
  ),
  'form.forged': likely(
    'Cookies are blocked or were deleted, the page was open for very long, or the form came from another site.',
  ),
  'interaction.unknown': likely(
    'The page was opened in another browser, was finished before, or is too old: a bookmark, or the back button.',
  ),
  'interaction.invalid-result': likely(
    'A page of your own completes with something that was not asked of the user. The detail says what.',
  ),
} as const;
