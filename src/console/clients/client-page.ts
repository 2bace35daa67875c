import type { ClientAdministration } from '../../admin/client-administration.ts';
import type { ShownClient } from '../../admin/shown-client.ts';
import { clientWarnings } from '../../config/client-warnings.ts';
import { isClientDefault } from '../../config/resolve-client.ts';
import type { ResourceCatalogue } from '../../model/resources.ts';
import { type Html, html } from '../../pages/document.ts';
import { actionButton, codes, doneNotice, facts, tag } from '../elements.ts';
import { address, type ConsolePage, type ConsoleRequest } from '../page.ts';
import { sourceNames } from './client-list-page.ts';
import { secretView } from './secret-view.ts';
import { examplesFor } from './try-it.ts';
import { tryItView } from './try-it-view.ts';

export interface ClientPageServices {
  readonly clients: Pick<ClientAdministration, 'show' | 'enable' | 'disable' | 'addSecret' | 'withdrawSecret'>;
  readonly catalogue: ResourceCatalogue;
  readonly issuer: string;
  formatTime(at: number): string;
}

const done = {
  changed: 'The client is changed. Running servers notice within five seconds.',
  enabled: 'The client is enabled again.',
  disabled: 'The client is disabled: it gets no tokens, and those that it has are not taken.',
  withdrawn: 'The secret is withdrawn: it proves nothing any more.',
};

/** `/clients/show`, and what is done there at a button. */
export function clientPages(services: ClientPageServices): readonly ConsolePage[] {
  const { clients } = services;
  const idOf = ({ query }: ConsoleRequest) => query.get('id') ?? '';
  return [
    {
      path: '/clients/show',
      async show(request) {
        const client = await clients.show(idOf(request));
        return { title: client.clientName ?? client.clientId, section: 'clients', body: body(client, request) };
      },
    },
    {
      path: '/clients/enable',
      async act(request, form) {
        const enabled = form.get('enabled') === 'true';
        await (enabled ? clients.enable : clients.disable).call(clients, idOf(request), request.caller);
        return { to: address('/clients/show', { id: idOf(request), done: enabled ? 'enabled' : 'disabled' }) };
      },
    },
    {
      path: '/clients/secret',
      async act(request, form) {
        const clientId = idOf(request);
        const { plain } = await clients.addSecret(clientId, { description: form.get('description') }, request.caller);
        const client = await clients.show(clientId);
        return {
          title: 'A new secret',
          section: 'clients',
          body: html`<p>The others of <a href="${address('/clients/show', { id: clientId })}">${clientId}</a> stay valid until you withdraw them.</p>
${secretView(plain)}
${tryItView(examples(client, plain), true)}`,
        };
      },
    },
    {
      path: '/clients/withdraw',
      async act(request, form) {
        await clients.withdrawSecret(idOf(request), form.get('secret') ?? '', request.caller);
        return { to: address('/clients/show', { id: idOf(request), done: 'withdrawn' }) };
      },
    },
  ];

  function examples(client: ShownClient, secret?: string) {
    const { issuer, catalogue } = services;
    const identityScopes = new Set(catalogue.identityResources.map(({ name }) => name));
    return examplesFor(client, { issuer, identityScopes, secret });
  }

  function body(client: ShownClient, request: ConsoleRequest): Html {
    const { clientId, from, registration: _, ...settings } = client;
    const isConfigured = from === 'configuration';
    const here = { id: clientId };
    const warnings = clientWarnings({ ...settings, clientId, clientSecrets: [] }, request.context.now).filter(
      ([member]) => !member.startsWith('clientSecrets'),
    );
    const toggle = address('/clients/enable', here);
    return html`${doneNotice(done, request.query.get('done'))}
<p class="subtitle"><code>${clientId}</code> ${tag(sourceNames[from])} ${tag(client.requireClientSecret ? 'confidential' : 'public')}${client.enabled ? '' : html` ${tag('disabled', true)}`}</p>
${isConfigured ? html`<p class="hint">It stands in the configuration and is changed there.</p>` : ''}
${warnings.map(([member, message]) => html`<p class="warning"><code>${member}</code>: ${message}</p>`)}
<p class="actions">${isConfigured ? '' : html`<a id="edit" class="button" href="${address('/clients/edit', here)}">Edit</a>`}
<a class="button plain" href="${address('/grants', { client: clientId })}">Its grants</a> <a class="button plain" href="${address('/trips', { clientId })}">Its requests</a> <a class="button plain" href="${address('/audit', { client: clientId })}">Its audit</a></p>
${
  isConfigured
    ? ''
    : html`<div class="actions">${actionButton(
        toggle,
        html`${request.fields(toggle)}<input type="hidden" name="enabled" value="${String(!client.enabled)}">`,
        client.enabled ? 'Disable' : 'Enable',
        { id: 'toggle' },
      )}<a id="delete" class="button plain" href="${address('/clients/delete', here)}">Delete …</a></div>`
}
${settingsView(client)}
${client.requireClientSecret ? secretsView(client, request) : ''}
${tryItView(examples(client), !client.requireClientSecret)}`;
  }

  function secretsView(client: ShownClient, request: ConsoleRequest): Html {
    const here = { id: client.clientId };
    const [add, withdraw] = [address('/clients/secret', here), address('/clients/withdraw', here)];
    const isConfigured = client.from === 'configuration';
    return html`<section aria-labelledby="secrets"><h2 id="secrets">Secrets</h2>
${client.clientSecrets.length === 0 ? html`<p>It has none.</p>` : ''}<ul>${client.clientSecrets.map(
      ({ id, description, expiresAt }) =>
        html`<li><code>${id}</code> ${description ?? ''} ${expiresAt === undefined ? '' : `until ${services.formatTime(expiresAt)}`}${
          isConfigured
            ? ''
            : actionButton(
                withdraw,
                html`${request.fields(withdraw)}<input type="hidden" name="secret" value="${id}">`,
                'Withdraw',
                { label: `Withdraw the secret ${id}` },
              )
        }</li>`,
    )}</ul>
${
  isConfigured
    ? ''
    : html`<form class="search" method="post" action="${add}">${request.fields(add)}<div><label for="description">What a new one is for</label><input id="description" name="description" type="text" maxlength="100"></div><button id="add-secret" type="submit">Add a secret</button></form>`
}</section>`;
  }
}

/** What differs from the default. */
function settingsView(client: ShownClient): Html {
  const hidden = new Set(['clientId', 'clientName', 'clientSecrets', 'from', 'enabled']);
  const own = Object.entries(client).filter(
    ([name, value]) => !hidden.has(name) && value !== undefined && !isClientDefault(name, value),
  );
  return html`<section aria-labelledby="settings"><h2 id="settings">Settings</h2>${facts(
    own.map(([name, value]) => [
      name,
      Array.isArray(value) && value.every((entry) => typeof entry === 'string')
        ? codes(value)
        : html`<code>${JSON.stringify(value)}</code>`,
    ]),
  )}<p class="hint">Every other setting is as it is by default.</p></section>`;
}
