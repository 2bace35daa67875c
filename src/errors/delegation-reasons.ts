import { type Reason, reason } from './reason.ts';

const assertion = 'The assertion is invalid, expired or was used before.';
const exchange = 'RFC 8693 §2.2.2';

/** What is refused of token exchange and of assertions of other issuers. */
export const delegationReasons = {
  'exchange.not-allowed': reason(400, 'unauthorized_client', 'The client may not make this exchange.', exchange),
  'exchange.token-type': reason(400, 'invalid_request', 'This token type is not supported here.', 'RFC 8693 §2.1, §3'),
  'exchange.subject-token': reason(
    400,
    'invalid_request',
    'The subject_token is invalid, expired, revoked or not for this client.',
    exchange,
  ),
  'exchange.actor-token': reason(
    400,
    'invalid_request',
    'The actor_token is invalid, expired, revoked or not for this client.',
    exchange,
  ),
  'exchange.actor': reason(400, 'invalid_request', 'This actor may not act for this subject.', 'RFC 8693 §2.2.2, §4.4'),
  'exchange.chain': reason(
    400,
    'invalid_request',
    'The chain of actors would be too long, or would lead in a circle.',
    'RFC 8693 §4.1',
  ),
  'exchange.target': reason(400, 'invalid_target', 'No token is issued for this audience or resource.', exchange, [
    'resource',
  ]),
  'assertion.invalid': reason(400, 'invalid_grant', assertion, 'RFC 7521 §4.1.1, RFC 7523 §3.1'),
  'assertion.replayed': reason(400, 'invalid_grant', assertion, 'RFC 7523 §3 (7)'),
  'assertion.subject': reason(
    400,
    'invalid_grant',
    'The assertion is about nobody who is known here.',
    'RFC 7521 §4.1.1',
  ),
  'assertion.key': reason(
    400,
    'invalid_grant',
    'The assertion is bound to a key: send a proof made with it.',
    'draft-ietf-oauth-identity-assertion-authz-grant §8.5',
  ),
  'issuer.keys-unavailable': reason(
    503,
    'temporarily_unavailable',
    'The keys of the issuer cannot be fetched now. Try again shortly.',
    'RFC 7523 §3 (9)',
  ),
} as const satisfies Readonly<Record<string, Reason>>;
