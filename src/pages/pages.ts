import type { PageModels } from './page-models.ts';
import type { Texts } from './texts/texts.ts';

/** What all pages share. */
export interface PageFrame {
  /** BCP 47 tag, the value of `<html lang>`. */
  readonly language: string;
  readonly texts: Texts;
  /** Addresses of stylesheets, in order. */
  readonly stylesheets: readonly string[];
  /** Name of the service, shown on top of each page. */
  readonly name: string;
  readonly iconUri: string;
  readonly logoUri?: string | undefined;
  /** How the client wants its pages (OpenID Connect Core §3.1.2.1): `page`, `popup`, `touch` or `wap`. */
  readonly display?: string | undefined;
  /** Of the parameters of your own (`customAuthorizeParameters`) those that the authorization request had. */
  readonly customParameters: Readonly<Record<string, string>>;
  /** The issuer without a trailing slash: prefix of links to other pages. */
  readonly base: string;
  /** Formats epoch seconds for reading, with the name of the time zone. */
  formatTime(at: number): string;
  /** Seconds as minutes or hours, rounded up: `4 minutes`. */
  formatDuration(seconds: number): string;
}

/**
 * Turns a page's model into a whole HTML document. Escape everything: `html` of `hono/html` does, `renderDocument` adds the frame.
 * Inline scripts and styles are refused by the Content-Security-Policy.
 */
export type PageRenderer<Page> = (page: Page, frame: PageFrame) => string | Promise<string>;

export type PageRenderers = { readonly [Name in keyof PageModels]: PageRenderer<PageModels[Name]> };

/** How the pages look; everything is optional, pages are replaced one by one. */
export interface Pages extends Partial<PageRenderers> {
  /** Address of a stylesheet that is loaded after the built-in one, or CSS text (anything with a `{`). */
  readonly stylesheet?: string;
  readonly logoUri?: string;
  /** Address of the icon in tabs and bookmarks, instead of the built-in one. */
  readonly iconUri?: string;
  /** Name of the service [`Mintmark`]. */
  readonly name?: string;
  /** More languages, or other words; `{ fr: { … } }`. List the language in `locales` as well. */
  readonly texts?: Readonly<Record<string, Texts>>;
  /**
   * More sources for `form-action`. Chrome checks every redirect after a form was sent: a client whose redirect URI redirects on to
   * another origin needs that origin here, such as `https://app.example.com`.
   */
  readonly formActionSources?: readonly string[];
}
