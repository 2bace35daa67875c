import { html } from 'hono/html';
import type { Html } from './document.ts';
import type { ClientOnPage } from './page-models.ts';

/** The page's heading, with the logo of the client that asks. */
export function clientHeading(client: ClientOnPage | undefined, title: string, subtitle?: string): Html {
  return html`${client?.logoUri === undefined ? '' : html`<img class="client-logo" src="${client.logoUri}" alt="" height="48">`}<h1>${title}</h1>
${subtitle === undefined ? '' : html`<p class="subtitle">${subtitle}</p>`}`;
}
