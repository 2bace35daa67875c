import { OAuthError } from '../errors/oauth-error.ts';
import { formParameters } from '../model/form-parameters.ts';
import type { HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { AuthorizeServices } from './services.ts';

export type WaitingAuthorizationServices = Pick<
  AuthorizeServices,
  'authorizeTargets' | 'authorizeRequestValidator' | 'authorizeDecisions' | 'sessions' | 'interactions'
>;

/** Authorization requests that wait for their user, as seen from the sign-in page. */
export class WaitingAuthorizations {
  readonly #services: WaitingAuthorizationServices;

  constructor(services: WaitingAuthorizationServices) {
    this.#services = services;
  }

  /**
   * Whether the request cannot go on but by a sign-in. It can once somebody signed in who will do, perhaps in another tab: send the browser to
   * `resumeLocation` then, where everything is checked again.
   * @throws {OAuthError} `interaction.unknown`.
   */
  async needSignIn(request: HttpRequest, interactionId: string, context: RequestContext): Promise<boolean> {
    const { authorizeTargets, authorizeRequestValidator, authorizeDecisions, sessions, interactions } = this.#services;
    const { interaction } = await interactions.open(request, interactionId, context);
    if (interaction.login !== undefined || interaction.refused !== undefined) return false;
    const session = await sessions.current(request, context);
    if (session === undefined) return true;
    try {
      const target = await authorizeTargets.resolveAgain(formParameters(interaction.parameters), interaction.source);
      const validated = await authorizeRequestValidator.validate(target, context);
      const decision = await authorizeDecisions.decide(validated, session, interaction, context);
      return decision.kind === 'ask' && decision.prompt === 'login';
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      // Whoever is to hear of it hears of it when the browser goes on.
      return false;
    }
  }
}
