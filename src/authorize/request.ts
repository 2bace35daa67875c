import type { OAuthError } from '../errors/oauth-error.ts';
import type { AuthorizationDetails } from '../model/authorization-details.ts';
import type { PromptValue } from '../model/authorize-parameters.ts';
import type { Client } from '../model/client.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import type { Session } from '../model/grants.ts';
import type { RequestSource } from '../model/request-source.ts';
import type { RequestedClaims } from '../model/requested-claims.ts';
import type { ValidatedResources } from '../model/resources.ts';
import type { ResponseType } from '../model/response-type.ts';

export type ResponseMode = 'query' | 'fragment' | 'form_post';

/** Where the answer goes: a redirect URI that is registered for the client. From here on errors go to the client. */
export interface AuthorizeTarget {
  readonly client: Client;
  readonly redirectUri: string;
  /** It stood in the request: the token request must repeat it (RFC 6749 §4.1.3). */
  readonly redirectUriSent: boolean;
  readonly responseMode: ResponseMode;
  /** The answer is a signed JWT (JARM). */
  readonly signedResponse: boolean;
  readonly state?: string | undefined;
  /** What counts: the parameters of the request object or the pushed request if there is one. */
  readonly parameters: FormParameters;
  readonly source: RequestSource;
  /** Already refused; the client is told. */
  readonly problem?: OAuthError | undefined;
}

/** An authorization request that passed every check which needs no user. */
export interface ValidatedAuthorizeRequest {
  readonly target: AuthorizeTarget;
  readonly client: Client;
  readonly responseType: ResponseType;
  /** The scopes asked for, in request order. */
  readonly scopes: readonly string[];
  readonly resourceIndicators: readonly string[];
  readonly resources: ValidatedResources;
  readonly isOpenId: boolean;
  readonly nonce?: string | undefined;
  readonly codeChallenge?: string | undefined;
  readonly codeChallengeMethod?: 'S256' | 'plain' | undefined;
  readonly prompts: readonly PromptValue[];
  /** Seconds. */
  readonly maxAge?: number | undefined;
  readonly display?: string | undefined;
  readonly uiLocales: readonly string[];
  readonly loginHint?: string | undefined;
  readonly acrValues: readonly string[];
  readonly requestedClaims?: RequestedClaims | undefined;
  /** `authorization_details` as their types understand them (RFC 9396); absent: none. */
  readonly authorizationDetails?: AuthorizationDetails | undefined;
  /** Of the parameters of one's own (`customAuthorizeParameters`) those that were sent, as texts. */
  readonly customParameters: Readonly<Record<string, string>>;
  /** The `sub`, as this client sees it, of the only user that will do: from `id_token_hint` or `claims`. */
  readonly expectedSubject?: string | undefined;
  readonly dpopKeyThumbprint?: string | undefined;
}

/** The user is signed in and agreed. */
export interface AuthorizeApproval {
  readonly session: Session;
  /** What the user left in, in request order. */
  readonly scopes: readonly string[];
  /** What the user granted of `authorization_details`; absent: none. */
  readonly authorizationDetails?: AuthorizationDetails | undefined;
}

/** Parameters of the answer, in the order in which they are sent; `state` and `iss` are the writer's. */
export type AuthorizeResponse = Readonly<Record<string, string>>;
