// Generated from the operations of the admin API by `npm run docs`: do not edit.
import type { CreateRegistrationTokenResult } from './types/create-registration-token-result.ts';
import type { CreateRegistrationTokenBody } from './types/create-registration-token-body.ts';

/** Operations of the admin API: Registration tokens. */
export interface RegistrationTokensOperations {
  /** Make an initial access token, with which clients register themselves (RFC 7591 §3). It is shown this once. Needs `mintmark.admin`. */
  createRegistrationToken(input?: {
    readonly body?: CreateRegistrationTokenBody | undefined;
  }): Promise<CreateRegistrationTokenResult>;
}
