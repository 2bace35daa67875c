import type { ClientAdministration } from '../../admin/client-administration.ts';
import { html } from '../../pages/document.ts';
import { codes, doneNotice, listing, searchForm, tag } from '../elements.ts';
import { address, type ConsolePage } from '../page.ts';

const done = { deleted: 'The client is deleted, with everything that was issued to it.' };
const pageSize = 50;

export const sourceNames = {
  configuration: 'configuration',
  store: 'added here',
  registered: 'registered itself',
  document: 'by document',
} as const;

/** `/clients` */
export function clientListPage(clients: Pick<ClientAdministration, 'list'>): ConsolePage {
  return {
    path: '/clients',
    async show({ query }) {
      const search = query.get('search');
      const { items, next } = await clients.list({ search, after: query.get('after'), limit: pageSize });
      const rows = items.map((client) => [
        html`<a href="${address('/clients/show', { id: client.clientId })}">${client.clientId}</a>`,
        client.clientName ?? '',
        html`${tag(sourceNames[client.from])} ${tag(client.type)}${client.enabled ? '' : html` ${tag('disabled', true)}`}`,
        codes(client.allowedGrantTypes.map(shortGrant)),
        codes(client.allowedScopes.slice(0, 8)),
      ]);
      return {
        title: 'Clients',
        section: 'clients',
        body: html`${doneNotice(done, query.get('done'))}
<p class="actions"><a id="new" class="button" href="/clients/new">New client</a><a class="button plain" href="/invitations">Invitations to register</a></p>
${searchForm('/clients', 'Id or name', search ?? '')}
${listing('Clients', ['Client', 'Name', 'What it is', 'Grants', 'Scopes'], rows, next === undefined ? undefined : { path: '/clients', query: { search, after: next } })}`,
      };
    },
  };
}

/** The last part of what is a URN. */
export function shortGrant(grantType: string): string {
  return grantType.slice(grantType.lastIndexOf(':') + 1);
}
