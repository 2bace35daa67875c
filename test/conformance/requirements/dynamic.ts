import { must, notMet, type Plan, page } from './requirement.ts';

const core = 'OpenID Connect Core 1.0';
const registration = 'Registration 1.0';

/** Request objects come by value or by a push, so that no request makes the server call an address (RFC 9101 §10.4, RFC 9126). */
const noFetching =
  'A decision: request objects are taken by value or pushed (RFC 9126), and always signed, so that no authorization request makes the server call an address. Clients are told request_uri_not_supported, and discovery says so.';

export const dynamic: Plan = {
  name: 'dynamic',
  certification: 'oidcc-dynamic-certification-test-plan, oidcc-3rdparty-init-login-certification-test-plan',
  title: 'Dynamic registration and third-party-initiated login',
  requirements: [
    must('oidcc-idtoken-rs256', `${core} §10.1`, 'A client that registers RS256 gets ID tokens signed so.'),
    must(
      'oidcc-userinfo-rs256',
      `${core} §5.3.2`,
      'A client that registers userinfo_signed_response_alg gets userinfo as a signed JWT.',
    ),
    page(
      'oidcc-ensure-redirect-uri-in-authorization-request',
      `${core} §3.1.2.1`,
      'A request without redirect_uri leads to a page.',
    ),
    must('oidcc-redirect-uri-query-OK', 'RFC 6749 §3.1.2', 'A query of the registered redirect URI is kept.'),
    page(
      'oidcc-redirect-uri-query-mismatch',
      'RFC 6749 §3.1.2.3',
      'A redirect URI with another query leads to a page.',
    ),
    page('oidcc-redirect-uri-query-added', 'RFC 6749 §3.1.2.3', 'A redirect URI with an added query leads to a page.'),
    must('oidcc-redirect-uri-regfrag', 'RFC 6749 §3.1.2', 'A redirect URI with a fragment cannot be registered.'),
    page(
      'oidcc-registration-logo-uri',
      `${registration} §2`,
      'The sign-in page shows the logo of the client, fetched once and served by this server.',
    ),
    page('oidcc-registration-policy-uri', `${registration} §2`, 'The sign-in page links to the policy of the client.'),
    page(
      'oidcc-registration-tos-uri',
      `${registration} §2`,
      'The sign-in page links to the terms of service of the client.',
    ),
    must(
      'oidcc-registration-jwks-uri',
      `${registration} §2`,
      'Keys of a registered client are fetched from its jwks_uri.',
    ),
    must(
      'oidcc-registration-sector-uri',
      `${registration} §5`,
      'A sector_identifier_uri that names the redirect URIs is accepted.',
    ),
    must('oidcc-registration-sector-bad', `${registration} §5`, 'A sector_identifier_uri that does not is refused.'),
    must(
      'oidcc-server-rotate-keys',
      `${core} §10.1.1`,
      'After a rotation a new kid is published and an old one is still there.',
    ),
    must('oidcc-refresh-token-rp-key-rotation', `${core} §10.1.1`, 'A new key at the jwks_uri of a client is noticed.'),
    notMet(
      'oidcc-request-uri-unsigned',
      `${core} §6.2`,
      'An unsigned request object is fetched from request_uri.',
      noFetching,
    ),
    notMet(
      'oidcc-request-uri-signed-rs256',
      `${core} §6.2`,
      'A signed request object is fetched from request_uri.',
      noFetching,
    ),
    must(
      'oidcc-ensure-client-assertion-with-iss-aud-succeeds',
      'RFC 7523 §3',
      'A client assertion for the issuer as audience is accepted.',
    ),
    must('oidcc-3rd_party-init-login', `${core} §4`, 'initiate_login_uri is registered and echoed.'),
    must('oidcc-3rd_party-init-login-nohttps', `${core} §4`, 'initiate_login_uri without https is refused.'),
  ],
};
