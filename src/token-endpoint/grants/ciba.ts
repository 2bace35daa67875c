import { requireGrantType } from '../../clients/grant-types.ts';
import { oauthError } from '../../errors/oauth-error.ts';
import { grantTypes } from '../../model/grant-type.ts';
import type { RequestContext } from '../../model/request-context.ts';
import type { Grant, GrantRequest, GrantValidation } from '../../model/token-grant.ts';
import type { CibaTokenRequest } from '../../model/token-request.ts';
import { clientDefaults } from './grant.ts';
import { claimPolled, type PolledGrantServices, pollForApproval } from './polled-grant.ts';

/** CIBA Core 1.0 §10.1: a client in poll or ping mode asks for the tokens of a backchannel authentication. */
export class CibaGrant implements Grant<CibaTokenRequest> {
  readonly #services: PolledGrantServices;

  constructor(services: PolledGrantServices) {
    this.#services = services;
  }

  /**
   * @throws {OAuthError} `client.grant-not-allowed`, `ciba.public-client`, `request.missing-parameter`, and what
   * {@link pollForApproval} throws.
   */
  async validate(request: GrantRequest): Promise<GrantValidation<CibaTokenRequest>> {
    requireGrantType(request.client, grantTypes.ciba);
    if (!request.client.requireClientSecret) throw oauthError('ciba.public-client');
    const handle = request.parameters.get('auth_req_id');
    if (handle === undefined) throw oauthError('request.missing-parameter', { fields: { parameter: 'auth_req_id' } });
    const approval = await pollForApproval('ciba', handle, request, this.#services);
    const { content, decision, part, resourceIndicators } = approval;
    return {
      request: {
        grantType: grantTypes.ciba,
        ...clientDefaults(request),
        authenticationRequest: content,
        authenticationRequestId: handle,
        subject: decision.subject,
        sessionId: decision.sessionId,
        family: content.family,
        ...part,
        resourceIndicators,
      },
    };
  }

  async claim(request: CibaTokenRequest, context: RequestContext): Promise<CibaTokenRequest> {
    const claimed = await claimPolled('ciba', request.authenticationRequestId, request, this.#services, context);
    return { ...request, ...claimed };
  }
}
