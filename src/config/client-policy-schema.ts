import { list, privateUseSchemes, text } from './rules.ts';

/** What a policy for clients that nobody configured says alike, whichever way they come. */
export const clientPolicyMembers = {
  authorizationDetailTypes: list(text())
    .default([])
    .describe('Types of `authorization_details` that they may have at the most; one that names none has none.'),
  privateUseSchemes: privateUseSchemes()
    .default([])
    .describe(
      'Schemes without a dot that their redirect URIs may have, such as `cursor`; those with a dot they all may.',
    ),
};
