import type { Client } from '../model/client.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import { limits } from '../model/limits.ts';
import { askerOf } from '../sessions/asker.ts';
import { renderAccountPage } from './account-page.ts';
import { versionOf } from './assets-endpoint.ts';
import { renderCibaPage } from './ciba-page.ts';
import { renderConsentPage } from './consent-page.ts';
import { contentSecurityPolicy, sourceOf } from './content-security-policy.ts';
import { renderDevicePage } from './device-page.ts';
import { renderErrorPage } from './error-page.ts';
import { renderGrantsPage } from './grants-page.ts';
import { icon } from './icon.ts';
import { chooseLanguage, type Language, loadBuiltInTexts, offeredLanguages } from './language.ts';
import { renderLoginPage } from './login-page.ts';
import { renderLogoutPage } from './logout-page.ts';
import type { ClientOnPage, PageModels } from './page-models.ts';
import type { PageFrame, PageRenderer, PageRenderers, Pages } from './pages.ts';
import { clientOnPage, type ShownClientOptions } from './shown-client.ts';
import { builtInStylesheet } from './stylesheet.ts';

export interface PageWriterSettings {
  /** No trailing slash. */
  readonly issuer: string;
  /** Language tags, the first is the default. */
  readonly locales: readonly string[];
  /** IANA name of the zone that times are shown in where the reader's own is not known. */
  readonly timeZone: string;
  readonly clientIdMetadataDocuments?: { readonly hosts: readonly string[] } | undefined;
}

/** How a page should look to this reader. */
export interface PageLook {
  /** Language tags that the request asked for, most wanted first; absent or none: those of the request that the page is about. */
  readonly uiLocales?: readonly string[] | undefined;
  /** IANA name of the reader's time zone; absent, or no such name: the configured one. */
  readonly timeZone?: string | undefined;
}

export interface PageReplyOptions extends PageLook {
  readonly status?: number | undefined;
  /** `Set-Cookie` values. */
  readonly cookies?: readonly string[] | undefined;
  /** Addresses to which the browser may be redirected once the form was sent. */
  readonly formTargets?: readonly string[] | undefined;
  /** Addresses of frames. */
  readonly frames?: readonly string[] | undefined;
  readonly scripts?: boolean | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** `ui_locales` of the address itself: a page that no authorization request leads to may be asked for in a language too. */
function localesIn({ target }: HttpRequest): readonly string[] {
  // By what never throws: the page may be about what is wrong with this very address.
  const wanted = new URLSearchParams(target.split('?', 2)[1] ?? '').get('ui_locales');
  return wanted?.slice(0, limits.uiLocales.most).split(' ') ?? [];
}

/** With the name of the zone, since the server does not know for sure where its reader is. */
export function timesIn(tag: string, wanted: string | undefined, otherwise: string): Intl.DateTimeFormat {
  const options = {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  } as const;
  try {
    return new Intl.DateTimeFormat(tag, { ...options, timeZone: wanted ?? otherwise });
  } catch {
    return new Intl.DateTimeFormat(tag, { ...options, timeZone: otherwise });
  }
}

function formatDuration(seconds: number, tag: string): string {
  const minutes = Math.max(1, Math.ceil(seconds / 60));
  const [unit, value] = minutes > 120 ? ['hour', Math.ceil(minutes / 60)] : ['minute', minutes];
  return new Intl.NumberFormat(tag, { style: 'unit', unit: String(unit), unitDisplay: 'long' }).format(Number(value));
}

const defaults: PageRenderers = {
  login: renderLoginPage,
  consent: renderConsentPage,
  account: renderAccountPage,
  device: renderDevicePage,
  ciba: renderCibaPage,
  grants: renderGrantsPage,
  logout: renderLogoutPage,
  error: renderErrorPage,
};

/** Renders pages in the reader's language and answers with them; every answer carries the same protection. */
export class PageWriter {
  /** The issuer, prefix of all links. */
  readonly base: string;
  readonly stylesheet: string;
  /** Changes with the content, so that the stylesheet may be cached for ever. */
  readonly stylesheetVersion: string;
  readonly #stylesheetHref: string;
  readonly #iconHref: string;
  readonly #timeZone: string;
  readonly #locales: readonly string[];
  #languages: readonly Language[];
  readonly #pages: Pages;
  readonly #shownClients: ShownClientOptions;

  /** @param logoName the last segment of the path at which the logo of a client is that nobody configured. */
  constructor(
    settings: PageWriterSettings,
    pages: Pages = {},
    logoName: ShownClientOptions['logoName'] = () => undefined,
  ) {
    this.base = settings.issuer;
    this.#pages = pages;
    const { issuer, clientIdMetadataDocuments } = settings;
    this.#shownClients = { issuer, knownHosts: clientIdMetadataDocuments?.hosts ?? [], logoName };
    this.#timeZone = settings.timeZone;
    this.#iconHref = `${settings.issuer}/assets/mintmark.svg?v=${versionOf(icon)}`;
    this.#locales = settings.locales;
    this.#languages = offeredLanguages(settings.locales, pages.texts);
    const own = pages.stylesheet;
    this.stylesheet = own?.includes('{') ? `${builtInStylesheet}\n${own}` : builtInStylesheet;
    this.stylesheetVersion = versionOf(this.stylesheet);
    this.#stylesheetHref = `${settings.issuer}/assets/mintmark.css?v=${this.stylesheetVersion}`;
  }

  /** Loads the texts of the configured languages; before, there are English and those given in `pages.texts`. */
  async start(): Promise<void> {
    const { texts } = this.#pages;
    const builtIn = await loadBuiltInTexts(this.#locales, texts);
    this.#languages = offeredLanguages(this.#locales, { ...builtIn, ...texts });
  }

  frame(request: HttpRequest, look: PageLook = {}): PageFrame {
    const asker = askerOf(request);
    const wanted = [look.uiLocales ?? [], asker?.uiLocales ?? [], localesIn(request)];
    const uiLocales = wanted.find((tags) => tags.length > 0) ?? [];
    const { tag, texts } = chooseLanguage(this.#languages, uiLocales, request);
    const times = timesIn(tag, look.timeZone, this.#timeZone);
    const { stylesheet } = this.#pages;
    const linked = stylesheet !== undefined && !stylesheet.includes('{') ? [stylesheet] : [];
    return {
      language: tag,
      texts,
      stylesheets: [this.#stylesheetHref, ...linked],
      name: this.#pages.name ?? 'Mintmark',
      iconUri: this.#pages.iconUri ?? this.#iconHref,
      logoUri: this.#pages.logoUri,
      base: this.base,
      formatDuration: (seconds) => formatDuration(seconds, tag),
      display: asker?.display,
      customParameters: asker?.customParameters ?? {},
      formatTime: (at) => times.format(at * 1000),
    };
  }

  /** A client as pages show it. */
  client(client: Client): ClientOnPage {
    return clientOnPage(client, this.#shownClients);
  }

  /** Answers with one of the pages, by the renderer that is configured for it. */
  async write<Name extends keyof PageModels>(
    page: PageModels[Name] & { readonly page: Name },
    request: HttpRequest,
    options: PageReplyOptions = {},
  ): Promise<HttpReply> {
    const render = (this.#pages[page.page] ?? defaults[page.page]) as PageRenderer<PageModels[Name]>;
    return this.reply(await render(page, this.frame(request, options)), options);
  }

  /** Answers with a document. */
  reply(document: string, options: PageReplyOptions = {}): HttpReply {
    const { stylesheet, formActionSources = [] } = this.#pages;
    const { cookies = [] } = options;
    return {
      status: options.status ?? 200,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        pragma: 'no-cache',
        'content-security-policy': contentSecurityPolicy({
          formAction: [...(options.formTargets ?? []).flatMap(sourceOf), ...formActionSources],
          style: stylesheet === undefined || stylesheet.includes('{') ? [] : sourceOf(stylesheet),
          frame: (options.frames ?? []).flatMap(sourceOf),
          scripts: options.scripts ?? false,
        }),
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        ...(cookies.length === 0 ? {} : { 'set-cookie': cookies }),
        ...options.headers,
      },
      body: document,
    };
  }
}
