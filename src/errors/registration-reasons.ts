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
} as const satisfies Readonly<Record<string, Reason>>;
