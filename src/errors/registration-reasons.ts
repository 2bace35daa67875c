import { type Reason, reason } from './reason.ts';

/** Why a client that introduces itself was refused: a part of the catalogue. Developers read these, so that most come with a text of their own. */
export const registrationReasons = {
  'registration.redirect-uri': reason(
    400,
    'invalid_redirect_uri',
    'A redirect URI cannot be registered.',
    'RFC 7591 §3.2.2',
  ),
  'registration.metadata': reason(
    400,
    'invalid_client_metadata',
    'The client metadata is invalid or contradicts the policy of this server.',
    'RFC 7591 §3.2.2',
  ),
  'registration.software-statement': reason(
    400,
    'invalid_software_statement',
    'The software statement is invalid.',
    'RFC 7591 §3.2.2',
  ),
  'registration.unapproved-software': reason(
    400,
    'unapproved_software_statement',
    'The issuer of the software statement is not one that this server trusts.',
    'RFC 7591 §3.2.2',
  ),
  'registration.invalid-token': reason(
    401,
    'invalid_token',
    'A token that is good for this is required.',
    'RFC 7591 §3, RFC 7592 §2, RFC 6750 §3.1',
  ),
  'registration.content-type': reason(415, 'invalid_request', 'The body must be application/json.', 'RFC 7591 §3.1'),
} as const satisfies Readonly<Record<string, Reason>>;
