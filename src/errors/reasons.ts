import { browserReasons } from './browser-reasons.ts';
import { delegationReasons } from './delegation-reasons.ts';
import { detailReasons } from './detail-reasons.ts';
import { documentReasons } from './document-reasons.ts';
import { type Reason, reason } from './reason.ts';
import { registrationReasons } from './registration-reasons.ts';

/** The only catalogue of refusals. Documented as `docs/errors/<reason>`, which is `error_uri`. */
export const reasons = {
  // The request as a message
  'request.method': reason(405, 'invalid_request', 'The method is not allowed here.', 'RFC 6749 §3.2'),
  'request.content-type': reason(
    415,
    'invalid_request',
    'The body must be application/x-www-form-urlencoded.',
    'RFC 6749 §3.2',
  ),
  'request.content-encoding': reason(415, 'invalid_request', 'The body must not be compressed.', 'RFC 9110 §15.5.16'),
  'request.too-large': reason(413, 'invalid_request', 'The body is too large.', 'RFC 9110 §15.5.14'),
  'request.malformed': reason(
    400,
    'invalid_request',
    'The body is not a well-formed UTF-8 form.',
    'RFC 6749 §5.2, App. B',
  ),
  'request.repeated-parameter': reason(400, 'invalid_request', 'A parameter is repeated.', 'RFC 6749 §3.2', [
    'parameter',
  ]),
  'request.missing-parameter': reason(400, 'invalid_request', 'A required parameter is missing.', 'RFC 6749 §5.2', [
    'parameter',
  ]),
  'request.parameter-too-long': reason(400, 'invalid_request', 'A parameter is too long.', 'RFC 6749 §5.2', [
    'parameter',
  ]),
  'request.invalid-parameter': reason(400, 'invalid_request', 'A parameter has an invalid value.', 'RFC 6749 §5.2', [
    'parameter',
  ]),
  'request.refused': reason(400, 'access_denied', 'The request was refused.', 'RFC 6749 §4.1.2.1, §5.2'),
  'request.rate-limited': reason(429, 'temporarily_unavailable', 'Too many requests. Try again later.', 'RFC 6585 §4'),
  'request.not-found': reason(404, 'not_found', 'There is nothing here.', 'RFC 9110 §15.5.5'),
  'server.unavailable': reason(
    503,
    'temporarily_unavailable',
    'The server cannot answer now. Try again shortly.',
    'RFC 6749 §4.1.2.1',
  ),
  'server.error': reason(500, 'server_error', 'The server met an unexpected condition.', 'RFC 6749 §4.1.2.1'),
  'server.body-read': reason(500, 'server_error', 'The server met an unexpected condition.', 'RFC 6749 §4.1.2.1'),

  // Client authentication
  'client.no-credentials': reason(401, 'invalid_client', 'Client authentication is missing.', 'RFC 6749 §2.3'),
  'client.several-methods': reason(
    400,
    'invalid_request',
    'Use one client authentication method only.',
    'RFC 6749 §2.3',
  ),
  'client.malformed-header': reason(
    400,
    'invalid_request',
    'The Authorization header is malformed.',
    'RFC 6749 §2.3.1, RFC 7617 §2',
  ),
  'client.unknown': reason(401, 'invalid_client', 'Client authentication failed.', 'RFC 6749 §5.2', ['clientId']),
  'client.disabled': reason(401, 'invalid_client', 'Client authentication failed.', 'RFC 6749 §5.2', ['clientId']),
  'client.wrong-secret': reason(401, 'invalid_client', 'Client authentication failed.', 'RFC 6749 §2.3.1', [
    'clientId',
  ]),
  'client.method-not-allowed': reason(401, 'invalid_client', 'Client authentication failed.', 'RFC 6749 §2.3'),
  'client.unknown-scheme': reason(
    401,
    'invalid_client',
    'Use the scheme Basic, or another client authentication method.',
    'RFC 6749 §5.2',
  ),
  'client.assertion-type': reason(
    401,
    'invalid_client',
    'This client_assertion_type is not supported.',
    'RFC 6749 §5.2, RFC 7521 §4.2',
  ),
  'client.assertion-invalid': reason(401, 'invalid_client', 'Client authentication failed.', 'RFC 7523 §3'),
  'client.assertion-replayed': reason(401, 'invalid_client', 'Client authentication failed.', 'RFC 7523 §3 (7)'),
  'client.certificate-invalid': reason(401, 'invalid_client', 'Client authentication failed.', 'RFC 8705 §2'),
  'client.keys-unavailable': reason(401, 'invalid_client', 'Client authentication failed.', 'RFC 7523 §3'),
  'client.grant-not-allowed': reason(
    400,
    'unauthorized_client',
    'The client may not use this grant type.',
    'RFC 6749 §5.2',
    ['grantType'],
  ),

  // Grant types, scopes and resources
  'grant.unsupported': reason(400, 'unsupported_grant_type', 'This grant_type is not supported.', 'RFC 6749 §5.2', [
    'grantType',
  ]),
  'grant.refused': reason(400, 'invalid_grant', 'The grant was refused.', 'RFC 6749 §5.2'),
  'scope.missing': reason(
    400,
    'invalid_scope',
    'No scope was asked for and the client has no default.',
    'RFC 6749 §3.3',
  ),
  'scope.malformed': reason(400, 'invalid_scope', 'The scope is malformed or too long.', 'RFC 6749 §3.3', ['scope']),
  'scope.not-allowed': reason(
    400,
    'invalid_scope',
    'A requested scope is unknown or not allowed for the client.',
    'RFC 6749 §3.3',
    ['scope'],
  ),
  'scope.withdrawn': reason(
    400,
    'invalid_grant',
    'The client may have nothing any more of what was granted.',
    'RFC 6749 §6',
    ['scope'],
  ),
  'scope.exceeds-grant': reason(400, 'invalid_scope', 'A requested scope was not granted originally.', 'RFC 6749 §6', [
    'scope',
  ]),
  'resource.malformed': reason(
    400,
    'invalid_target',
    'The resource must be an absolute URI without a fragment.',
    'RFC 8707 §2',
    ['resource'],
  ),
  'resource.unknown': reason(
    400,
    'invalid_target',
    'The resource is unknown or none of the scopes belongs to it.',
    'RFC 8707 §2',
    ['resource'],
  ),
  'resource.not-granted': reason(400, 'invalid_target', 'The resource was not granted originally.', 'RFC 8707 §2.2', [
    'resource',
  ]),
  'resource.nothing-left': reason(
    400,
    'invalid_target',
    'The token would be for nothing: name a resource that these scopes belong to.',
    'RFC 8707 §2',
    ['scope'],
  ),
  'resource.algorithms-incompatible': reason(
    400,
    'invalid_target',
    'The resources cannot share one token.',
    'RFC 9068 §2.2',
    ['resource'],
  ),

  // Grants
  'code.unknown': reason(400, 'invalid_grant', 'The code is invalid, expired or was used before.', 'RFC 6749 §4.1.3'),
  'code.expired': reason(400, 'invalid_grant', 'The code is invalid, expired or was used before.', 'RFC 6749 §4.1.2'),
  'code.replayed': reason(400, 'invalid_grant', 'The code is invalid, expired or was used before.', 'RFC 6749 §4.1.2'),
  'code.wrong-client': reason(
    400,
    'invalid_grant',
    'The code is invalid, expired or was used before.',
    'RFC 6749 §4.1.3',
    ['issuedTo'],
  ),
  'code.redirect-uri': reason(
    400,
    'invalid_grant',
    'redirect_uri is not that of the authorization request.',
    'RFC 6749 §4.1.3',
    ['redirectUri'],
  ),
  'code.verifier': reason(400, 'invalid_grant', 'code_verifier does not match.', 'RFC 7636 §4.6'),
  'password.wrong-credentials': reason(400, 'invalid_grant', 'invalid_username_or_password', 'RFC 6749 §4.3.2'),
  'password.locked': reason(
    429,
    'temporarily_unavailable',
    'Too many wrong passwords for this user name. Try again later.',
    'RFC 6749 §10.10',
  ),
  'subject.inactive': reason(400, 'invalid_grant', 'The user may not sign in.', 'RFC 6749 §5.2', ['subjectId']),
  'refresh.unknown': reason(400, 'invalid_grant', 'The refresh token is invalid, expired or revoked.', 'RFC 6749 §6'),
  'refresh.expired': reason(400, 'invalid_grant', 'The refresh token is invalid, expired or revoked.', 'RFC 6749 §6'),
  'refresh.replayed': reason(
    400,
    'invalid_grant',
    'The refresh token is invalid, expired or revoked.',
    'RFC 9700 §4.14.2',
  ),
  'refresh.wrong-client': reason(
    400,
    'invalid_grant',
    'The refresh token is invalid, expired or revoked.',
    'RFC 6749 §6',
    ['issuedTo'],
  ),
  'refresh.session-ended': reason(
    400,
    'invalid_grant',
    'The refresh token is invalid, expired or revoked.',
    'RFC 6749 §6',
  ),
  'refresh.offline-access-withdrawn': reason(
    400,
    'invalid_grant',
    'The refresh token is invalid, expired or revoked.',
    'RFC 6749 §6',
  ),

  // Proof of possession
  'proof.missing': reason(
    400,
    'invalid_grant',
    'Proof of possession is required, as it was to obtain the grant.',
    'RFC 9449 §5',
  ),
  'proof.different-key': reason(
    400,
    'invalid_grant',
    'The proof was made with another key than before.',
    'RFC 9449 §5',
  ),

  'dpop.required': reason(400, 'invalid_request', 'The client must send a DPoP proof.', 'RFC 9449 §5'),
  'mutual-tls.required': reason(
    400,
    'invalid_request',
    'The client must show its certificate, and send no DPoP proof beside it.',
    'RFC 8705 §3',
  ),

  // Userinfo
  'userinfo.no-token': reason(401, '', 'An access token is required.', 'RFC 6750 §3.1'),
  'userinfo.invalid-token': reason(
    401,
    'invalid_token',
    'The access token is invalid, expired or revoked.',
    'RFC 6750 §3.1',
  ),
  'userinfo.invalid-proof': reason(
    401,
    'invalid_dpop_proof',
    'The DPoP proof is missing, invalid or without the nonce asked for.',
    'RFC 9449 §7.1',
  ),
  'userinfo.several-tokens': reason(
    400,
    'invalid_request',
    'Send the access token in one place only, and never in the URL.',
    'RFC 6750 §2, RFC 9700 §4.3.2',
  ),
  'userinfo.insufficient-scope': reason(
    403,
    'insufficient_scope',
    'The access token needs the scope openid.',
    'OpenID Connect Core 1.0 §5.3.1',
  ),

  // DPoP proofs
  'dpop.several': reason(400, 'invalid_request', 'Send one DPoP header only.', 'RFC 9449 §4.3 (1)'),
  'dpop.malformed': reason(400, 'invalid_dpop_proof', 'The DPoP proof is not a well-formed JWT.', 'RFC 9449 §4.3 (2)'),
  'dpop.header': reason(
    400,
    'invalid_dpop_proof',
    "The DPoP proof's typ, alg or jwk is not acceptable.",
    'RFC 9449 §4.3 (4, 5, 7)',
  ),
  'dpop.signature': reason(400, 'invalid_dpop_proof', "The DPoP proof's signature is wrong.", 'RFC 9449 §4.3 (6)'),
  'dpop.claims': reason(400, 'invalid_dpop_proof', 'The DPoP proof lacks a claim.', 'RFC 9449 §4.3 (3)'),
  'dpop.method': reason(400, 'invalid_dpop_proof', "The DPoP proof's htm is wrong.", 'RFC 9449 §4.3 (8)'),
  'dpop.url': reason(400, 'invalid_dpop_proof', "The DPoP proof's htu is wrong.", 'RFC 9449 §4.3 (9)'),
  'dpop.time': reason(400, 'invalid_dpop_proof', "The DPoP proof's iat is not now.", 'RFC 9449 §4.3 (11)'),
  'dpop.access-token': reason(400, 'invalid_dpop_proof', "The DPoP proof's ath is wrong.", 'RFC 9449 §4.3 (12)'),
  'dpop.replayed': reason(400, 'invalid_dpop_proof', 'The DPoP proof was used before.', 'RFC 9449 §11.1'),
  'dpop.nonce': reason(400, 'use_dpop_nonce', 'Use the nonce of the DPoP-Nonce header.', 'RFC 9449 §8'),

  // Device codes and backchannel authentication requests
  'polling.slow-down': reason(400, 'slow_down', 'Poll less often, 5 seconds more from now on.', 'RFC 8628 §3.5'),
  'polling.pending': reason(400, 'authorization_pending', 'The user has not decided yet.', 'RFC 8628 §3.5'),
  'polling.denied': reason(400, 'access_denied', 'The user refused.', 'RFC 8628 §3.5'),
  'polling.expired': reason(400, 'expired_token', 'The user did not decide in time. Begin anew.', 'RFC 8628 §3.5'),
  'polling.unknown': reason(400, 'invalid_grant', 'The code is invalid or was used before.', 'RFC 8628 §3.5'),
  'polling.wrong-client': reason(400, 'invalid_grant', 'The code is invalid or was used before.', 'RFC 8628 §3.5', [
    'issuedTo',
  ]),
  'polling.replayed': reason(400, 'invalid_grant', 'The code is invalid or was used before.', 'RFC 6749 §4.1.2'),
  'decision.unknown': reason(
    400,
    'invalid_request',
    'There is nothing to decide here: the code is wrong, too old, or was used before.',
    'RFC 8628 §3.3',
  ),
  'decision.invalid': reason(400, 'invalid_request', 'More was granted than was asked for.', 'RFC 6749 §3.3'),
  'ciba.public-client': reason(400, 'unauthorized_client', 'The client may not use CIBA.', 'CIBA Core 1.0 §7.1'),
  'ciba.openid-missing': reason(400, 'invalid_scope', 'The scope must hold openid.', 'CIBA Core 1.0 §7.1'),
  'ciba.hints': reason(
    400,
    'invalid_request',
    'Send one of login_hint, login_hint_token and id_token_hint.',
    'CIBA Core 1.0 §7.1',
  ),
  'ciba.id-token-hint': reason(400, 'invalid_request', 'The id_token_hint is invalid.', 'CIBA Core 1.0 §7.1'),
  'ciba.notification-token': reason(
    400,
    'invalid_request',
    'A well-formed client_notification_token is required.',
    'CIBA Core 1.0 §7.1',
  ),
  'ciba.request-object': reason(400, 'invalid_request', 'The request object is invalid.', 'CIBA Core 1.0 §7.1.1'),
  'ciba.request-object-required': reason(
    400,
    'invalid_request',
    'The client must sign its request.',
    'CIBA Core 1.0 §7.1.1',
  ),
  'ciba.access-denied': reason(403, 'access_denied', 'The request was refused.', 'CIBA Core 1.0 §13'),
  'ciba.expired-hint': reason(400, 'expired_login_hint_token', 'The login_hint_token is expired.', 'CIBA Core 1.0 §13'),
  'ciba.unknown-user': reason(400, 'unknown_user_id', 'The hint names no user.', 'CIBA Core 1.0 §13', ['hint']),
  'ciba.missing-user-code': reason(400, 'missing_user_code', 'The user_code is missing.', 'CIBA Core 1.0 §13'),
  'ciba.invalid-user-code': reason(400, 'invalid_user_code', 'The user_code is wrong.', 'CIBA Core 1.0 §13'),
  'ciba.binding-message': reason(
    400,
    'invalid_binding_message',
    'The binding_message must be 100 characters or fewer, each of which can be seen.',
    'CIBA Core 1.0 §13',
  ),

  // Tokens presented to the server
  'token.unsupported-type': reason(
    400,
    'unsupported_token_type',
    'This token type cannot be revoked here.',
    'RFC 7009 §2.2.1',
  ),
  'token.too-long': reason(500, 'server_error', 'The token would have too many claims.', 'RFC 6749 §5.2'),

  ...detailReasons,
  ...browserReasons,
  ...delegationReasons,
  ...registrationReasons,
  ...documentReasons,
} as const satisfies Readonly<Record<string, Reason>>;

/** A closed union: metrics, tests and docs use these. */
export type ErrorReason = keyof typeof reasons;
