import { html } from 'hono/html';
import type { Html } from './document.ts';
import type { ClientOnPage } from './page-models.ts';
import type { Texts } from './texts/texts.ts';

/**
 * What stands for a client that nobody configured, where people decide about it: hosts, which it cannot choose freely, before words, which it can.
 * Ids `client-host`, `returns-to`, `unchecked`, `name-hidden`, `on-this-device`.
 *
 * @param returnsTo absent where the browser goes nowhere.
 * @see Model Context Protocol 2026-07-28, authorization; draft-ietf-oauth-client-id-metadata-document-02 §8.5
 */
export function introducedClient(client: ClientOnPage, returnsTo: string | undefined, texts: Texts): Html {
  const { introduced } = client;
  if (introduced === undefined) {
    return returnsTo === undefined ? html`` : html`<p class="hint">${texts.redirectsTo(returnsTo)}</p>`;
  }
  const { host, isKnown, isNameHidden, isOnThisDevice } = introduced;
  return html`<dl class="details">
${host === undefined ? '' : html`<dt>${texts.clientHost}</dt><dd><bdi id="client-host">${host}</bdi></dd>`}
${returnsTo === undefined ? '' : html`<dt>${texts.returnsToHost}</dt><dd><bdi id="returns-to">${returnsTo}</bdi></dd>`}
</dl>
${
  isKnown && host !== undefined
    ? html`<p id="unchecked" class="hint">${texts.knownHost(host)}</p>`
    : html`<p id="unchecked" class="warning">${texts.uncheckedClient}</p>`
}
${isNameHidden ? html`<p id="name-hidden" class="warning">${texts.nameHidden}</p>` : ''}
${isOnThisDevice ? html`<p id="on-this-device" class="warning">${texts.onThisDevice}</p>` : ''}`;
}
