import { oauthError } from '../errors/oauth-error.ts';
import type { Decision } from '../model/grants.ts';
import type { Subject } from '../model/subject.ts';

/** What a user said to a device or a backchannel request. */
export type UserDecision =
  | { readonly outcome: 'denied' }
  /** `scopes`: what the user left in. None at all is a refusal. */
  | { readonly outcome: 'approved'; readonly scopes: readonly string[] };

/** Who decides: the signed-in user, and the session in which they do (a `Session` fits). */
export interface Decider {
  readonly subject: Subject;
  readonly sessionId?: string | undefined;
}

/** The decision as it is stored; scopes in request order. @throws {OAuthError} `decision.invalid` for a scope that was not asked for. */
export function storedDecision(decision: UserDecision, requestedScopes: readonly string[], decider: Decider): Decision {
  if (decision.outcome === 'denied') return { outcome: 'denied' };
  if (decision.scopes.some((scope) => !requestedScopes.includes(scope))) throw oauthError('decision.invalid');
  const scopes = requestedScopes.filter((scope) => decision.scopes.includes(scope));
  if (scopes.length === 0) return { outcome: 'denied' };
  return { outcome: 'approved', subject: decider.subject, sessionId: decider.sessionId, scopes };
}
