import { SafeFetchError, safeFetch } from '../keys/safe-fetch.ts';
import type { Client } from '../model/client.ts';
import type { BackchannelAuthenticationRequest } from '../model/grants.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { BackgroundWork } from '../operations/background-work.ts';
import type { Events } from '../operations/events.ts';

export interface CibaClientNotifierServices {
  readonly background: BackgroundWork;
  readonly events: Events;
  /** See `SafeFetchOptions`; for tests and intranets. */
  readonly allowPrivateAddresses: boolean;
  /** Before the one retry; 1000. */
  readonly retryDelayMs?: number;
}

/** Tells CIBA clients in ping mode that their request was decided (CIBA Core 1.0 §10.2). The client polls then. */
export class CibaClientNotifier {
  readonly #services: CibaClientNotifierServices;

  constructor(services: CibaClientNotifierServices) {
    this.#services = services;
  }

  /** In the background: a client that does not answer keeps no user waiting. Clients in poll mode are told nothing. */
  notify(client: Client, request: BackchannelAuthenticationRequest, context: RequestContext): void {
    const { backChannelClientNotificationUri: uri, clientId } = client;
    const { authenticationRequestId, clientNotificationToken } = request;
    if (uri === undefined || authenticationRequestId === undefined || clientNotificationToken === undefined) return;
    this.#services.background.run(async () => {
      const delivered = await this.#deliver(uri, authenticationRequestId, clientNotificationToken);
      this.#services.events.raise({ type: 'BackchannelClientNotified', clientId, delivered }, context);
    });
  }

  async #deliver(uri: string, authenticationRequestId: string, token: string): Promise<boolean> {
    const first = await this.#post(uri, authenticationRequestId, token);
    // A client that answered 4xx does not want it; one that redirects is not followed (CIBA Core 1.0 §10.2).
    if (first !== 'unreachable') return first;
    await new Promise((resolve) => setTimeout(resolve, this.#services.retryDelayMs ?? 1000));
    return (await this.#post(uri, authenticationRequestId, token)) === true;
  }

  async #post(uri: string, authenticationRequestId: string, token: string): Promise<boolean | 'unreachable'> {
    try {
      const { status } = await safeFetch(uri, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ auth_req_id: authenticationRequestId }),
        allowPrivateAddresses: this.#services.allowPrivateAddresses,
      });
      if (status >= 500) return 'unreachable';
      return status >= 200 && status < 300;
    } catch (error) {
      if (!(error instanceof SafeFetchError)) throw error;
      return error.reason === 'timeout' || error.reason === 'network' ? 'unreachable' : false;
    }
  }
}
