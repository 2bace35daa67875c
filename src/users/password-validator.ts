import type { Client } from '../model/client.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import type { JsonObject } from '../model/json.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Subject } from '../model/subject.ts';

/** A name and a password to verify. */
export interface PasswordValidationRequest {
  readonly username: string;
  /** Never log it. */
  readonly password: string;
  /** For whom; absent when the user signs in to this server's own pages. */
  readonly client?: Client | undefined;
  readonly parameters: FormParameters;
  /** Names a browser in which this very account signed in before, as it proved; absent: a stranger. Whoever guesses does not lock it out. */
  readonly knownBrowser?: string | undefined;
  readonly context: RequestContext;
}

/** The user, or a refusal. */
export type PasswordValidationResult =
  | { readonly subject: Subject; readonly customResponse?: JsonObject | undefined }
  | {
      /** `invalid_grant` unless said otherwise. */
      readonly error: string;
      readonly errorDescription?: string | undefined;
      readonly customResponse?: JsonObject | undefined;
    };

/** Verifies user name and password for the password grant and the sign-in page. Derive from `ResourceOwnerPasswordValidator`. */
export interface IResourceOwnerPasswordValidator {
  validate(request: PasswordValidationRequest): Promise<PasswordValidationResult>;
}
