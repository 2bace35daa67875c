import type { ErrorReason } from '../errors/reasons.ts';
import type { AuthorizationDetails } from '../model/authorization-details.ts';
import type { Session } from '../model/grants.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Settings } from '../model/settings.ts';
import type { ConsentService } from '../sessions/consent-service.ts';
import type { Interaction, InteractionPrompt } from '../sessions/interaction.ts';
import { shownSubject } from '../tokens/subject-identifiers.ts';
import type { ProfileService } from '../users/profile-service.ts';
import { announcedAcrValues } from './acr-values.ts';
import { acceptedValues } from './claims-parameter.ts';
import type { ValidatedAuthorizeRequest } from './request.ts';

export interface AuthorizeDecisionServices {
  /** Absent: `acr_values` are a wish. */
  readonly settings?: Pick<Settings, 'passwordAcr' | 'acrValues' | 'externalProviders'> | undefined;
  readonly consents: ConsentService;
  readonly profileService: ProfileService;
}

/** What stands between a valid request and its answer. */
export type AuthorizeDecision =
  | {
      readonly kind: 'issue';
      readonly session: Session;
      readonly scopes: readonly string[];
      readonly authorizationDetails?: AuthorizationDetails | undefined;
    }
  | { readonly kind: 'ask'; readonly prompt: InteractionPrompt; readonly subjectId?: string | undefined }
  | { readonly kind: 'refuse'; readonly reason: ErrorReason };

type Known = Partial<Pick<Interaction, 'createdAt' | 'signedIn' | 'consent' | 'accountSelected'>>;

const ask = (prompt: InteractionPrompt, subjectId?: string): AuthorizeDecision => ({ kind: 'ask', prompt, subjectId });
const refuse = (reason: ErrorReason): AuthorizeDecision => ({ kind: 'refuse', reason });
const refusalInsteadOf = {
  login: 'authorize.login-required',
  consent: 'authorize.consent-required',
  select_account: 'authorize.account-selection-required',
} as const;

/** Decides whether the user must choose an account, sign in or agree, in this order; `prompt=none` turns that into a refusal. */
export class AuthorizeDecisions {
  readonly #services: AuthorizeDecisionServices;
  readonly #announcedAcrValues: readonly string[];

  constructor(services: AuthorizeDecisionServices) {
    this.#services = services;
    this.#announcedAcrValues = services.settings === undefined ? [] : announcedAcrValues(services.settings);
  }

  /** @param known what this user already did for this request; nothing when the request is new. */
  async decide(
    request: ValidatedAuthorizeRequest,
    session: Session | undefined,
    known: Known,
    context: RequestContext,
  ): Promise<AuthorizeDecision> {
    const decision = await this.#decide(request, session, known, context);
    return decision.kind === 'ask' && request.prompts.includes('none')
      ? refuse(refusalInsteadOf[decision.prompt])
      : decision;
  }

  async #decide(
    request: ValidatedAuthorizeRequest,
    session: Session | undefined,
    known: Known,
    context: RequestContext,
  ): Promise<AuthorizeDecision> {
    if (!this.#isAttainable(request)) return refuse('authorize.unmet-authentication');
    if (session === undefined) return ask('login');
    const { subjectId } = session.subject;
    const justSignedIn = isSignIn(session, known.signedIn);
    const isActive = await this.#services.profileService.isActive({
      subject: session.subject,
      client: request.client,
      caller: 'authorize',
    });
    if (!isActive) return justSignedIn ? refuse('authorize.access-denied') : ask('login');
    if (!justSignedIn) {
      if (known.accountSelected === 'another') return ask('login');
      const selected = known.accountSelected?.subjectId === subjectId;
      if (request.prompts.includes('select_account') && !selected) return ask('select_account', subjectId);
      if (this.#isStale(request, session, context)) return ask('login', subjectId);
    }
    if (justSignedIn && signedInBefore(request, session, known)) return refuse('authorize.login-required');
    const unfit = this.#unfit(request, session);
    if (unfit !== undefined) {
      if (justSignedIn) return refuse(unfit);
      // The same user has to prove more; or it is another one that is asked for.
      return ask('login', unfit === 'authorize.unmet-authentication' ? subjectId : undefined);
    }
    return this.#consent(request, session, known, context);
  }

  #isStale({ prompts, maxAge }: ValidatedAuthorizeRequest, { subject }: Session, context: RequestContext): boolean {
    // `max_age=0` means the same as `prompt=login`, also within the second of a sign-in (OpenID Connect Core §3.1.2.1).
    if (prompts.includes('login') || maxAge === 0) return true;
    return maxAge !== undefined && context.now - subject.authenticatedAt > maxAge;
  }

  /** Where acr values are announced, one that is asked for is necessary (RFC 9470 §5), and nobody need try for what there is none of. */
  #isAttainable({ acrValues }: ValidatedAuthorizeRequest): boolean {
    const announced = this.#announcedAcrValues;
    return announced.length === 0 || acrValues.length === 0 || acrValues.some((value) => announced.includes(value));
  }

  /** Why the signed-in user will not do, if so: it is another one than asked for, or the proof was too weak (OpenID Connect Core §5.5.1.1). */
  #unfit(request: ValidatedAuthorizeRequest, { subject }: Session): ErrorReason | undefined {
    const { expectedSubject, client, requestedClaims, acrValues } = request;
    if (expectedSubject !== undefined && expectedSubject !== shownSubject(subject.subjectId, client)) {
      return 'authorize.login-required';
    }
    const acr = requestedClaims?.idToken.acr;
    const essential = acr?.essential === true ? acceptedValues(acr) : undefined;
    const asked = this.#announcedAcrValues.length > 0 && acrValues.length > 0 ? acrValues : undefined;
    const isMet = (accepted: readonly string[] | undefined) =>
      accepted === undefined || accepted.includes(subject.authenticationContext ?? '');
    return isMet(essential) && isMet(asked) ? undefined : 'authorize.unmet-authentication';
  }

  async #consent(
    request: ValidatedAuthorizeRequest,
    session: Session,
    known: Known,
    context: RequestContext,
  ): Promise<AuthorizeDecision> {
    const { client, scopes, resourceIndicators, prompts } = request;
    const { subjectId } = session.subject;
    if (known.consent?.subjectId === subjectId) {
      const { scopes: left, authorizationDetails } = known.consent;
      return { kind: 'issue', session, scopes: left, authorizationDetails };
    }
    const granted: AuthorizeDecision = { kind: 'issue', session, scopes };
    // Nobody agrees to details that they were not shown: no setting and no earlier consent stands for it.
    const isAlwaysAsked = prompts.includes('consent') || request.authorizationDetails !== undefined;
    if (isAlwaysAsked) return ask('consent', subjectId);
    if (!client.requireConsent) return granted;
    const covered = await this.#services.consents.covers({ client, subjectId, scopes, resourceIndicators }, context);
    return covered ? granted : ask('consent', subjectId);
  }
}

/** Whether the session began with this very request, or when the same user proved who they are once more since, in another tab. */
function isSignIn({ sessionId, subject }: Session, signedIn: Known['signedIn']): boolean {
  if (signedIn === undefined) return false;
  if (sessionId === signedIn.sessionId) return true;
  return subject.subjectId === signedIn.subjectId && subject.authenticatedAt >= signedIn.authenticatedAt;
}

/** Difference between clocks that is tolerated, in seconds. */
const clockTolerance = 60;

/**
 * Whether a sign-in that was asked for by `prompt=login` or `max_age` is none: another provider vouched for the user, but says that it
 * saw them long before (OpenID Connect Core §3.1.2.1).
 */
function signedInBefore({ prompts, maxAge }: ValidatedAuthorizeRequest, { subject }: Session, known: Known): boolean {
  const limit = prompts.includes('login') ? 0 : maxAge;
  if (limit === undefined || known.createdAt === undefined) return false;
  return subject.authenticatedAt + limit + clockTolerance < known.createdAt;
}
