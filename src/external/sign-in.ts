import { oauthError } from '../errors/oauth-error.ts';
import { base64urlDecode, base64urlEncode, randomHandle } from '../keys/digest.ts';
import type { Sealer } from '../keys/sealer.ts';
import type { Clock } from '../model/clock.ts';
import type { HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { ExternalProvider } from '../model/settings.ts';
import type { BrowserBinding } from '../sessions/browser-binding.ts';
import { type ExternalSubject, externalSubject } from '../tokens/external-subject.ts';
import { ExternalProviderClient } from './provider-client.ts';

/** Where a sign-in leads: back into an authorization request, or to one of our own pages (its path below the issuer). */
export type ExternalSignInTarget =
  | {
      readonly interactionId: string;
      /** How many seconds ago the user may have proved who they are; 0: the provider must ask now. */
      readonly maxAge?: number | undefined;
      readonly staySignedIn?: boolean;
    }
  | { readonly returnTo: string; readonly staySignedIn?: boolean };

/** What came back from the provider. */
export interface ExternalSignInResult {
  readonly target: ExternalSignInTarget;
  /** Absent: the sign-in failed, and the reason is for the log alone. */
  readonly subject?: ExternalSubject | undefined;
  readonly failure?: unknown;
}

export interface ExternalSignInServices {
  readonly issuer: string;
  readonly providers: readonly ExternalProvider[];
  readonly sealer: Sealer;
  readonly browsers: Pick<BrowserBinding, 'browserOf' | 'isBrowser'>;
  readonly clock: Clock;
}

interface State {
  readonly providerId: string;
  readonly target: ExternalSignInTarget;
  readonly browserHash: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly expiresAt: number;
}

const stateLifetime = 900;
const longestState = 4000;
const sealContext = 'external-sign-in';

/**
 * Signing in at other providers. `state` carries all there is to remember, sealed, and is good for the browser that began alone, so
 * that nobody can be signed in to somebody else's account by a link (RFC 9700 §4.7.1).
 */
export class ExternalSignInService {
  readonly #services: ExternalSignInServices;
  readonly #clients: ReadonlyMap<string, ExternalProviderClient>;

  constructor(services: ExternalSignInServices) {
    this.#services = services;
    this.#clients = new Map(
      services.providers.map((provider) => [
        provider.id,
        new ExternalProviderClient(provider, `${services.issuer}/external/${provider.id}/callback`, services),
      ]),
    );
  }

  /**
   * Where the browser goes to sign in, and the cookies that must go out with the redirection.
   *
   * @param acrValues what the client asks for; the provider is asked for those that it is believed in.
   * @throws {OAuthError} `request.not-found` for an unknown provider, `external.failed` when the provider cannot be reached.
   */
  async begin(
    request: HttpRequest,
    providerId: string,
    target: ExternalSignInTarget,
    context: RequestContext,
    acrValues: readonly string[] = [],
  ): Promise<{ readonly location: string; readonly cookies: readonly string[] }> {
    const client = this.#client(providerId);
    const browser = this.#services.browsers.browserOf(request);
    const content: State = {
      providerId,
      target,
      browserHash: browser.value,
      nonce: randomHandle(),
      codeVerifier: randomHandle(),
      expiresAt: context.now + stateLifetime,
    };
    const sealed = this.#services.sealer.seal(new TextEncoder().encode(JSON.stringify(content)), sealContext);
    try {
      const maxAge = 'interactionId' in target ? target.maxAge : undefined;
      const wishes = { maxAge, acrValues: acrValues.filter((value) => client.provider.acrValues.includes(value)) };
      const location = await client.authorizationUrl({ ...content, state: base64urlEncode(sealed) }, wishes);
      return { location, cookies: browser.cookies };
    } catch (cause) {
      throw oauthError('external.failed', { fields: { provider: providerId }, cause });
    }
  }

  /**
   * Takes the provider's answer, an error included, and asks it for the tokens.
   *
   * @param query of the callback, with the `?`.
   * @throws {OAuthError} `external.failed`: the answer is not for this browser, or too old, so that there is nowhere to go back to.
   */
  async finish(
    request: HttpRequest,
    providerId: string,
    query: string,
    context: RequestContext,
  ): Promise<ExternalSignInResult> {
    const client = this.#client(providerId);
    const state = new URLSearchParams(query).get('state') ?? '';
    const content = this.#open(state);
    if (content === undefined || content.providerId !== providerId || content.expiresAt <= context.now) {
      throw oauthError('external.failed', { fields: { provider: providerId }, detail: 'state' });
    }
    if (!this.#services.browsers.isBrowser(request, content.browserHash)) {
      throw oauthError('external.failed', { fields: { provider: providerId }, detail: 'another browser' });
    }
    try {
      const claims = await client.claims(query, { ...content, state });
      return { target: content.target, subject: externalSubject(client.provider, claims) };
    } catch (failure) {
      return { target: content.target, failure };
    }
  }

  #client(providerId: string): ExternalProviderClient {
    const client = this.#clients.get(providerId);
    if (client === undefined) throw oauthError('request.not-found', { detail: 'external provider' });
    return client;
  }

  #open(state: string): State | undefined {
    const bytes = state.length > longestState ? undefined : base64urlDecode(state);
    if (bytes === undefined) return undefined;
    try {
      return JSON.parse(new TextDecoder().decode(this.#services.sealer.unseal(bytes, sealContext))) as State;
    } catch {
      return undefined;
    }
  }
}
