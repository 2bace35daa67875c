import { sha256 } from '../keys/digest.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import { renderAccountPage } from './account-page.ts';
import { renderCibaPage } from './ciba-page.ts';
import { renderConsentPage } from './consent-page.ts';
import { contentSecurityPolicy, sourceOf } from './content-security-policy.ts';
import { renderDevicePage } from './device-page.ts';
import { renderErrorPage } from './error-page.ts';
import { renderGrantsPage } from './grants-page.ts';
import { chooseLanguage, type Language, offeredLanguages } from './language.ts';
import { renderLoginPage } from './login-page.ts';
import { renderLogoutPage } from './logout-page.ts';
import type { PageModels } from './page-models.ts';
import type { PageFrame, PageRenderer, PageRenderers, Pages } from './pages.ts';
import { builtInStylesheet } from './stylesheet.ts';

export interface PageWriterSettings {
  /** No trailing slash. */
  readonly issuer: string;
  /** Language tags, the first is the default. */
  readonly locales: readonly string[];
}

export interface PageReplyOptions {
  readonly status?: number | undefined;
  /** Language tags that the request asked for, most wanted first. */
  readonly uiLocales?: readonly string[] | undefined;
  /** `Set-Cookie` values. */
  readonly cookies?: readonly string[] | undefined;
  /** Addresses to which the browser may be redirected once the form was sent. */
  readonly formTargets?: readonly string[] | undefined;
  /** Addresses of frames. */
  readonly frames?: readonly string[] | undefined;
  readonly scripts?: boolean | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
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
  readonly #stylesheetHref: string;
  readonly #languages: readonly Language[];
  readonly #pages: Pages;

  constructor(settings: PageWriterSettings, pages: Pages = {}) {
    this.base = settings.issuer;
    this.#pages = pages;
    this.#languages = offeredLanguages(settings.locales, pages.texts);
    const own = pages.stylesheet;
    this.stylesheet = own?.includes('{') ? `${builtInStylesheet}\n${own}` : builtInStylesheet;
    this.#stylesheetHref = `${settings.issuer}/assets/mintmark.css?v=${this.stylesheetVersion}`;
  }

  /** Changes with the content, so that the stylesheet may be cached for ever. */
  get stylesheetVersion(): string {
    return sha256(this.stylesheet).slice(0, 16);
  }

  frame(request: HttpRequest, uiLocales: readonly string[] = []): PageFrame {
    const { tag, texts } = chooseLanguage(this.#languages, uiLocales, request);
    const times = new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
    const { stylesheet } = this.#pages;
    const linked = stylesheet !== undefined && !stylesheet.includes('{') ? [stylesheet] : [];
    return {
      language: tag,
      texts,
      stylesheets: [this.#stylesheetHref, ...linked],
      name: this.#pages.name ?? 'Mintmark',
      logoUri: this.#pages.logoUri,
      base: this.base,
      formatTime: (at) => `${times.format(at * 1000)} UTC`,
    };
  }

  /** Answers with one of the pages, by the renderer that is configured for it. */
  async write<Name extends keyof PageModels>(
    page: PageModels[Name] & { readonly page: Name },
    request: HttpRequest,
    options: PageReplyOptions = {},
  ): Promise<HttpReply> {
    const render = (this.#pages[page.page] ?? defaults[page.page]) as PageRenderer<PageModels[Name]>;
    return this.reply(await render(page, this.frame(request, options.uiLocales)), options);
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
