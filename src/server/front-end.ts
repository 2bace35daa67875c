import { FetchRequest } from '../http/fetch-request.ts';
import { randomId } from '../keys/digest.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { InteractionDetails, InteractionResult } from '../sessions/interaction.ts';
import type { MintmarkServer } from './server.ts';

/** The user's side of authorization requests, for pages of one's own that run beside the server. */
export interface FrontEnd {
  /**
   * Who asks, and for what.
   * @param request of the browser, with its cookies: only the one that began an interaction may look at it.
   * @throws {OAuthError} `interaction.unknown`: finished, expired, or of another browser.
   */
  details(request: Request, interactionId: string): Promise<InteractionDetails>;
  /**
   * Records what the user did. Send the browser to `location` (303): there everything is checked again and the session begins.
   * @param result `login` with `acr`, `amr` and claims once you have made sure who it is; `consent`; `accountSelected`.
   * @throws {OAuthError} `interaction.unknown`, `interaction.invalid-result`.
   */
  complete(request: Request, interactionId: string, result: InteractionResult): Promise<{ readonly location: string }>;
  /** The user said no, or cannot be signed in: the client gets the error [`access_denied`]. Send the browser to `location` (303). */
  refuse(
    request: Request,
    interactionId: string,
    error?: string,
    description?: string,
  ): Promise<{ readonly location: string }>;
  /** What other services want beside their arguments: `services.cibaInteraction`, `services.deviceInteraction`, `services.logout` … */
  context(): RequestContext;
}

/** For pages that `interactionUrl` names. Your forms must be safe against cross-site request forgery themselves (RFC 9700 §4.7). */
export function frontEnd(server: Pick<MintmarkServer, 'services' | 'settings'>): FrontEnd {
  // Asked each time: a reload puts others there.
  const interactions = () => server.services.interactions;
  const context = (): RequestContext => ({
    requestId: randomId(),
    now: server.services.clock.now(),
    issuer: server.settings.issuer,
  });
  const read = (request: Request) => new FetchRequest(request, {});
  return {
    context,
    details: (request, interactionId) => interactions().details(read(request), interactionId, context()),
    complete: (request, interactionId, result) =>
      interactions().complete(read(request), interactionId, result, context()),
    refuse: (request, interactionId, error = 'access_denied', description = undefined) =>
      interactions().refuse(read(request), interactionId, error, description, context()),
  };
}
