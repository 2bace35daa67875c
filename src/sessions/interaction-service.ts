import type { AuthorizationDetailsService } from '../authorization-details/service.ts';
import type { ClientDirectory } from '../clients/client-directory.ts';
import { oauthError } from '../errors/oauth-error.ts';
import { randomHandle } from '../keys/digest.ts';
import type { AuthorizationDetails } from '../model/authorization-details.ts';
import type { PromptValue } from '../model/authorize-parameters.ts';
import type { Client } from '../model/client.ts';
import type { HttpRequest } from '../model/http-message.ts';
import type { JsonValue } from '../model/json.ts';
import { wholeSeconds } from '../model/numeric-date.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Settings } from '../model/settings.ts';
import type { AddressBudget } from '../operations/address-budget.ts';
import type { ResourceValidator } from '../resources/resource-validator.ts';
import type { GrantVault, StoredContent } from '../stores/grant-vault.ts';
import { noteAsker } from './asker.ts';
import type { BrowserBinding } from './browser-binding.ts';
import type { Interaction, InteractionDetails, InteractionPrompt, InteractionResult } from './interaction.ts';
import type { SessionService } from './session-service.ts';

export interface InteractionServices {
  readonly vault: GrantVault;
  readonly browsers: BrowserBinding;
  readonly sessions: Pick<SessionService, 'current'>;
  readonly clients: ClientDirectory;
  readonly resources: ResourceValidator;
  readonly authorizationDetails: Pick<AuthorizationDetailsService, 'chosen' | 'apisOf'>;
  readonly waitingRequests: Pick<AddressBudget, 'spend'>;
  readonly settings: Pick<Settings, 'customAuthorizeParameters' | 'session'>;
  /** Where the browser goes instead of the built-in pages, absolute; `undefined` for the built-in page. */
  readonly interactionUrl?: ((details: InteractionDetails) => string | undefined) | undefined;
}

/** An open interaction of this browser. */
export interface OpenInteraction {
  readonly interactionId: string;
  readonly interaction: Interaction;
  readonly stored: StoredContent<'interaction'>;
}

const pages: Readonly<Record<InteractionPrompt, string>> = {
  login: '/login',
  consent: '/consent',
  select_account: '/select-account',
};

/**
 * Authorization requests that wait for their user. Only the browser that began one may look at it or answer it: a link to somebody
 * else's sign-in is worth nothing (RFC 9700 §4.7).
 */
export class InteractionService {
  readonly #services: InteractionServices;

  constructor(services: InteractionServices) {
    this.#services = services;
  }

  /** Whether pages of one's own are used, which need the JSON endpoints. */
  get hasFrontEnd(): boolean {
    return this.#services.interactionUrl !== undefined;
  }

  /**
   * What is asked of the user, with the client and the resources as they are now.
   * @throws {OAuthError} `interaction.unknown`: also for another browser than the one that began.
   */
  async details(request: HttpRequest, interactionId: string, context: RequestContext): Promise<InteractionDetails> {
    const open = await this.open(request, interactionId, context);
    const session = await this.#services.sessions.current(request, context);
    return { ...(await this.#describe(open, context)), currentSubjectId: session?.subject.subjectId };
  }

  /**
   * Records what the user did. Nothing is issued: the browser must go on to the location, where everything is checked again. What somebody
   * decided who is not signed in any more (in another tab somebody signed in or out since) is not recorded: at the location it is asked again.
   *
   * @param request of the browser that began the interaction.
   * @returns where to send the browser (303).
   * @throws {OAuthError} `interaction.unknown`, `interaction.invalid-result`.
   */
  async complete(
    request: HttpRequest,
    interactionId: string,
    result: InteractionResult,
    context: RequestContext,
  ): Promise<{ readonly location: string }> {
    const open = await this.open(request, interactionId, context);
    const applied = await this.#applied(open.interaction, result, context);
    const isOfUser = 'consent' in result || ('accountSelected' in result && result.accountSelected === 'current');
    const session = isOfUser ? await this.#services.sessions.current(request, context) : undefined;
    if (!isOfUser || session?.subject.subjectId === open.interaction.subjectId) await this.update(open, applied);
    return { location: resumeLocation(interactionId, context) };
  }

  /**
   * The user said no, or cannot be signed in: the client gets the error.
   * @param error `access_denied`, `login_required` …
   * @throws {OAuthError} `interaction.unknown`, `interaction.invalid-result`.
   */
  async refuse(
    request: HttpRequest,
    interactionId: string,
    error: string,
    description: string | undefined,
    context: RequestContext,
  ): Promise<{ readonly location: string }> {
    const legal = /^[\x20\x21\x23-\x5B\x5D-\x7E]+$/;
    if (!legal.test(error) || (description !== undefined && !legal.test(description))) {
      throw oauthError('interaction.invalid-result', { detail: 'error' });
    }
    const open = await this.open(request, interactionId, context);
    await this.update(open, { ...open.interaction, refused: { error, description } });
    return { location: resumeLocation(interactionId, context) };
  }

  /**
   * Stores a request that needs its user; resolves to where the browser goes.
   * @throws {OAuthError} `request.rate-limited`: too many of its address wait, and nobody knows for whom.
   */
  async begin(
    interaction: Interaction,
    context: RequestContext,
  ): Promise<{ readonly interactionId: string; readonly location: string }> {
    const { vault, waitingRequests } = this.#services;
    if (interaction.subjectId === undefined) waitingRequests.spend(context.remoteAddress, context.now);
    const interactionId = randomHandle();
    const content = toContent(interaction);
    await vault.insert(vault.record('interaction', interactionId, content, interaction));
    return { interactionId, location: await this.#location(interactionId, interaction, context) };
  }

  /** Asks for the next thing in an interaction that goes on; resolves to where the browser goes. */
  async proceed(open: OpenInteraction, interaction: Interaction, context: RequestContext): Promise<string> {
    await this.update(open, interaction);
    return this.#location(open.interactionId, interaction, context);
  }

  /** This browser's interaction, or one that is not bound to a browser yet. @throws {OAuthError} `interaction.unknown`. */
  async open(
    request: HttpRequest,
    interactionId: string | undefined,
    context: RequestContext,
    options: { readonly unbound?: boolean } = {},
  ): Promise<OpenInteraction> {
    if (interactionId === undefined || !/^[A-Za-z0-9_-]{43}$/.test(interactionId)) {
      throw oauthError('interaction.unknown', { detail: 'no handle' });
    }
    const stored = await this.#services.vault.find('interaction', interactionId);
    if (stored === undefined) throw oauthError('interaction.unknown');
    const interaction = stored.content as unknown as Interaction;
    const { browserHash } = interaction;
    const bound =
      browserHash === null
        ? options.unbound === true
        : this.#services.browsers.isBrowser(request, browserHash, interactionId);
    if (!bound) throw oauthError('interaction.unknown', { detail: 'another browser' });
    // Also where it is over: the person wants to know where to begin anew.
    const { clientId, uiLocales, display } = interaction;
    noteAsker(request, { clientId, uiLocales, display, customParameters: this.#customParameters(interaction) });
    if (stored.revoked || stored.consumedAt !== null) throw oauthError('interaction.unknown', { detail: 'finished' });
    if (interaction.expiresAt <= context.now) throw oauthError('interaction.unknown', { detail: 'expired' });
    return { interactionId, interaction, stored };
  }

  /** Writes a change. @throws {OAuthError} `interaction.unknown` when another request changed or finished it meanwhile. */
  async update(open: OpenInteraction, interaction: Interaction): Promise<OpenInteraction> {
    const content = toContent(interaction);
    const done = await this.#services.vault.replace('interaction', open.stored, content, interaction);
    if (!done) throw oauthError('interaction.unknown', { detail: 'changed meanwhile' });
    return { ...open, interaction, stored: { ...open.stored, content, version: open.stored.version + 1 } };
  }

  /** Ends an interaction; at most one caller is told `true`, and may answer the client. */
  async finish(open: OpenInteraction, context: RequestContext): Promise<boolean> {
    const { outcome } = await this.#services.vault.consume('interaction', open.interactionId, context.now);
    return outcome === 'consumed';
  }

  async #applied(interaction: Interaction, result: InteractionResult, context: RequestContext): Promise<Interaction> {
    if ('login' in result) {
      const { subject, acr, amr, authenticatedAt, identityProvider, claims, staySignedIn } = result.login;
      if (typeof subject !== 'string' || subject === '')
        throw oauthError('interaction.invalid-result', { detail: 'subject' });
      const provedAt = authenticatedAt === undefined ? context.now : wholeSeconds(authenticatedAt);
      if (provedAt === undefined) throw oauthError('interaction.invalid-result', { detail: 'authenticatedAt' });
      const login: NonNullable<Interaction['login']> = {
        subjectId: subject,
        authenticatedAt: Math.min(provedAt, context.now),
        identityProvider: identityProvider ?? 'local',
        authenticationMethods: amr ?? ['pwd'],
        authenticationContext: acr,
        claims: claims ?? {},
        ...(staySignedIn === true ? { staySignedIn } : {}),
      };
      return { ...interaction, login };
    }
    const { subjectId } = interaction;
    if ('consent' in result) {
      if (interaction.prompt !== 'consent' || subjectId === undefined) throw oauthError('interaction.invalid-result');
      const { scopes, authorizationDetails: chosen, remember } = result.consent;
      const authorizationDetails = await this.#granted(interaction, chosen, context);
      const left = await this.#consented(interaction, scopes, authorizationDetails, context);
      return { ...interaction, consent: { scopes: left, authorizationDetails, remember, subjectId } };
    }
    // Whoever is asked for consent may find that somebody else is signed in, even if they were just now.
    if (interaction.prompt === 'consent' && result.accountSelected === 'another') {
      return { ...interaction, accountSelected: 'another', signedIn: undefined };
    }
    if (interaction.prompt !== 'select_account' || subjectId === undefined)
      throw oauthError('interaction.invalid-result');
    return { ...interaction, accountSelected: result.accountSelected === 'another' ? 'another' : { subjectId } };
  }

  /** What the user left in, in request order: nothing that was not asked for, and all that is required. */
  async #consented(
    interaction: Interaction,
    scopes: readonly string[],
    details: AuthorizationDetails | undefined,
    context: RequestContext,
  ): Promise<readonly string[]> {
    const { resources } = await this.#describe({ interactionId: '', interaction }, context);
    const required = [...resources.identityResources, ...resources.apiScopes].filter((one) => one.required);
    const missing = required.some(({ name }) => !scopes.includes(name));
    const openidMissing = interaction.scopes.includes('openid') && !scopes.includes('openid');
    const stranger = scopes.some((scope) => !interaction.scopes.includes(scope));
    if (missing || openidMissing || stranger || (scopes.length === 0 && details === undefined)) {
      throw oauthError('interaction.invalid-result', { detail: 'scopes' });
    }
    return interaction.scopes.filter((scope) => scopes.includes(scope));
  }

  /** What the user granted of the details asked for. */
  async #granted(interaction: Interaction, chosen: unknown, context: RequestContext) {
    const { clientId, subjectId, resourceIndicators, authorizationDetails } = interaction;
    const client = await this.#client(clientId);
    const asking = { client, subjectId, resourceIndicators, context };
    const granted = await this.#services.authorizationDetails.chosen(chosen, authorizationDetails, asking);
    if (granted === 'refused') throw oauthError('interaction.invalid-result', { detail: 'authorizationDetails' });
    return granted;
  }

  async #client(clientId: string): Promise<Client> {
    const client = await this.#services.clients.findOrLearn(clientId);
    if (client === undefined) throw oauthError('interaction.unknown', { detail: 'the client is gone' });
    return client;
  }

  #customParameters({ parameters }: Interaction): Readonly<Record<string, string>> {
    const { customAuthorizeParameters: names } = this.#services.settings;
    const sent = names.map((name) => [name, parameters[name]?.[0]] as const);
    return Object.fromEntries(sent.filter((entry): entry is [string, string] => entry[1] !== undefined));
  }

  async #location(interactionId: string, interaction: Interaction, context: RequestContext): Promise<string> {
    const builtIn = `${context.issuer}${pages[interaction.prompt]}?interaction=${interactionId}`;
    const { interactionUrl } = this.#services;
    if (interactionUrl === undefined) return builtIn;
    return interactionUrl(await this.#describe({ interactionId, interaction }, context)) ?? builtIn;
  }

  async #describe(
    open: Pick<OpenInteraction, 'interactionId' | 'interaction'>,
    context: RequestContext,
  ): Promise<InteractionDetails> {
    const { interaction, interactionId } = open;
    const client = await this.#client(interaction.clientId);
    const { prompt, scopes, resourceIndicators, redirectUri, loginHint, uiLocales, acrValues, display, subjectId } =
      interaction;
    const { resources, authorizationDetails } = this.#services;
    const apis = authorizationDetails.apisOf(interaction.authorizationDetails);
    return {
      interactionId,
      prompt,
      client,
      scopes,
      resources: resources.validateAll(client, scopes, resourceIndicators, apis),
      resourceIndicators,
      redirectUri,
      state: interaction.parameters['state']?.[0],
      prompts: promptsOf(interaction),
      requestedClaims: interaction.requestedClaims,
      authorizationDetails: interaction.authorizationDetails,
      customParameters: this.#customParameters(interaction),
      loginHint,
      uiLocales,
      acrValues,
      display,
      subjectId,
      resumeLocation: resumeLocation(interactionId, context),
      maxAge: maxAgeOf(interaction),
      mayRemember: client.allowRememberConsent,
      mayStaySignedIn: this.#services.settings.session.staySignedIn === 'offered',
      expiresAt: interaction.expiresAt,
    };
  }
}

/** Of a request that was checked before it began to wait. */
function promptsOf({ parameters }: Interaction): readonly PromptValue[] {
  return (parameters['prompt']?.[0]?.split(' ') ?? []) as readonly PromptValue[];
}

function maxAgeOf(interaction: Interaction): number | undefined {
  if (promptsOf(interaction).includes('login')) return 0;
  const [maxAge] = interaction.parameters['max_age'] ?? [];
  return maxAge === undefined ? undefined : Number(maxAge);
}

/** Where the browser goes on once a result was recorded. */
export function resumeLocation(interactionId: string, context: RequestContext): string {
  return `${context.issuer}/connect/authorize/resume?interaction=${interactionId}`;
}

function toContent(interaction: Interaction): { readonly [member: string]: JsonValue } {
  return interaction as unknown as { readonly [member: string]: JsonValue };
}
