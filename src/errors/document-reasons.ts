import { type Reason, reason } from './reason.ts';

const draft = 'draft-ietf-oauth-client-id-metadata-document-02';

/** Why a client whose id is the address of a document about it was refused: a part of the catalogue. */
export const documentReasons = {
  'document.url': reason(
    400,
    'unauthorized_client',
    'The client_id is not the URL that a metadata document can have.',
    `${draft} §3`,
  ),
  'document.host': reason(
    400,
    'unauthorized_client',
    'Metadata documents of that host are not accepted here.',
    `${draft} §8`,
  ),
  'document.invalid': reason(
    400,
    'invalid_client_metadata',
    'The metadata document of the client is invalid.',
    `${draft} §4`,
  ),
  'document.unavailable': reason(
    503,
    'temporarily_unavailable',
    'The metadata document of the client cannot be fetched now.',
    `${draft} §5.1`,
  ),
} as const satisfies Readonly<Record<string, Reason>>;
