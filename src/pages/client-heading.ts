import { html } from 'hono/html';
import type { Html } from './document.ts';
import type { ClientOnPage } from './page-models.ts';
import type { Texts } from './texts/texts.ts';

/** The page's heading, with the logo of the client that asks. */
export function clientHeading(client: ClientOnPage | undefined, title: string, subtitle?: string): Html {
  return html`${client?.logoUri === undefined ? '' : html`<img class="client-logo" src="${client.logoUri}" alt="" height="48">`}<h1>${title}</h1>
${subtitle === undefined ? '' : html`<p class="subtitle">${subtitle}</p>`}`;
}

/** Where to read more about the client before agreeing, in a tab of its own so that the page is not lost. Id `client-links`. */
export function clientLinks(client: ClientOnPage | undefined, texts: Texts): Html {
  if (client === undefined) return html``;
  const links = [
    { href: client.uri, text: texts.aboutClient(client.name) },
    { href: client.policyUri, text: texts.clientPolicy },
    { href: client.tosUri, text: texts.clientTerms },
  ].filter(({ href }) => href !== undefined);
  if (links.length === 0) return html``;
  return html`<ul id="client-links">${links.map(({ href, text }) => html`<li><a href="${href}" target="_blank" rel="noopener noreferrer">${text}</a></li>`)}</ul>`;
}
