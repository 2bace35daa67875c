import type { AccessTokenType, Client, ClientClaim } from '../../model/client.ts';
import type { Confirmation } from '../../model/confirmation.ts';
import type { FormParameters } from '../../model/form-parameters.ts';
import type { RequestContext } from '../../model/request-context.ts';
import type { ValidatedResources } from '../../model/resources.ts';
import type { Subject } from '../../model/subject.ts';
import type { CustomResponse } from '../../model/token-request.ts';

/** What an extension grant's validator may look at: the client is authenticated and may use the grant; scopes are validated. */
export interface ExtensionGrantValidationRequest {
  readonly client: Client;
  readonly parameters: FormParameters;
  readonly resources: ValidatedResources;
  readonly resourceIndicators: readonly string[];
  readonly confirmation?: Confirmation | undefined;
  readonly context: RequestContext;
}

/** Codes that a validator may answer with (RFC 6749 §5.2, RFC 8707 §2), or one of its own. */
export type GrantErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'invalid_target'
  | (string & {});

/** Refuses the request; the client is told `error` and, if there is one, `errorDescription`. */
export interface GrantRefusal {
  readonly error: GrantErrorCode;
  readonly errorDescription?: string | undefined;
  /** Extra members of the error response. */
  readonly customResponse?: CustomResponse | undefined;
}

/** Accepts the request, and says for whom and with what. */
export interface GrantAcceptance {
  /** The user the token is about; absent: a token about the client. */
  readonly subject?: Subject | undefined;
  /** Extra members of the token response. */
  readonly customResponse?: CustomResponse | undefined;
  /** Whole seconds, at least 1, instead of the client's. */
  readonly accessTokenLifetime?: number | undefined;
  readonly accessTokenType?: AccessTokenType | undefined;
  /** Added to the client's own, under its prefix. */
  readonly clientClaims?: readonly ClientClaim[] | undefined;
  /** The `client_id` claim, where the client acts for another. */
  readonly effectiveClientId?: string | undefined;
  readonly sessionId?: string | undefined;
}

/** What an extension grant's validator decided. */
export type ExtensionGrantResult = GrantAcceptance | GrantRefusal;

/** Adds a grant type (RFC 6749 §4.5). Register it in `extensionGrantValidators`. */
export interface IExtensionGrantValidator {
  /** The `grant_type` it answers. */
  readonly grantType: string;
  /** Decides on a request. What it throws, other than an `OAuthError`, is answered `server_error` and logged. */
  validate(request: ExtensionGrantValidationRequest): Promise<ExtensionGrantResult>;
}

export function isRefusal(result: object): result is GrantRefusal {
  return 'error' in result;
}
