import type { ErrorReason } from './reasons.ts';

/** What whoever meets a refusal can do, where the wire text cannot say it: shown by the error reference. Nothing that helps a guesser. */
export const advice: Readonly<Partial<Record<ErrorReason, string>>> = {
  'authorize.pkce-required':
    'Switch PKCE on in the library of the client: docs/your-library.md says how for many. A confidential client whose library has none is let off by requirePkce: false in its configuration.',
  'authorize.pkce-method':
    'A client that can do no better is let off by allowPlainTextPkce: true in its configuration.',
  'dpop.required': 'The configuration of the client says requireDPoP: true. Switch DPoP on in its library.',
  'par.required': 'The configuration of the client, or its profile, says requirePushedAuthorization: true.',
  'authorize.unmet-authentication':
    'acr_values, or the default of the client (defaultAcrValues), asks for a sign-in that was not done. Values that the server knows: passwordAcr and acrValues in its configuration.',
  'resource.algorithms-incompatible':
    'The APIs of the scopes accept no common signing algorithm or typ (allowedAccessTokenSigningAlgorithms, accessTokenJwtType). Ask for one of them by resource.',
};
