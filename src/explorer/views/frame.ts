import { html } from 'hono/html';

/** The template tag of `hono/html`: escapes whatever is interpolated. */
export { html };

/** A piece of escaped HTML. */
export type Html = ReturnType<typeof html>;

/** Where the views of the explorer are, and how they show what. */
export interface ExplorerFrame {
  readonly links: ExplorerLinks;
  /** Shows epoch seconds as date and time. */
  formatTime(at: number): string;
}

/** Addresses, relative to the origin or whole. The page of a trip is `${trips}/${requestId}`. */
export interface ExplorerLinks {
  readonly trips: string;
  readonly explain: string;
  /** Where one comes from. */
  readonly home?: { readonly href: string; readonly text: string } | undefined;
}

/** The way to the other views. */
export function explorerNavigation({ trips, explain, home }: ExplorerLinks): Html {
  const back = home === undefined ? '' : html`<a href="${home.href}">${home.text}</a> `;
  return html`<p class="links explorer-links">${back}<a href="${trips}">Requests</a> <a href="${explain}">Explain a token</a></p>`;
}

/** `1.24 ms`. */
export function milliseconds(value: number): string {
  return `${value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : Math.round(value)} ms`;
}

/** Terms with what is said of each; nothing where there are none. */
export function terms(entries: readonly (readonly [term: string, said: string | Html | undefined])[]): Html {
  const known = entries.filter(([, said]) => said !== undefined);
  if (known.length === 0) return html``;
  return html`<dl class="facts">${known.map(([term, said]) => html`<div><dt>${term}</dt><dd>${said}</dd></div>`)}</dl>`;
}
