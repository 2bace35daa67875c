import type { ClientDirectory } from '../clients/client-directory.ts';
import type { BackgroundWork } from '../operations/background-work.ts';
import type { EventListener } from '../operations/events.ts';
import type { ClientStore } from '../stores/contracts.ts';
import { namesDocument } from './document-url.ts';
import { hasDocument } from './remembered-documents.ts';

export interface UsageServices {
  readonly clients: ClientDirectory;
  readonly store: { readonly clients: ClientStore };
  readonly background: BackgroundWork;
}

/** Ids that are remembered to have been stored, while the directory may still not show them. */
const mostNoted = 10_000;

/**
 * Stores a client when it is first used: a user agreed, or it got a token. Strangers who only name documents fill no table.
 */
export function usageListener({ clients, store, background }: UsageServices): EventListener {
  const noted = new Set<string>();
  const note = async (clientId: string): Promise<void> => {
    const client = await clients.find(clientId);
    if (!hasDocument(client)) return;
    if (noted.size >= mostNoted) noted.clear();
    noted.add(clientId);
    await store.clients.insert(client);
  };
  return (event) => {
    if (event.type !== 'AuthorizationIssued' && event.type !== 'TokenIssued') return;
    const { clientId } = event;
    if (namesDocument(clientId, true) && !noted.has(clientId)) background.run(() => note(clientId));
  };
}
