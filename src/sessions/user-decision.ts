import type { AuthorizationDetailsService } from '../authorization-details/service.ts';
import { oauthError } from '../errors/oauth-error.ts';
import type { AuthorizationDetails } from '../model/authorization-details.ts';
import type { Client } from '../model/client.ts';
import type { Decision } from '../model/grants.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Subject } from '../model/subject.ts';

/** What a user said to a device or a backchannel request. */
export type UserDecision =
  | { readonly outcome: 'denied' }
  /** What the user left in, of scopes and of details. None at all is a refusal. */
  | {
      readonly outcome: 'approved';
      readonly scopes: readonly string[];
      /** Each as it was asked for, narrower, or enriched as its type allows; absent: none. */
      readonly authorizationDetails?: AuthorizationDetails | undefined;
    };

/** Who decides: the signed-in user, and the session in which they do (a `Session` fits). */
export interface Decider {
  readonly subject: Subject;
  readonly sessionId?: string | undefined;
}

/** What a device or backchannel request asks its user for. */
export interface DecisionQuestion {
  readonly client: Client;
  readonly requestedScopes: readonly string[];
  readonly authorizationDetails?: AuthorizationDetails | undefined;
  readonly resourceIndicators: readonly string[];
}

/**
 * The decision as it is stored; scopes in request order.
 * @throws {OAuthError} `decision.invalid` for a scope that was not asked for, or details that may not be granted for those that were.
 */
export async function storedDecision(
  decision: UserDecision,
  { client, requestedScopes, authorizationDetails: asked, resourceIndicators }: DecisionQuestion,
  { subject, sessionId }: Decider,
  services: { readonly authorizationDetails: Pick<AuthorizationDetailsService, 'chosen'> },
  context: RequestContext,
): Promise<Decision> {
  if (decision.outcome === 'denied') return { outcome: 'denied' };
  if (decision.scopes.some((scope) => !requestedScopes.includes(scope))) throw oauthError('decision.invalid');
  const scopes = requestedScopes.filter((scope) => decision.scopes.includes(scope));
  const asking = { client, subjectId: subject.subjectId, resourceIndicators, context };
  const authorizationDetails = await services.authorizationDetails.chosen(decision.authorizationDetails, asked, asking);
  if (authorizationDetails === 'refused') throw oauthError('decision.invalid', { detail: 'authorizationDetails' });
  if (scopes.length === 0 && authorizationDetails === undefined) return { outcome: 'denied' };
  return { outcome: 'approved', subject, sessionId, scopes, authorizationDetails };
}
