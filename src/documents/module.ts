import type { ClientServiceGroup } from '../clients/module.ts';
import type { GroundServices } from '../wiring/ground-services.ts';
import type { Module } from '../wiring/module.ts';
import { withMethods } from '../wiring/replaceable.ts';
import { DocumentClients } from './document-clients.ts';
import { ClientDocumentPolicy, type IClientDocumentPolicy } from './policy.ts';
import { usageListener } from './usage.ts';

export interface DocumentServiceGroup {
  readonly documentClients: DocumentClients;
  /** Which documents are taken, and what their clients may ask for. Derive from `ClientDocumentPolicy`. */
  readonly clientDocumentPolicy: IClientDocumentPolicy;
}

export const documentsModule: Module<
  DocumentServiceGroup,
  GroundServices & ClientServiceGroup,
  object,
  'clientDocumentPolicy'
> = {
  services: () => ({
    documentClients: (services) => new DocumentClients(services),
    clientDocumentPolicy: () => new ClientDocumentPolicy(),
  }),
  replaceable: { clientDocumentPolicy: withMethods('process') },
  spans: { documentClients: { latest: 'document' }, clientDocumentPolicy: { process: 'policy' } },
  discovery: (services) => ({ clients: isOn(services) ? { client_id_metadata_document_supported: true } : {} }),
  takeOver: ({ documentClients }, before) => documentClients.takeOver(before.documentClients),
  async start(services) {
    if (!isOn(services)) return;
    services.clients.introduce(services.documentClients);
    services.events.listen(usageListener(services));
  },
};

function isOn({ settings }: Pick<GroundServices, 'settings'>): boolean {
  return settings.clientIdMetadataDocuments.mode !== 'off';
}
