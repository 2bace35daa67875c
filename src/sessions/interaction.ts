import type { AuthorizationDetails } from '../model/authorization-details.ts';
import type { PromptValue } from '../model/authorize-parameters.ts';
import type { Client } from '../model/client.ts';
import type { Claims } from '../model/json.ts';
import type { RequestSource } from '../model/request-source.ts';
import type { RequestedClaims } from '../model/requested-claims.ts';
import type { ValidatedResources } from '../model/resources.ts';
import type { Subject } from '../model/subject.ts';

/** What is asked of the user. */
export type InteractionPrompt = 'login' | 'consent' | 'select_account';

/** Seconds a user has to sign in and consent. */
export const interactionLifetime = 900;

/** What an authorization request needs from its user, as pages and front ends show it. */
export interface InteractionDetails {
  readonly interactionId: string;
  /** What is asked of the user now. */
  readonly prompt: InteractionPrompt;
  readonly client: Client;
  /** The scopes asked for, in request order. */
  readonly scopes: readonly string[];
  /** What the scopes stand for, with names and descriptions. */
  readonly resources: ValidatedResources;
  /** The `resource` parameters. */
  readonly resourceIndicators: readonly string[];
  readonly redirectUri: string;
  readonly state?: string | undefined;
  /** The `prompt` parameter. */
  readonly prompts: readonly PromptValue[];
  /** The `claims` parameter (OpenID Connect Core §5.5). */
  readonly requestedClaims?: RequestedClaims | undefined;
  /** `authorization_details`, all of which must be shown to whoever consents (RFC 9396 §3); absent: none. */
  readonly authorizationDetails?: AuthorizationDetails | undefined;
  /** Of the parameters of your own (`customAuthorizeParameters`) those that were sent. */
  readonly customParameters: Readonly<Record<string, string>>;
  readonly loginHint?: string | undefined;
  /** Language tags, most wanted first. */
  readonly uiLocales: readonly string[];
  readonly acrValues: readonly string[];
  readonly display?: string | undefined;
  /** `consent`, `select_account`: whose consent or choice it is. `login`: who must prove anew who they are, if that is known. */
  readonly subjectId?: string | undefined;
  /** Who is signed in in this browser now, perhaps since another tab: they may go on at `resumeLocation` as they are, if the client takes them so. */
  readonly currentSubjectId?: string | undefined;
  /** Where the browser may go at any time: there it is found out what is to be asked next, if anything. */
  readonly resumeLocation: string;
  /** How many seconds ago the user may have proved who they are, if the client says so; 0: they must do so now (`prompt=login`). */
  readonly maxAge?: number | undefined;
  /** Whether the user may have the consent remembered. */
  readonly mayRemember: boolean;
  /** Whether the user may be asked to stay signed in (`session.staySignedIn`). */
  readonly mayStaySignedIn: boolean;
  /** Epoch seconds. */
  readonly expiresAt: number;
}

/** The user proved who they are. The session begins when the browser goes on. */
export interface LoginResult {
  readonly subject: string;
  readonly acr?: string | undefined;
  /** RFC 8176 values; absent: `pwd`. */
  readonly amr?: readonly string[] | undefined;
  /** When the user proved it, epoch seconds; absent: now. */
  readonly authenticatedAt?: number | undefined;
  /** Absent: `local`. */
  readonly identityProvider?: string | undefined;
  readonly claims?: Claims | undefined;
  /** The user wants the sign-in to outlive the browser; counts where `session.staySignedIn` offers it. */
  readonly staySignedIn?: boolean | undefined;
}

/** A verified user as the result of an interaction. */
export function loginOf(subject: Subject, staySignedIn = false): LoginResult {
  return {
    subject: subject.subjectId,
    acr: subject.authenticationContext,
    amr: subject.authenticationMethods,
    identityProvider: subject.identityProvider,
    claims: subject.claims,
    staySignedIn,
  };
}

/** What the user decided on the consent page. */
export interface ConsentResult {
  /** What the user left in, of the scopes asked for; required ones must be there. */
  readonly scopes: readonly string[];
  /** What the user granted of the details asked for, each as it was asked for, narrower, or enriched as its type allows; absent: none. */
  readonly authorizationDetails?: AuthorizationDetails | undefined;
  /** Remembers the scopes; details are asked about every time. */
  readonly remember: boolean;
}

/** How a front end of your own answers an interaction. */
export type InteractionResult =
  | { readonly login: LoginResult }
  | { readonly consent: ConsentResult }
  | { readonly accountSelected: 'current' | 'another' };

/** The stored form. Instants are epoch seconds. */
export interface Interaction {
  /** `null`: not bound yet; the browser that resumes it first begins it anew. */
  readonly browserHash: string | null;
  readonly clientId: string;
  /** The authorization request after its request object or pushed request was taken in. */
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly source: RequestSource;
  readonly prompt: InteractionPrompt;
  readonly subjectId?: string | undefined;
  readonly scopes: readonly string[];
  readonly resourceIndicators: readonly string[];
  readonly redirectUri: string;
  readonly loginHint?: string | undefined;
  readonly uiLocales: readonly string[];
  readonly acrValues: readonly string[];
  readonly display?: string | undefined;
  readonly requestedClaims?: RequestedClaims | undefined;
  readonly authorizationDetails?: AuthorizationDetails | undefined;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Recorded, and not yet turned into a session. */
  readonly login?: (Subject & Pick<LoginResult, 'staySignedIn'>) | undefined;
  /** The login that became a session: it satisfies `prompt=login` and `max_age`, as does a later one of the same user in another tab. */
  readonly signedIn?:
    | { readonly sessionId: string; readonly subjectId: string; readonly authenticatedAt: number }
    | undefined;
  /** Good for `subjectId` alone. */
  readonly consent?: (ConsentResult & { readonly subjectId: string }) | undefined;
  /** Good for this user alone, or for anybody once `another` was chosen and a login followed. */
  readonly accountSelected?: { readonly subjectId: string } | 'another' | undefined;
  readonly refused?: { readonly error: string; readonly description?: string | undefined } | undefined;
}
