import { oauthError } from '../errors/oauth-error.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import type { HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { ApiResource } from '../model/resources.ts';
import type { Events } from '../operations/events.ts';
import type { ResourceValidator } from '../resources/resource-validator.ts';
import type { AuthenticatedClient, IClientAuthenticator } from './client-authenticator.ts';
import { basicChallenge, presentedCredentials } from './client-credentials.ts';
import type { FailureLimiter } from './failure-limiter.ts';
import { matchesSecret } from './secret.ts';

/** Who asks about a token: an API, by its name and one of its secrets, or a client. */
export type IntrospectionCaller =
  | { readonly kind: 'api'; readonly name: string; readonly api: ApiResource }
  | { readonly kind: 'client'; readonly name: string; readonly client: AuthenticatedClient['client'] };

export interface ApiAuthenticationServices {
  readonly resources: ResourceValidator;
  readonly clientAuthenticator: IClientAuthenticator;
  readonly failures: FailureLimiter;
  /** Told of wrong secrets of APIs that exist. */
  readonly events: Pick<Events, 'active' | 'raise'>;
}

/** Authenticates callers of the introspection endpoint (RFC 7662 §2.1): never without a secret or key. */
export class ApiAuthenticator {
  readonly #services: ApiAuthenticationServices;

  constructor(services: ApiAuthenticationServices) {
    this.#services = services;
  }

  /** @throws {OAuthError} a `client.*` reason; `client.no-credentials` for public clients. */
  async authenticate(
    request: HttpRequest,
    form: FormParameters,
    context: RequestContext,
  ): Promise<IntrospectionCaller> {
    const presented = presentedCredentials(request, form);
    if (presented.method === 'client_secret_basic' || presented.method === 'client_secret_post') {
      const api = this.#services.resources.apiResource(presented.clientId);
      if (api !== undefined && api.apiSecrets.length > 0) {
        const usedBasic = presented.method === 'client_secret_basic';
        await this.#verify(api, presented.secrets, usedBasic, request, context);
        return { kind: 'api', name: api.name, api };
      }
    }
    const authenticated = await this.#services.clientAuthenticator.authenticate(request, form, context);
    if (authenticated.method === 'none') {
      const usedBasic = presented.method === 'none' && presented.usedBasic;
      throw oauthError('client.no-credentials', {
        detail: 'a public client',
        ...(usedBasic ? { headers: basicChallenge } : {}),
      });
    }
    return { kind: 'client', name: authenticated.client.clientId, client: authenticated.client };
  }

  async #verify(
    api: ApiResource,
    secrets: readonly string[],
    basic: boolean,
    request: HttpRequest,
    context: RequestContext,
  ): Promise<void> {
    const { events, failures } = this.#services;
    if (failures.watches(api.name, context)) await failures.refuseIfTooMany(api.name, context);
    if (matchesSecret(secrets, api.apiSecrets, context.now)) return;
    if (events.active) {
      const [endpoint = ''] = request.target.split('?', 1);
      const failure = { type: 'ClientAuthenticationFailed', reason: 'client.wrong-secret' } as const;
      events.raise({ ...failure, clientId: api.name, endpoint }, context);
    }
    await failures.record(api.name, context);
    throw oauthError('client.wrong-secret', {
      fields: { clientId: api.name },
      ...(basic ? { headers: basicChallenge } : {}),
    });
  }
}
