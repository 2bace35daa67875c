import { must, notMet, type Plan, page, type Requirement, should } from './requirement.ts';

const core = 'OpenID Connect Core 1.0';
const request = `${core} §3.1.2.1`;

export const config: Plan = {
  name: 'config',
  certification: 'oidcc-config-certification-test-plan',
  title: 'Discovery',
  requirements: [
    must(
      'oidcc-discovery-endpoint-verification',
      'Discovery 1.0 §3, §4',
      'The discovery document is JSON of the right types, its issuer and endpoints are https, and what it announces is enough for the flows.',
    ),
  ],
};

/** Modules that a flow with any response type has. */
export const common: readonly Requirement[] = [
  must('oidcc-server', `${core} §3`, 'A whole flow succeeds, up to userinfo, with every check that rides along.'),
  must(
    'oidcc-response-type-missing',
    'RFC 6749 §3.1.1',
    'A request without response_type is refused as invalid_request or unsupported_response_type, or on a page.',
  ),
  must(
    'oidcc-idtoken-signature',
    `${core} §10.1`,
    'A client registered without an algorithm gets ID tokens signed with RS256.',
  ),
  must('oidcc-scope-profile', `${core} §5.4`, 'Scope profile gives the profile claims.'),
  must('oidcc-scope-email', `${core} §5.4`, 'Scope email gives email and email_verified, and no name.'),
  must('oidcc-scope-address', `${core} §5.4`, 'Scope address gives the address as an object.'),
  must('oidcc-scope-phone', `${core} §5.4`, 'Scope phone gives phone_number and phone_number_verified.'),
  must('oidcc-scope-all', `${core} §5.4`, 'The four scopes together give all their claims.'),
  must('oidcc-alternate-happy-flow', `${core} §3.1.2.1`, 'The order of scope words and of parameters does not matter.'),
  must('oidcc-display-page', request, 'display=page succeeds.'),
  must('oidcc-display-popup', request, 'display=popup succeeds.'),
  page('oidcc-prompt-login', request, 'prompt=login asks a signed-in user again; auth_time is later, sub the same.'),
  must(
    'oidcc-prompt-none-not-logged-in',
    `${core} §3.1.2.6`,
    'prompt=none without a session is refused as login_required, with a long state intact.',
  ),
  must(
    'oidcc-prompt-none-logged-in',
    request,
    'prompt=none with a session succeeds without a page; sub and auth_time stay.',
  ),
  page('oidcc-max-age-1', request, 'max_age asks again once the sign-in is older; the ID token has a later auth_time.'),
  must(
    'oidcc-max-age-10000',
    request,
    'max_age that is not reached asks nothing; both ID tokens have the same auth_time.',
  ),
  must('oidcc-ensure-request-with-unknown-parameter-succeeds', 'RFC 6749 §3.1', 'Unknown parameters are ignored.'),
  must('oidcc-id-token-hint', request, 'prompt=none with an id_token_hint of the signed-in user succeeds.'),
  must('oidcc-login-hint', request, 'login_hint succeeds.'),
  must('oidcc-ui-locales', request, 'ui_locales succeeds, known or not.'),
  must('oidcc-claims-locales', `${core} §5.2`, 'claims_locales succeeds.'),
  must(
    'oidcc-ensure-request-with-acr-values-succeeds',
    request,
    'acr_values succeeds; where `passwordAcr` is configured, a sign-in by password has that acr.',
  ),
  page(
    'oidcc-ensure-registered-redirect-uri',
    `${core} §3.1.2.1, RFC 9700 §4.1`,
    'A redirect URI that is not the registered one leads to a page, never to a redirection.',
  ),
  must('oidcc-ensure-post-request-succeeds', `${core} §3.1.2.1`, 'The authorization endpoint takes a form by POST.'),
  must(
    'oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported',
    `${core} §6.2`,
    'A request_uri that was not pushed is refused as request_uri_not_supported.',
  ),
  must(
    'oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported',
    `${core} §6.1`,
    'An unsigned request object is refused as request_not_supported to a client that has no keys.',
  ),
  must(
    'oidcc-claims-essential',
    `${core} §5.5`,
    'The claims parameter brings an essential claim into userinfo (or the ID token, where there is no access token).',
  ),
  must(
    'oidcc-ensure-request-object-with-redirect-uri',
    `${core} §6.1`,
    'An unregistered redirect URI beside an unsigned request object leads to a page: nothing goes to an address that only the object names.',
  ),
];

/** Modules of flows that redeem a code. */
export const withCode: readonly Requirement[] = [
  should(
    'oidcc-codereuse',
    'RFC 6749 §4.1.2',
    'Of two redemptions of one code at once, one succeeds and one is refused as invalid_grant.',
  ),
  must(
    'oidcc-codereuse-30seconds',
    'RFC 6749 §4.1.2',
    'A code used again after 30 seconds is refused as invalid_grant, and what it gave is revoked.',
  ),
  must('oidcc-server-client-secret-post', `${core} §9`, 'A client may authenticate with its secret in the form.'),
  must(
    'oidcc-refresh-token',
    `${core} §12, RFC 6749 §6`,
    'Refreshing gives a Bearer token that is not cached and an ID token of the same issuer, user and client; one client cannot use the token of another.',
  ),
  must('oidcc-ensure-request-with-valid-pkce-succeeds', 'RFC 7636 §4', 'A flow with PKCE (S256) succeeds.'),
];

/** Modules of flows that give an access token. */
export const withAccessToken: readonly Requirement[] = [
  must('oidcc-userinfo-get', `${core} §5.3.1`, 'Userinfo answers GET with a Bearer header.'),
  must('oidcc-userinfo-post-header', `${core} §5.3.1`, 'Userinfo answers POST with a Bearer header and no body.'),
  should('oidcc-userinfo-post-body', 'RFC 6750 §2.2', 'Userinfo answers POST with the access token in the form.'),
];

const withoutNonce = must(
  'oidcc-ensure-request-without-nonce-succeeds-for-code-flow',
  request,
  'Where no ID token comes from the authorization endpoint, nonce may be left out, and the ID token has none.',
);
const nonceRequired = must(
  'oidcc-ensure-request-without-nonce-fails',
  `${core} §3.2.2.1`,
  'Where an ID token comes from the authorization endpoint, a request without nonce is refused as invalid_request.',
);
const unsigned = notMet(
  'oidcc-idtoken-unsigned',
  `${core} §2`,
  'A client that registers alg none gets unsigned ID tokens.',
  'ID tokens are always signed; alg none is not announced, for which the module is skipped.',
);

const basicModules = [...common, unsigned, withoutNonce, ...withAccessToken, ...withCode];

export const basic: Plan = {
  name: 'basic',
  certification: 'oidcc-basic-certification-test-plan',
  title: 'Basic OpenID Provider (response type code)',
  requirements: basicModules,
};

export const basicFormPost: Plan = {
  name: 'basic-formpost',
  certification: 'oidcc-formpost-basic-certification-test-plan',
  title: 'Form Post OpenID Provider (response type code, response_mode=form_post)',
  requirements: basicModules,
};

export const implicit: Plan = {
  name: 'implicit',
  certification: 'oidcc-implicit-certification-test-plan',
  title: 'Implicit OpenID Provider (response types id_token and id_token token)',
  requirements: [...common, nonceRequired, ...withAccessToken],
};

export const hybrid: Plan = {
  name: 'hybrid',
  certification: 'oidcc-hybrid-certification-test-plan',
  title: 'Hybrid OpenID Provider (response types code id_token, code token and code id_token token)',
  requirements: [...common, withoutNonce, nonceRequired, ...withAccessToken, ...withCode],
};
