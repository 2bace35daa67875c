import { noRegistration, notMet, type Plan } from './requirement.ts';

const core = 'OpenID Connect Core 1.0';
const registration = 'Registration 1.0';
const unregistered = (id: string, section: string, behaviour: string, instead?: string) =>
  notMet(id, section, behaviour, instead === undefined ? noRegistration : `${noRegistration} ${instead}`);

const proved = 'For configured clients it is proved in `test/conformance/configured-clients.test.ts`.';

/** Nearly all of it begins with a registration, so that none of it can be run as the suite does. */
export const dynamic: Plan = {
  name: 'dynamic',
  certification: 'oidcc-dynamic-certification-test-plan, oidcc-3rdparty-init-login-certification-test-plan',
  title: 'Dynamic registration and third-party-initiated login',
  requirements: [
    unregistered('oidcc-idtoken-rs256', `${core} §10.1`, 'A client that registers RS256 gets ID tokens signed so.'),
    unregistered(
      'oidcc-userinfo-rs256',
      `${core} §5.3.2`,
      'A client that registers userinfo_signed_response_alg gets userinfo as a signed JWT.',
      proved,
    ),
    unregistered(
      'oidcc-ensure-redirect-uri-in-authorization-request',
      `${core} §3.1.2.1`,
      'A request without redirect_uri leads to a page.',
      proved,
    ),
    unregistered(
      'oidcc-redirect-uri-query-OK',
      'RFC 6749 §3.1.2',
      'A query of the registered redirect URI is kept.',
      proved,
    ),
    unregistered(
      'oidcc-redirect-uri-query-mismatch',
      'RFC 6749 §3.1.2.3',
      'A redirect URI with another query leads to a page.',
      proved,
    ),
    unregistered(
      'oidcc-redirect-uri-query-added',
      'RFC 6749 §3.1.2.3',
      'A redirect URI with an added query leads to a page.',
      proved,
    ),
    unregistered(
      'oidcc-redirect-uri-regfrag',
      'RFC 6749 §3.1.2',
      'A redirect URI with a fragment cannot be registered.',
      proved,
    ),
    unregistered(
      'oidcc-registration-logo-uri',
      `${registration} §2`,
      'The sign-in page shows the logo of the client.',
      proved,
    ),
    unregistered(
      'oidcc-registration-policy-uri',
      `${registration} §2`,
      'The sign-in page links to the policy of the client.',
      proved,
    ),
    unregistered(
      'oidcc-registration-tos-uri',
      `${registration} §2`,
      'The sign-in page links to the terms of service of the client.',
      proved,
    ),
    unregistered(
      'oidcc-registration-jwks-uri',
      `${registration} §2`,
      'Keys of a registered client are fetched from its jwks_uri.',
      proved,
    ),
    unregistered(
      'oidcc-registration-sector-uri',
      `${registration} §5`,
      'A sector_identifier_uri that names the redirect URIs is accepted.',
    ),
    unregistered(
      'oidcc-registration-sector-bad',
      `${registration} §5`,
      'A sector_identifier_uri that does not is refused.',
    ),
    unregistered(
      'oidcc-server-rotate-keys',
      `${core} §10.1.1`,
      'After a rotation a new kid is published and an old one is still there.',
      '`mintmark keys rotate` does this.',
    ),
    unregistered(
      'oidcc-refresh-token-rp-key-rotation',
      `${core} §10.1.1`,
      'A new key at the jwks_uri of a client is noticed.',
      proved,
    ),
    unregistered(
      'oidcc-request-uri-unsigned',
      `${core} §6.2`,
      'An unsigned request object is fetched from request_uri.',
      'Request objects are taken by value or pushed (RFC 9126) only, and always signed.',
    ),
    unregistered(
      'oidcc-request-uri-signed-rs256',
      `${core} §6.2`,
      'A signed request object is fetched from request_uri.',
      'Request objects are taken by value or pushed (RFC 9126) only.',
    ),
    unregistered(
      'oidcc-ensure-client-assertion-with-iss-aud-succeeds',
      'RFC 7523 §3',
      'A client assertion for the issuer as audience is accepted.',
      'For configured clients it is proved in `test/conformance/ciba.test.ts`.',
    ),
    unregistered('oidcc-3rd_party-init-login', `${core} §4`, 'initiate_login_uri is registered and echoed.'),
    unregistered('oidcc-3rd_party-init-login-nohttps', `${core} §4`, 'initiate_login_uri without https is refused.'),
  ],
};
