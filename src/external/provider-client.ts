import type * as openid from 'openid-client';
import { safeFetch } from '../keys/safe-fetch.ts';
import type { Clock } from '../model/clock.ts';
import type { Claims } from '../model/json.ts';
import type { ExternalProvider } from '../model/settings.ts';

export interface ExternalProviderClientServices {
  readonly clock: Clock;
}

/** What must be kept between the two halves of a sign-in. */
export interface ExternalCheck {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** Most servers have no other providers: they start without the library. */
const library = () => import('openid-client');

const metadataLifetime = 3600;
const timeoutMs = 10_000;

/** Another OpenID provider, seen as its client: authorization code with PKCE, `state`, `nonce` and `iss` (RFC 9700 §2.1). */
export class ExternalProviderClient {
  readonly provider: ExternalProvider;
  readonly #redirectUri: string;
  readonly #clock: Clock;
  #configuration: { readonly until: number; readonly value: Promise<openid.Configuration> } | undefined;

  constructor(provider: ExternalProvider, redirectUri: string, services: ExternalProviderClientServices) {
    this.provider = provider;
    this.#redirectUri = redirectUri;
    this.#clock = services.clock;
  }

  /** The address to which the browser goes. Throws what fetching the provider's metadata throws. */
  async authorizationUrl(
    check: ExternalCheck,
    { maxAge, acrValues }: { readonly maxAge: number | undefined; readonly acrValues: readonly string[] },
  ): Promise<string> {
    const openid = await library();
    const challenge = await openid.calculatePKCECodeChallenge(check.codeVerifier);
    return openid.buildAuthorizationUrl(await this.#discover(), {
      redirect_uri: this.#redirectUri,
      scope: this.provider.scopes.join(' '),
      state: check.state,
      nonce: check.nonce,
      code_challenge: challenge,
      code_challenge_method: 'S256',
      // What our client demands, we demand (OpenID Connect Core §3.1.2.1); `max_age` also makes the provider tell `auth_time`.
      ...(maxAge === undefined ? {} : { max_age: String(maxAge) }),
      ...(maxAge === 0 ? { prompt: 'login' } : {}),
      ...(acrValues.length === 0 ? {} : { acr_values: acrValues.join(' ') }),
    }).href;
  }

  /** Claims of the ID token, and of userinfo where the provider has it. Throws whatever is wrong with the response. */
  async claims(query: string, check: ExternalCheck): Promise<Claims & { readonly sub: string }> {
    const openid = await library();
    const configuration = await this.#discover();
    const tokens = await openid.authorizationCodeGrant(configuration, new URL(this.#redirectUri + query), {
      expectedState: check.state,
      expectedNonce: check.nonce,
      pkceCodeVerifier: check.codeVerifier,
      idTokenExpected: true,
    });
    const identity = tokens.claims();
    if (identity === undefined) throw new TypeError('no ID token');
    const userInfo =
      configuration.serverMetadata().userinfo_endpoint === undefined
        ? {}
        : await openid.fetchUserInfo(configuration, tokens.access_token, identity.sub);
    return { ...userInfo, ...identity } as unknown as Claims & { readonly sub: string };
  }

  #discover(): Promise<openid.Configuration> {
    const now = this.#clock.now();
    if (this.#configuration === undefined || this.#configuration.until <= now) {
      const value = this.#fetchConfiguration();
      this.#configuration = { until: now + metadataLifetime, value };
      value.catch(() => {
        if (this.#configuration?.value === value) this.#configuration = undefined;
      });
    }
    return this.#configuration.value;
  }

  async #fetchConfiguration(): Promise<openid.Configuration> {
    const openid = await library();
    const { issuer, clientId, clientSecret, allowPrivateAddresses } = this.provider;
    const insecure = allowPrivateAddresses && issuer.startsWith('http:');
    return openid.discovery(
      new URL(issuer),
      clientId,
      { [openid.clockTolerance]: 30 },
      clientSecret === undefined ? openid.None() : openid.ClientSecretBasic(clientSecret),
      {
        [openid.customFetch]: (url, options) => this.#fetch(url, options),
        ...(insecure ? { execute: [openid.allowInsecureRequests] } : {}),
      },
    );
  }

  /** Endpoints come from the provider's metadata: they must not lead into our own network. */
  async #fetch(url: string, options: openid.CustomFetchOptions): Promise<Response> {
    const { body, method, headers } = options;
    const response = await safeFetch(url, {
      method: method === 'POST' ? 'POST' : 'GET',
      headers,
      ...(body === undefined || body === null ? {} : { body: String(body) }),
      allowPrivateAddresses: this.provider.allowPrivateAddresses,
      timeoutMs,
      maximumBytes: 262_144,
    });
    const type = response.header('content-type');
    const authenticate = response.header('www-authenticate');
    return new Response(response.status === 204 ? null : new Uint8Array(response.body), {
      status: response.status,
      headers: {
        ...(type === undefined ? {} : { 'content-type': type }),
        ...(authenticate === undefined ? {} : { 'www-authenticate': authenticate }),
      },
    });
  }
}
