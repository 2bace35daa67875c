import type { ClientAdministration } from '../../admin/client-administration.ts';
import { confirmPage } from '../confirm-page.ts';
import type { ConsolePage } from '../page.ts';
import { standsInConfiguration } from './edit-client-page.ts';

/** `/clients/delete` */
export function deleteClientPage(clients: Pick<ClientAdministration, 'show' | 'remove'>): ConsolePage {
  return confirmPage({
    path: '/clients/delete',
    section: 'clients',
    title: (name) => `Delete the client ${name}?`,
    button: 'Delete it',
    consequence: 'Everything that was issued to it ends at once, and cannot be brought back.',
    async toBeTyped(clientId) {
      const { from } = await clients.show(clientId);
      if (from === 'configuration') throw standsInConfiguration(clientId);
      return clientId;
    },
    remove: (clientId, caller) => clients.remove(clientId, caller),
    back: '/clients/show',
    afterwards: '/clients?done=deleted',
  });
}
