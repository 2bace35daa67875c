import { OAuthError, oauthError } from '../errors/oauth-error.ts';
import { type Client, type ClientAuthenticationMethod, isImportedHash } from '../model/client.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import type { HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Events } from '../operations/events.ts';
import type { ClientAssertionVerifier } from './client-assertion.ts';
import { type ClientCertificateVerifier, usesCertificate } from './client-certificate.ts';
import { basicChallenge, presentedCredentials } from './client-credentials.ts';
import type { ClientDirectory } from './client-directory.ts';
import type { FailureLimiter } from './failure-limiter.ts';
import type { FederatedAssertionVerifier } from './federated-assertion.ts';
import type { ImportedSecrets } from './imported-secrets.ts';
import { matchesSecret } from './secret.ts';

declare const authenticated: unique symbol;

/** A client that proved who it is, or a public one that named itself. {@link authenticatedClient} makes these. */
export interface AuthenticatedClient {
  readonly client: Client;
  readonly method: ClientAuthenticationMethod;
  readonly [authenticated]: true;
}

/** Finds out which client sent a request. Derive from {@link ClientAuthenticator}. */
export interface IClientAuthenticator {
  /**
   * Authenticates the client of a form request. Writes nothing but the replay mark of an assertion and a failure's count.
   * @throws {OAuthError} a `client.*` reason; 401 ones carry `WWW-Authenticate` where the client used Basic (RFC 6749 §5.2).
   */
  authenticate(request: HttpRequest, form: FormParameters, context: RequestContext): Promise<AuthenticatedClient>;
}

export interface ClientAuthenticationServices {
  readonly clients: ClientDirectory;
  readonly assertions: ClientAssertionVerifier;
  /** Absent: no client is verified by assertions of another issuer. */
  readonly federatedAssertions?: FederatedAssertionVerifier | undefined;
  readonly clientCertificates: ClientCertificateVerifier;
  readonly failures: FailureLimiter;
  /** Absent: secrets that were imported with another hash than SHA-256 are wrong. */
  readonly importedSecrets?: ImportedSecrets | undefined;
  /** Told of wrong secrets and assertions of clients that exist. */
  readonly events?: Pick<Events, 'active' | 'raise'> | undefined;
}

export class ClientAuthenticator implements IClientAuthenticator {
  protected readonly services: ClientAuthenticationServices;

  constructor(services: ClientAuthenticationServices) {
    this.services = services;
  }

  async authenticate(
    request: HttpRequest,
    form: FormParameters,
    context: RequestContext,
  ): Promise<AuthenticatedClient> {
    const presented = presentedCredentials(request, form);
    if (presented.method === 'private_key_jwt') {
      const clientId = presented.clientId ?? this.services.assertions.claimedClientId(presented.assertion);
      const client = await this.#find(clientId, false, context);
      const { assertions, federatedAssertions: federated } = this.services;
      const verifier = federated?.isFor(presented.assertion, client) === true ? federated : assertions;
      await this.#observe(client, request, context, () => verifier.verify(presented.assertion, client, context));
      return authenticatedClient(client, presented.method);
    }
    const usedBasic = presented.method === 'none' ? presented.usedBasic : presented.method === 'client_secret_basic';
    const client = await this.#find(presented.clientId, usedBasic, context);
    if (presented.method === 'none') {
      if (!client.requireClientSecret) return authenticatedClient(client, 'none');
      // The client names itself by the parameter client_id (RFC 8705 §2).
      if (usedBasic) throw refusal('client.no-credentials', client.clientId, usedBasic);
      return this.#byCertificate(client, request, context);
    }
    const { secrets, method } = presented;
    const { failures } = this.services;
    if (failures.watches(client.clientId, context)) await failures.refuseIfTooMany(client.clientId, context);
    if (
      !matchesSecret(secrets, client.clientSecrets, context.now) &&
      !(await this.#matchesImported(secrets, client, context))
    ) {
      const wrong = refusal('client.wrong-secret', client.clientId, usedBasic);
      this.#tell(client.clientId, wrong, request, context);
      await failures.record(client.clientId, context);
      throw wrong;
    }
    return authenticatedClient(client, method);
  }

  /** Costs nothing where there is none. */
  async #matchesImported(secrets: readonly string[], client: Client, context: RequestContext): Promise<boolean> {
    const { importedSecrets } = this.services;
    return (
      client.clientSecrets.some(isImportedHash) && (await importedSecrets?.matches(secrets, client, context)) === true
    );
  }

  async #byCertificate(client: Client, request: HttpRequest, context: RequestContext): Promise<AuthenticatedClient> {
    const { clientCertificate } = request;
    if (clientCertificate === undefined || !usesCertificate(client))
      throw refusal('client.no-credentials', client.clientId, false);
    let method: ClientAuthenticationMethod = 'none';
    await this.#observe(client, request, context, async () => {
      method = await this.services.clientCertificates.verify(clientCertificate, client, context);
    });
    return authenticatedClient(client, method);
  }

  async #find(clientId: string, usedBasic: boolean, _context: RequestContext): Promise<Client> {
    const found = this.services.clients.latest(clientId);
    const client = found instanceof Promise ? await found : found;
    if (client === undefined) throw refusal('client.unknown', clientId, usedBasic);
    if (!client.enabled) throw refusal('client.disabled', clientId, usedBasic);
    return client;
  }

  /** A signature cannot be guessed: that one is wrong is told, but locks nobody out. */
  async #observe(
    client: Client,
    request: HttpRequest,
    context: RequestContext,
    check: () => Promise<void>,
  ): Promise<void> {
    try {
      await check();
    } catch (error) {
      if (error instanceof OAuthError && !error.reason.endsWith('.keys-unavailable')) {
        this.#tell(client.clientId, error, request, context);
      }
      throw error;
    }
  }

  #tell(clientId: string, { reason, detail }: OAuthError, request: HttpRequest, context: RequestContext): void {
    const { events } = this.services;
    if (events?.active !== true) return;
    const [endpoint = ''] = request.target.split('?', 1);
    events.raise({ type: 'ClientAuthenticationFailed', clientId, reason, detail, endpoint }, context);
  }
}

function refusal(
  reason: 'client.unknown' | 'client.disabled' | 'client.wrong-secret' | 'client.no-credentials',
  clientId: string,
  usedBasic: boolean,
) {
  return oauthError(reason, { fields: { clientId }, ...(usedBasic ? { headers: basicChallenge } : {}) });
}

/** Vouches for a client: for an {@link IClientAuthenticator} only, once it saw proof. */
export function authenticatedClient(client: Client, method: ClientAuthenticationMethod): AuthenticatedClient {
  return { client, method } as AuthenticatedClient;
}
