import { must, type Plan, should } from './requirement.ts';

const rfc = 'RFC 9396';

/** Every demand of RFC 9396 on the server; there is no plan of the foundation for it, so that the names are our own. */
export const richAuthorization: Plan = {
  name: 'rich-authorization',
  certification: 'none: the demands of RFC 9396 on a server',
  title: 'Rich authorization requests',
  requirements: [
    must('rar-array-of-objects', `${rfc} §2`, 'What is no JSON array of objects with a type is refused.'),
    must('rar-type-exact', `${rfc} §2.1, §13`, 'Types and texts are compared character by character.'),
    must('rar-authorization-request', `${rfc} §3`, 'Details can be asked for at the authorization endpoint.'),
    must('rar-pushed', `${rfc} §3, §11.4`, 'Details can be pushed, and are what the person is asked for.'),
    must('rar-request-object', `${rfc} §3, §13`, 'Details can stand in a signed request, as JSON or as text.'),
    must('rar-device', `${rfc} §3`, 'Details can be asked for by a device.'),
    must('rar-ciba', `${rfc} §3`, 'Details can be asked for over the back channel.'),
    must('rar-scope-combined', `${rfc} §3.1`, 'Scope and details of one request are both granted.'),
    must('rar-consent-merged', `${rfc} §3.1`, 'The consent page shows scopes and details together.'),
    must('rar-resource-no-impact', `${rfc} §3.2`, 'resource takes nothing from the details of a request.'),
    must('rar-unknown-type', `${rfc} §5`, 'An unknown type is refused as invalid_authorization_details.'),
    must('rar-unknown-field', `${rfc} §5`, 'An unknown field is refused as invalid_authorization_details.'),
    must('rar-wrong-type-of-field', `${rfc} §5`, 'A field of the wrong type is refused likewise.'),
    must('rar-invalid-value', `${rfc} §5`, 'A field with an invalid value is refused likewise.'),
    must('rar-missing-field', `${rfc} §5`, 'A missing field is refused likewise.'),
    must('rar-token-narrows', `${rfc} §6, §6.1`, 'A token request gets the part of the grant that it asks for.'),
    must(
      'rar-token-exceeds',
      `${rfc} §6`,
      'A token request for more than was granted is refused, and uses up nothing.',
    ),
    must('rar-refresh-narrows', `${rfc} §6.1`, 'A refresh may ask for less; what was granted stays as it was.'),
    must('rar-client-policy', `${rfc} §6`, 'By client_credentials a client gets what its policy allows, and no more.'),
    must('rar-token-response', `${rfc} §7`, 'The token response says which details the access token has.'),
    should('rar-enriched', `${rfc} §7.1`, 'What the person chose is in the token and in its response.'),
    must('rar-token-error', `${rfc} §8`, 'The token endpoint refuses malformed details in the same way.'),
    must('rar-available-to-api', `${rfc} §9`, 'The API of a token finds its details there.'),
    should('rar-jwt', `${rfc} §9.1`, 'A JWT has the details as a claim, those of its audience alone.'),
    must(
      'rar-introspection',
      `${rfc} §9.2`,
      'Introspection has them as a member of the same structure, for the API that asks.',
    ),
    should('rar-metadata', `${rfc} §10`, 'Discovery names the types.'),
    must(
      'rar-sanitized',
      `${rfc} §13`,
      'What a client wrote is shown as text, and what cannot be seen in it is replaced.',
    ),
  ],
};
