import type { AuthorizationDetails } from '../model/authorization-details.ts';
import type { Client } from '../model/client.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import type { JsonObject } from '../model/json.ts';

/** A backchannel authentication request that passed every check. */
export interface CibaRequest {
  readonly client: Client;
  /** As sent, or the members of the request object; unknown ones included. Holds secrets: never log it. */
  readonly parameters: FormParameters;
  readonly subjectId: string;
  readonly scopes: readonly string[];
  /** `authorization_details` as their types understand them (RFC 9396); absent: none. */
  readonly authorizationDetails?: AuthorizationDetails | undefined;
  readonly resourceIndicators: readonly string[];
  readonly bindingMessage?: string | undefined;
  readonly acrValues: readonly string[];
  /** Ping mode only. */
  readonly clientNotificationToken?: string | undefined;
  /** Seconds. */
  readonly lifetime: number;
  /** What validators of your own found. */
  readonly properties?: JsonObject | undefined;
}
