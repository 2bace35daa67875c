import { type Reason, reason } from './reason.ts';

const code = 'invalid_authorization_details';

/** Why `authorization_details` were refused (RFC 9396): a part of the catalogue. */
export const detailReasons = {
  'details.malformed': reason(
    400,
    code,
    'authorization_details must be a JSON array of objects with a type.',
    'RFC 9396 §2, §5',
  ),
  'details.unknown-type': reason(400, code, 'A type of authorization_details is unknown.', 'RFC 9396 §5', [
    'detailType',
  ]),
  'details.not-allowed': reason(
    400,
    code,
    'The client may not have authorization_details of this type, or not in this way.',
    'RFC 9396 §6, §10',
  ),
  'details.invalid': reason(
    400,
    code,
    'An entry of authorization_details does not conform to its type.',
    'RFC 9396 §5',
  ),
  'details.refused': reason(400, code, 'The authorization_details were refused.', 'RFC 9396 §5, §6'),
  'details.exceed-grant': reason(
    400,
    code,
    'The authorization_details are more than what was granted.',
    'RFC 9396 §6, §6.1',
  ),
  'details.withdrawn': reason(
    400,
    'invalid_grant',
    'The client may have nothing any more of what was granted.',
    'RFC 6749 §6',
  ),
} as const satisfies Readonly<Record<string, Reason>>;
