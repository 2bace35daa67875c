/**
 * Access tokens from elsewhere: another system mints them, this server does the rest (clients, grants, refresh tokens, ID tokens).
 *
 *     node --conditions=source examples/foreign-access-token/server.ts
 *     curl -u legacy:secret -d 'grant_type=password&username=alice&password=alice' http://localhost:9400/connect/token
 */
import {
  type CreatedTokens,
  type RequestContext,
  type Services,
  type TokenRequestValidationResult,
  TokenResponseGenerator,
} from 'mintmark';
import { type ExampleOptions, run } from '../run.ts';

/** The system that mints. */
export interface Vendor {
  mint(clientId: string, scopes: readonly string[]): Promise<{ readonly token: string; readonly seconds: number }>;
}

export class ForeignAccessTokenGenerator extends TokenResponseGenerator {
  readonly #vendor: Vendor;

  constructor(services: Services, vendor: Vendor) {
    super(services);
    this.#vendor = vendor;
  }

  protected override async createAccessToken(
    result: TokenRequestValidationResult,
    context: RequestContext,
  ): Promise<CreatedTokens> {
    const { refreshToken, refreshTokenLifetime } = await super.createAccessToken(result, context);
    const { client, resources } = result.request;
    const { token, seconds } = await this.#vendor.mint(client.clientId, resources.scopes);
    return { accessToken: token, accessTokenLifetime: seconds, refreshToken, refreshTokenLifetime };
  }
}

let minted = 0;
const vendor: Vendor = {
  async mint(clientId) {
    minted += 1;
    return { token: `vendor:${clientId}:${minted}`, seconds: 900 };
  },
};

export const options = {
  apiScopes: [{ name: 'orders.read' }],
  clients: [
    {
      clientId: 'legacy',
      clientSecrets: [{ value: 'secret' }],
      allowedGrantTypes: ['password'],
      allowedScopes: ['orders.read'],
      allowOfflineAccess: true,
    },
  ],
  users: [{ subject: '1', username: 'alice', password: 'alice' }],
  services: { tokenResponseGenerator: (services) => new ForeignAccessTokenGenerator(services, vendor) },
} satisfies ExampleOptions;

if (import.meta.main) await run(options);
