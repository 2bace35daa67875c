import type { ErrorReason } from '../errors/reasons.ts';
import type { RefusalFields } from '../errors/refusal-fields.ts';
import type { JsonObject } from '../model/json.ts';
import type { RequestContext } from '../model/request-context.ts';

/** What happened, for audit, metrics and webhooks. Tokens appear by their last four characters only; secrets never. */
export type ServerEvent =
  | {
      readonly type: 'TokenIssued';
      readonly clientId: string;
      readonly grantType: string;
      readonly subjectId?: string | undefined;
      readonly scopes: readonly string[];
      /** Types of what was granted of `authorization_details`, never what stands in it; absent: none was. */
      readonly detailTypes?: readonly string[] | undefined;
      /** Of token exchange and assertions: `sub` of who acts for the subject, and what the token is for: APIs, or another server. */
      readonly actor?: string | undefined;
      readonly target?: readonly string[] | undefined;
      readonly accessToken?: string | undefined;
      readonly refreshToken?: string | undefined;
      readonly identityToken?: string | undefined;
    }
  | {
      readonly type: 'TokenRefused';
      readonly clientId?: string | undefined;
      readonly grantType?: string | undefined;
      readonly reason: ErrorReason;
      /** What the reason says beside its name: which scope, which resource. */
      readonly fields?: RefusalFields | undefined;
      /** What exactly was wrong; never a secret. */
      readonly detail?: string | undefined;
    }
  /** A code or refresh token was used again: everything of its family is revoked. */
  | {
      readonly type: 'ReplayDetected';
      readonly kind: 'authorization_code' | 'refresh_token' | 'device_code' | 'ciba';
      readonly clientId: string;
      readonly subjectId?: string | undefined;
    }
  | {
      readonly type: 'TokenRevoked';
      readonly clientId: string;
      readonly kind: 'access_token' | 'refresh_token';
      readonly token: string;
    }
  | { readonly type: 'TokenIntrospected'; readonly caller: string; readonly active: boolean }
  | {
      readonly type: 'ClientAuthenticationFailed';
      /** The client, or the API at introspection. */
      readonly clientId?: string | undefined;
      readonly reason: ErrorReason;
      /** What exactly was wrong; never a secret. */
      readonly detail?: string | undefined;
      readonly endpoint: string;
    }
  | {
      readonly type: 'AuthorizationIssued';
      readonly clientId: string;
      readonly subjectId: string;
      readonly scopes: readonly string[];
      /** Types of what was granted of `authorization_details`, never what stands in it; absent: none was. */
      readonly detailTypes?: readonly string[] | undefined;
    }
  | {
      readonly type: 'AuthorizationRefused';
      readonly clientId?: string | undefined;
      readonly error: string;
      readonly reason: ErrorReason;
      /** What the reason says beside its name: which redirect URI, which scope. */
      readonly fields?: RefusalFields | undefined;
      /** What exactly was wrong; never a secret. */
      readonly detail?: string | undefined;
    }
  | {
      readonly type: 'UserSignedIn';
      readonly subjectId: string;
      readonly sessionId: string;
      readonly identityProvider: string;
    }
  | {
      readonly type: 'UserSignInFailed';
      /** Of a user of the directory. What else was typed is not told: people type passwords there. */
      readonly username?: string | undefined;
      readonly reason: 'wrong-credentials' | 'disabled' | 'locked' | 'rate-limited' | 'external';
    }
  /** Too many wrong passwords were sent for a user name, which need not exist: until then (epoch seconds) strangers cannot use it. */
  | { readonly type: 'AccountLocked'; readonly username: string; readonly until: number }
  | { readonly type: 'AccountUnlocked'; readonly username: string }
  | { readonly type: 'UserSignedOut'; readonly subjectId: string; readonly sessionId: string }
  | {
      readonly type: 'ConsentGranted' | 'ConsentRefused';
      readonly clientId: string;
      readonly subjectId: string;
      readonly scopes: readonly string[];
      /** Types of what was granted, or refused, of `authorization_details`, never what stands in it; absent: none was. */
      readonly detailTypes?: readonly string[] | undefined;
    }
  | {
      readonly type: 'GrantsRevoked';
      readonly subjectId: string;
      readonly clientId?: string | undefined;
      /** `limit`: of too many of one user at one client the oldest were ended. */
      readonly by: 'user' | 'operator' | 'client' | 'limit';
    }
  /** With everything that was issued to the user, or to the client. */
  | { readonly type: 'UserRemoved'; readonly subjectId: string; readonly by: 'operator' }
  | {
      readonly type: 'ClientRemoved' | 'ClientDisabled' | 'ClientEnabled';
      readonly clientId: string;
      readonly by: 'operator';
    }
  /** An administrator changed something; events of what came of it stand beside it. */
  | {
      readonly type: 'AdminChange';
      /** Such as `client.create`. */
      readonly action: string;
      readonly target: { readonly kind: string; readonly id: string };
      /** The user and the client behind it, as far as there are any, and by which way they came. */
      readonly caller: {
        readonly subjectId?: string | undefined;
        readonly clientId?: string | undefined;
        readonly via: 'api' | 'console' | 'command';
      };
      /** As it is shown: what changed of it, without secrets. */
      readonly before?: JsonObject | undefined;
      readonly after?: JsonObject | undefined;
    }
  /** A client registered itself, or changed its registration. */
  | {
      readonly type: 'ClientRegistered' | 'ClientRegistrationChanged';
      readonly clientId: string;
      readonly redirectUris: readonly string[];
    }
  /** `idle`: it never got a token within `clientRegistration.unusedLifetime`. */
  | { readonly type: 'ClientRegistrationEnded'; readonly clientId: string; readonly by: 'client' | 'idle' }
  | {
      readonly type: 'ClientRegistrationRefused';
      /** As it stands in the address of the registration; absent where a client wants to register. */
      readonly clientId?: string | undefined;
      readonly reason: ErrorReason;
      readonly detail?: string | undefined;
    }
  /** The document that a client id names was fetched; `changed`: redirect URIs, keys or the way to authenticate differ from before. */
  | { readonly type: 'ClientDocumentFetched'; readonly clientId: string; readonly changed: boolean }
  | {
      readonly type: 'ClientDocumentRefused';
      readonly clientId: string;
      readonly reason: ErrorReason;
      readonly detail?: string | undefined;
    }
  | {
      readonly type: 'DeviceAuthorizationStarted' | 'DeviceAuthorizationDecided';
      readonly clientId: string;
      readonly outcome?: string | undefined;
    }
  | {
      readonly type: 'BackchannelAuthenticationStarted' | 'BackchannelAuthenticationDecided';
      readonly clientId: string;
      readonly subjectId: string;
      readonly outcome?: string | undefined;
    }
  /** A CIBA client in ping mode was told, or could not be told, that its request was decided. */
  | { readonly type: 'BackchannelClientNotified'; readonly clientId: string; readonly delivered: boolean }
  | {
      readonly type: 'LogoutNotified';
      readonly clientId: string;
      readonly sessionId: string;
      readonly delivered: boolean;
      readonly attempts: number;
    };

/** Told of everything that happens; `context` is absent where no request caused it. */
export type EventListener = (event: ServerEvent, context: RequestContext | undefined) => void;

/** Tells listeners what happened. A listener that throws is logged and changes nothing. */
export class Events {
  readonly #listeners: EventListener[] = [];
  readonly #onFailure: (cause: unknown) => void;
  #own = 0;

  constructor(onFailure: (cause: unknown) => void) {
    this.#onFailure = onFailure;
  }

  /** The server's own listeners are there; those of `before` that came from elsewhere are told of what happens here as well. */
  complete(before: Events | undefined): void {
    this.#own = this.#listeners.length;
    if (before !== undefined) this.#listeners.push(...before.#listeners.slice(before.#own));
  }

  /** Whether anybody listens: build no event for nobody. */
  get active(): boolean {
    return this.#listeners.length > 0;
  }

  listen(listener: EventListener): void {
    this.#listeners.push(listener);
  }

  raise(event: ServerEvent, context: RequestContext | undefined): void {
    for (const listener of this.#listeners) {
      try {
        listener(event, context);
      } catch (cause) {
        this.#onFailure(cause);
      }
    }
  }
}

/** All that a log or an event may show of a token. */
export function lastFour(token: string): string {
  return `…${token.slice(-4)}`;
}
