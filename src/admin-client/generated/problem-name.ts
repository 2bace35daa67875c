// Generated from the operations of the admin API by `npm run docs`: do not edit.
/** The problems that the admin API knows, by the last part of their `type` (RFC 9457). */
export type AdminProblemName = 'invalid' | 'not-json' | 'no-token' | 'invalid-token' | 'insufficient-scope' | 'not-an-administrator' | 'not-found' | 'no-such-path' | 'method-not-allowed' | 'exists' | 'configured' | 'not-possible' | 'configuration-refused' | 'changed-meanwhile' | 'too-large' | 'unsupported-media-type' | 'precondition-required' | 'failed' | 'unavailable';
