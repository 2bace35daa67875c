import { randomHandle } from '../keys/digest.ts';
import type { AuthorizationDetails } from '../model/authorization-details.ts';
import type { Client } from '../model/client.ts';
import { paths } from '../model/endpoint-paths.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import type { DeviceCode } from '../model/grants.ts';
import type { JsonObject } from '../model/json.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { GrantVault } from '../stores/grant-vault.ts';
import { newFamily } from '../tokens/token-id.ts';
import { newUserCode, type UserCodeHandles } from './user-code.ts';

/** A device authorization request that passed every check. */
export interface DeviceAuthorizationRequest {
  readonly client: Client;
  /** The parameters as sent, unknown ones included. Holds secrets: never log it. */
  readonly parameters: FormParameters;
  readonly scopes: readonly string[];
  /** `authorization_details` as their types understand them (RFC 9396); absent: none. */
  readonly authorizationDetails?: AuthorizationDetails | undefined;
  readonly resourceIndicators: readonly string[];
  /** What a validator of your own wants front ends to know. */
  readonly properties?: JsonObject | undefined;
}

/** What a device is answered at first (RFC 8628 §3.2). */
export interface DeviceAuthorizationResponse {
  readonly deviceCode: string;
  readonly userCode: string;
  /** Where the user types the code. */
  readonly verificationUri: string;
  /** The same with the code in it, for QR codes. */
  readonly verificationUriComplete: string;
  /** Seconds. */
  readonly lifetime: number;
  /** Seconds between two polls. */
  readonly interval: number;
  readonly custom: JsonObject;
}

/** Derive from {@link DeviceAuthorizationResponseGenerator}. */
export interface IDeviceAuthorizationResponseGenerator {
  /** Stores the request (durable once resolved) and makes its codes. */
  process(request: DeviceAuthorizationRequest, context: RequestContext): Promise<DeviceAuthorizationResponse>;
}

export interface DeviceAuthorizationResponseServices {
  readonly vault: GrantVault;
  readonly userCodes: UserCodeHandles;
}

const mostTries = 5;

export class DeviceAuthorizationResponseGenerator implements IDeviceAuthorizationResponseGenerator {
  protected readonly services: DeviceAuthorizationResponseServices;

  constructor(services: DeviceAuthorizationResponseServices) {
    this.services = services;
  }

  async process(request: DeviceAuthorizationRequest, context: RequestContext): Promise<DeviceAuthorizationResponse> {
    const { client } = request;
    const userCode = await this.#unusedUserCode(client);
    const deviceCode = randomHandle();
    const columns = {
      clientId: client.clientId,
      family: newFamily(),
      createdAt: context.now,
      expiresAt: context.now + client.deviceCodeLifetime,
    };
    const content: DeviceCode = {
      ...columns,
      userCode,
      requestedScopes: request.scopes,
      ...(request.authorizationDetails === undefined ? {} : { authorizationDetails: request.authorizationDetails }),
      resourceIndicators: request.resourceIndicators,
      ...(request.properties === undefined ? {} : { properties: request.properties }),
      decision: { outcome: 'pending' },
    };
    const { vault, userCodes } = this.services;
    const device = vault.record('device_code', deviceCode, content, columns);
    const pointer = { deviceCodeHash: device.handleHash };
    // Both or none; a user code that somebody else took meanwhile fails the request.
    await vault.insert(device, vault.record('user_code', userCodes.handle(userCode), pointer, columns));
    const verificationUri = context.issuer + paths.device;
    return {
      deviceCode,
      userCode,
      verificationUri,
      verificationUriComplete: `${verificationUri}?user_code=${userCode}`,
      lifetime: client.deviceCodeLifetime,
      interval: client.pollingInterval,
      custom: {},
    };
  }

  /** A code for the user; override for another alphabet or length. Must be one that `normalizeUserCode` leaves alone. */
  protected newUserCode(client: Client): string {
    return newUserCode(client.userCodeType);
  }

  async #unusedUserCode(client: Client): Promise<string> {
    for (let tries = 0; tries < mostTries; tries += 1) {
      const userCode = this.newUserCode(client);
      if ((await this.services.vault.find('user_code', this.services.userCodes.handle(userCode))) === undefined)
        return userCode;
    }
    throw new Error('No unused user code was found.');
  }
}
