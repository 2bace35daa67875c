import type { ClientDirectory } from '../clients/client-directory.ts';
import { randomId } from '../keys/digest.ts';
import { SafeFetchError, safeFetch } from '../keys/safe-fetch.ts';
import type { Client } from '../model/client.ts';
import type { Clock } from '../model/clock.ts';
import type { Session } from '../model/grants.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { BackgroundWork } from '../operations/background-work.ts';
import type { Events } from '../operations/events.ts';
import { sessionParticipants } from '../sessions/session-service.ts';
import { shownSubject } from '../tokens/subject-identifiers.ts';
import type { ITokenCreationService } from '../tokens/token-creation-service.ts';

export interface LogoutNotifierServices {
  readonly clients: ClientDirectory;
  readonly tokenCreationService: Pick<ITokenCreationService, 'createJwt' | 'identityTokenAlgorithm'>;
  readonly background: BackgroundWork;
  readonly events: Events;
  readonly clock: Clock;
  /** See `SafeFetchOptions`; for tests and intranets. */
  readonly allowPrivateAddresses: boolean;
  /** Before the second and the third attempt; 1000 and 5000. */
  readonly retryDelaysMs?: readonly number[];
}

interface Recipient {
  readonly client: Client;
  readonly sessionId: string;
  readonly subjectId: string;
}

const atOnce = 10;
const timeoutMs = 5000;
const tokenLifetime = 120;
const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';

/** Tells the clients of a session that it ended (OpenID Connect Back-Channel Logout 1.0, Front-Channel Logout 1.0). */
export class LogoutNotifier {
  readonly #services: LogoutNotifierServices;

  constructor(services: LogoutNotifierServices) {
    this.#services = services;
  }

  /**
   * Posts a logout token to every client of the sessions that has a `backChannelLogoutUri`: in the background, ten at once, each at most
   * three times, 5 seconds each. Every outcome is a `LogoutNotified` event.
   */
  notify(sessions: readonly Session[], context: RequestContext): void {
    if (sessions.every((session) => sessionParticipants(session).every(({ clientIds }) => clientIds.length === 0)))
      return;
    this.#services.background.run(async () => {
      const waiting = (await this.#recipients(sessions)).filter(
        ({ client }) => client.backChannelLogoutUri !== undefined,
      );
      const next = waiting.values();
      const worker = async () => {
        for (const recipient of next) await this.#deliver(recipient, context);
      };
      await Promise.all(Array.from({ length: Math.min(atOnce, waiting.length) }, worker));
    });
  }

  /** What hidden frames of the page must load so that clients forget the session: `frontChannelLogoutUri` with `iss` and `sid`. */
  async frontChannelUris(session: Session, context: RequestContext): Promise<readonly string[]> {
    return (await this.#recipients([session])).flatMap(({ client, sessionId }) => {
      if (client.frontChannelLogoutUri === undefined) return [];
      const uri = new URL(client.frontChannelLogoutUri);
      uri.searchParams.set('iss', context.issuer);
      uri.searchParams.set('sid', sessionId);
      return [uri.href];
    });
  }

  async #recipients(sessions: readonly Session[]): Promise<readonly Recipient[]> {
    const named = sessions.flatMap((session) =>
      sessionParticipants(session).flatMap(({ sessionId, clientIds }) =>
        clientIds.map((clientId) => ({ clientId, sessionId, subjectId: session.subject.subjectId })),
      ),
    );
    const found = await Promise.all(
      named.map(async ({ clientId, ...rest }) => ({
        ...rest,
        client: await this.#services.clients.findEnabled(clientId),
      })),
    );
    return found.filter((one): one is Recipient => one.client !== undefined);
  }

  async #deliver(recipient: Recipient, context: RequestContext): Promise<void> {
    const delays = this.#services.retryDelaysMs ?? [1000, 5000];
    let outcome = await this.#post(recipient, context);
    let attempts = 1;
    for (const delay of delays) {
      if (outcome !== 'try-again') break;
      await new Promise((resolve) => setTimeout(resolve, delay));
      outcome = await this.#post(recipient, context);
      attempts += 1;
    }
    const { client, sessionId } = recipient;
    const delivered = outcome === 'delivered';
    this.#services.events.raise(
      { type: 'LogoutNotified', clientId: client.clientId, sessionId, delivered, attempts },
      context,
    );
  }

  async #post(recipient: Recipient, context: RequestContext): Promise<'delivered' | 'refused' | 'try-again'> {
    const logoutToken = await this.#logoutToken(recipient, context);
    try {
      const { status } = await safeFetch(recipient.client.backChannelLogoutUri!, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ logout_token: logoutToken }).toString(),
        timeoutMs,
        allowPrivateAddresses: this.#services.allowPrivateAddresses,
      });
      if (status >= 200 && status < 300) return 'delivered';
      return status >= 500 || status === 408 || status === 429 ? 'try-again' : 'refused';
    } catch (error) {
      if (!(error instanceof SafeFetchError)) throw error;
      return error.reason === 'timeout' || error.reason === 'network' ? 'try-again' : 'refused';
    }
  }

  /** OpenID Connect Back-Channel Logout 1.0 §2.4. A new one for each attempt: a client may refuse a `jti` that it saw before. */
  #logoutToken({ client, sessionId, subjectId }: Recipient, context: RequestContext): Promise<string> {
    const { tokenCreationService, clock } = this.#services;
    const now = clock.now();
    return tokenCreationService.createJwt(
      {
        iss: context.issuer,
        aud: client.clientId,
        iat: now,
        exp: now + tokenLifetime,
        jti: randomId(),
        sub: shownSubject(subjectId, client),
        sid: sessionId,
        events: { [logoutEvent]: {} },
      },
      {
        typ: 'logout+jwt',
        algorithms: [tokenCreationService.identityTokenAlgorithm(client.allowedIdentityTokenSigningAlgorithms)],
      },
    );
  }
}
