/**
 * A token response generator of one's own, from nothing: every request that passed its checks is answered with an envelope.
 *
 *     node --conditions=source examples/replace-generator/server.ts
 *     curl -u worker:secret -d grant_type=client_credentials http://localhost:9400/connect/token
 */
import type {
  ITokenResponseGenerator,
  RequestContext,
  Services,
  TokenRequestValidationResult,
  TokenResponse,
} from 'mintmark';
import { type ExampleOptions, run } from '../run.ts';

class EnvelopeGenerator implements ITokenResponseGenerator {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  async process({ request }: TokenRequestValidationResult, context: RequestContext): Promise<TokenResponse> {
    const { tokenService } = this.#services;
    const { client, effectiveClientId, clientClaims, resources, family } = request;
    const token = await tokenService.createAccessToken(
      { client, effectiveClientId, clientClaims, resources, family, lifetime: 60, tokenType: 'jwt' },
      context,
    );
    const accessToken = await tokenService.serializeAccessToken(token, context);
    return { custom: { envelope: { token: accessToken, validUntil: context.now + 60 } } };
  }
}

export const options = {
  apiScopes: [{ name: 'orders.read' }],
  clients: [
    {
      clientId: 'worker',
      clientSecrets: [{ value: 'secret' }],
      allowedGrantTypes: ['client_credentials'],
      allowedScopes: ['orders.read'],
    },
  ],
  services: { tokenResponseGenerator: (services) => new EnvelopeGenerator(services) },
} satisfies ExampleOptions;

if (import.meta.main) await run(options);
