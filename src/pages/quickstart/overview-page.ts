import { html } from 'hono/html';
import type { Client } from '../../model/client.ts';
import { renderDocument } from '../document.ts';
import type { PageFrame } from '../pages.ts';
import { pageLinks } from './quickstart-page.ts';

const mostShown = 50;

/** `/quickstart` of a configuration of one's own: the clients that it has, and where to try them. */
export function renderOverviewPage(frame: PageFrame, clients: readonly Client[]): Promise<string> {
  const shown = clients.slice(0, mostShown);
  return renderDocument(frame, {
    title: 'Your configuration',
    wide: true,
    body: html`<h1>Your configuration</h1>
<p class="subtitle">The terminal in which the server runs shows commands for these clients. Secrets and users are those of the configuration, and those of <code>mintmark clients</code> and <code>mintmark users</code>. To try every grant with a click: <code>mintmark dev --quickstart</code>.</p>
${shown.length === 0 ? html`<p class="empty" id="none">There is no client yet.</p>` : html`<ul id="clients">${shown.map(entry)}</ul>`}
${clients.length > mostShown ? html`<p>And ${clients.length - mostShown} more.</p>` : ''}
${pageLinks(frame)}`,
  });
}

function entry({ clientId, clientName, enabled, requireClientSecret, allowedGrantTypes, allowedScopes }: Client) {
  const kind = `${enabled ? '' : 'disabled, '}${requireClientSecret ? 'confidential' : 'public'}`;
  const name = clientName === undefined ? '' : `${clientName}, `;
  return html`<li><code>${clientId}</code> (${name}${kind}): ${allowedGrantTypes.join(', ')}${allowedScopes.length === 0 ? '' : html`; scopes ${allowedScopes.join(' ')}`}</li>`;
}
