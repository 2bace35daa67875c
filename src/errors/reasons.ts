/** How one reason for a refusal looks on the wire. */
interface Reason {
  readonly error: string;
  readonly status: number;
  /** Wire text: helps an honest developer, tells a guesser nothing. */
  readonly description: string;
  /** Where the rule stands. */
  readonly section: string;
}

function reason(status: number, error: string, description: string, section: string): Reason {
  return { error, status, description, section };
}

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
  'request.too-large': reason(413, 'invalid_request', 'The body is too large.', 'RFC 9110 §15.5.14'),
  'request.malformed': reason(
    400,
    'invalid_request',
    'The body is not a well-formed UTF-8 form.',
    'RFC 6749 §5.2, App. B',
  ),
  'request.repeated-parameter': reason(400, 'invalid_request', 'A parameter is repeated.', 'RFC 6749 §3.2'),
  'request.missing-parameter': reason(400, 'invalid_request', 'A required parameter is missing.', 'RFC 6749 §5.2'),
  'request.parameter-too-long': reason(400, 'invalid_request', 'A parameter is too long.', 'RFC 6749 §5.2'),
  'request.invalid-parameter': reason(400, 'invalid_request', 'A parameter has an invalid value.', 'RFC 6749 §5.2'),
  'request.rate-limited': reason(429, 'temporarily_unavailable', 'Too many requests. Try again later.', 'RFC 6585 §4'),
  'request.not-found': reason(404, 'not_found', 'There is nothing here.', 'RFC 9110 §15.5.5'),
  'server.unavailable': reason(
    503,
    'temporarily_unavailable',
    'The server cannot answer now. Try again shortly.',
    'RFC 6749 §4.1.2.1',
  ),
  'server.error': reason(500, 'server_error', 'The server met an unexpected condition.', 'RFC 6749 §4.1.2.1'),

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
  'client.unknown': reason(401, 'invalid_client', 'Client authentication failed.', 'RFC 6749 §5.2'),
  'client.disabled': reason(401, 'invalid_client', 'Client authentication failed.', 'RFC 6749 §5.2'),
  'client.wrong-secret': reason(401, 'invalid_client', 'Client authentication failed.', 'RFC 6749 §2.3.1'),
  'client.method-not-allowed': reason(401, 'invalid_client', 'Client authentication failed.', 'RFC 6749 §2.3'),
  'client.assertion-type': reason(
    400,
    'invalid_request',
    'This client_assertion_type is not supported.',
    'RFC 7521 §4.2',
  ),
  'client.assertion-invalid': reason(401, 'invalid_client', 'Client authentication failed.', 'RFC 7523 §3'),
  'client.assertion-replayed': reason(401, 'invalid_client', 'Client authentication failed.', 'RFC 7523 §3 (7)'),
  'client.keys-unavailable': reason(401, 'invalid_client', 'Client authentication failed.', 'RFC 7523 §3'),
  'client.grant-not-allowed': reason(
    400,
    'unauthorized_client',
    'The client may not use this grant type.',
    'RFC 6749 §5.2',
  ),

  // Grant types, scopes and resources
  'grant.unsupported': reason(400, 'unsupported_grant_type', 'This grant_type is not supported.', 'RFC 6749 §5.2'),
  'grant.refused': reason(400, 'invalid_grant', 'The grant was refused.', 'RFC 6749 §5.2'),
  'scope.missing': reason(
    400,
    'invalid_scope',
    'No scope was asked for and the client has no default.',
    'RFC 6749 §3.3',
  ),
  'scope.malformed': reason(400, 'invalid_scope', 'The scope is malformed or too long.', 'RFC 6749 §3.3'),
  'scope.not-allowed': reason(
    400,
    'invalid_scope',
    'A requested scope is unknown or not allowed for the client.',
    'RFC 6749 §3.3',
  ),
  'scope.exceeds-grant': reason(400, 'invalid_scope', 'A requested scope was not granted originally.', 'RFC 6749 §6'),
  'resource.malformed': reason(
    400,
    'invalid_target',
    'The resource must be an absolute URI without a fragment.',
    'RFC 8707 §2',
  ),
  'resource.unknown': reason(
    400,
    'invalid_target',
    'The resource is unknown or none of the scopes belongs to it.',
    'RFC 8707 §2',
  ),
  'resource.not-granted': reason(400, 'invalid_target', 'The resource was not granted originally.', 'RFC 8707 §2.2'),
  'resource.algorithms-incompatible': reason(
    400,
    'invalid_target',
    'The resources cannot share one token.',
    'RFC 9068 §2.2',
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
  ),
  'code.redirect-uri': reason(
    400,
    'invalid_grant',
    'redirect_uri is not that of the authorization request.',
    'RFC 6749 §4.1.3',
  ),
  'code.verifier': reason(400, 'invalid_grant', 'code_verifier does not match.', 'RFC 7636 §4.6'),
  'password.wrong-credentials': reason(400, 'invalid_grant', 'invalid_username_or_password', 'RFC 6749 §4.3.2'),
  'subject.inactive': reason(400, 'invalid_grant', 'The user may not sign in.', 'RFC 6749 §5.2'),
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
  ),
  'refresh.offline-access-withdrawn': reason(
    400,
    'invalid_grant',
    'The refresh token is invalid, expired or revoked.',
    'RFC 6749 §6',
  ),

  // Proof of possession
  'proof.missing': reason(400, 'invalid_grant', 'Proof of possession is required, as it was to obtain the grant.', 'RFC 9449 §5'),
  'proof.different-key': reason(400, 'invalid_grant', 'The proof was made with another key than before.', 'RFC 9449 §5'),

  'dpop.required': reason(400, 'invalid_request', 'The client must send a DPoP proof.', 'RFC 9449 §5'),

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

  // Tokens presented to the server
  'token.unsupported-type': reason(
    400,
    'unsupported_token_type',
    'This token type cannot be revoked here.',
    'RFC 7009 §2.2.1',
  ),
} as const satisfies Readonly<Record<string, Reason>>;

/** A closed union: metrics, tests and docs use these. */
export type ErrorReason = keyof typeof reasons;
