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
  readonly logoUri?: string | undefined;
  /** The issuer without a trailing slash: prefix of links to other pages. */
  readonly base: string;
  /** Formats epoch seconds for reading. */
  formatTime(at: number): string;
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
