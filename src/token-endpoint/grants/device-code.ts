import { requireGrantType } from '../../clients/grant-types.ts';
import { oauthError } from '../../errors/oauth-error.ts';
import { grantTypes } from '../../model/grant-type.ts';
import type { RequestContext } from '../../model/request-context.ts';
import type { Grant, GrantRequest, GrantValidation } from '../../model/token-grant.ts';
import type { DeviceCodeTokenRequest } from '../../model/token-request.ts';
import { clientDefaults } from './grant.ts';
import { claimPolled, type PolledGrantServices, pollForApproval } from './polled-grant.ts';

/** RFC 8628 §3.4: a device polls until its user has decided. */
export class DeviceCodeGrant implements Grant<DeviceCodeTokenRequest> {
  readonly #services: PolledGrantServices;

  constructor(services: PolledGrantServices) {
    this.#services = services;
  }

  /** @throws {OAuthError} `client.grant-not-allowed`, `request.missing-parameter`, and what {@link pollForApproval} throws. */
  async validate(request: GrantRequest): Promise<GrantValidation<DeviceCodeTokenRequest>> {
    requireGrantType(request.client, grantTypes.deviceCode);
    const handle = request.parameters.get('device_code');
    if (handle === undefined) throw oauthError('request.missing-parameter', { fields: { parameter: 'device_code' } });
    const approval = await pollForApproval('device_code', handle, request, this.#services);
    const { content, decision, part, resourceIndicators } = approval;
    return {
      request: {
        grantType: grantTypes.deviceCode,
        ...clientDefaults(request),
        deviceCode: content,
        deviceCodeHandle: handle,
        subject: decision.subject,
        sessionId: decision.sessionId,
        family: content.family,
        ...part,
        resourceIndicators,
      },
    };
  }

  async claim(request: DeviceCodeTokenRequest, context: RequestContext): Promise<DeviceCodeTokenRequest> {
    const claimed = await claimPolled('device_code', request.deviceCodeHandle, request, this.#services, context);
    return { ...request, ...claimed };
  }
}
