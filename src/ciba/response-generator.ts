import type { AuthorizationDetailsService } from '../authorization-details/service.ts';
import { randomHandle } from '../keys/digest.ts';
import type { BackchannelAuthenticationRequest } from '../model/grants.ts';
import type { JsonObject } from '../model/json.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Logger } from '../operations/log.ts';
import type { ResourceValidator } from '../resources/resource-validator.ts';
import type { GrantVault } from '../stores/grant-vault.ts';
import { newFamily } from '../tokens/token-id.ts';
import { type CibaRequestDetails, describeCibaRequest } from './interaction.ts';
import type { CibaRequest } from './request.ts';

/** What a CIBA client is answered at first (CIBA Core 1.0 §7.3). */
export interface CibaResponse {
  /** `auth_req_id`. */
  readonly authenticationRequestId: string;
  /** Seconds. */
  readonly lifetime: number;
  /** Seconds between two polls. */
  readonly interval: number;
  readonly custom: JsonObject;
}

/**
 * Tells a user, by push message, mail or the like, that a request waits for them. Called once the request is stored; the user
 * answers on the page `/ciba` or through `CibaInteraction.decide`. What it throws is logged; the request goes on waiting.
 */
export type NotifyUser = (request: CibaRequestDetails, context: RequestContext) => Promise<void> | void;

/** Derive from {@link CibaResponseGenerator}. */
export interface ICibaResponseGenerator {
  /** Stores the request (durable once resolved), then tells the user. */
  process(request: CibaRequest, context: RequestContext): Promise<CibaResponse>;
}

export interface CibaResponseServices {
  readonly vault: GrantVault;
  readonly resources: ResourceValidator;
  readonly authorizationDetails: Pick<AuthorizationDetailsService, 'chosen' | 'apisOf'>;
  readonly notifyUser: NotifyUser | undefined;
  readonly log: Pick<Logger, 'error'>;
}

export class CibaResponseGenerator implements ICibaResponseGenerator {
  protected readonly services: CibaResponseServices;

  constructor(services: CibaResponseServices) {
    this.services = services;
  }

  async process(request: CibaRequest, context: RequestContext): Promise<CibaResponse> {
    const { client, lifetime, clientNotificationToken } = request;
    const { vault } = this.services;
    // 256 random bits of A-Z a-z 0-9 - _ (CIBA Core 1.0 §7.3).
    const authenticationRequestId = randomHandle();
    const columns = {
      clientId: client.clientId,
      family: newFamily(),
      createdAt: context.now,
      expiresAt: context.now + lifetime,
    };
    const content: BackchannelAuthenticationRequest = {
      ...columns,
      subjectId: request.subjectId,
      requestedScopes: request.scopes,
      ...(request.authorizationDetails === undefined ? {} : { authorizationDetails: request.authorizationDetails }),
      resourceIndicators: request.resourceIndicators,
      bindingMessage: request.bindingMessage,
      authenticationContextValues: request.acrValues,
      ...(request.properties === undefined ? {} : { properties: request.properties }),
      decision: { outcome: 'pending' },
      ...(clientNotificationToken === undefined ? {} : { clientNotificationToken, authenticationRequestId }),
    };
    const record = vault.record('ciba', authenticationRequestId, content, { ...columns, subjectId: request.subjectId });
    await vault.insert(record);
    await this.notifyUser(describeCibaRequest(record.handleHash, content, client, this.services), context);
    return { authenticationRequestId, lifetime, interval: client.pollingInterval, custom: {} };
  }

  /** Never throws. */
  protected async notifyUser(request: CibaRequestDetails, context: RequestContext): Promise<void> {
    try {
      await this.services.notifyUser?.(request, context);
    } catch (cause) {
      this.services.log.error('notifyUser failed', { cause, requestId: context.requestId });
    }
  }
}
