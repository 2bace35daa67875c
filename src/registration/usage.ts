import type { ClientDirectory } from '../clients/client-directory.ts';
import type { Client } from '../model/client.ts';
import type { BackgroundWork } from '../operations/background-work.ts';
import type { EventListener, ServerEvent } from '../operations/events.ts';
import type { ClientStore } from '../stores/contracts.ts';

export interface UsageServices {
  readonly clients: ClientDirectory;
  readonly store: { readonly clients: ClientStore };
  readonly background: BackgroundWork;
}

/** Clients that are remembered to have been noted, while the directory may still show them as they were. */
const mostNoted = 10_000;

/** Notes that a client which registered itself got a token for the first time: it stays from then on. */
export function usageListener({ clients, store, background }: UsageServices): EventListener {
  const noted = new Set<string>();
  const note = async (client: Client | undefined, event: Use): Promise<void> => {
    if (client?.origin !== 'registered' || client.idleSince === undefined || noted.has(client.clientId)) return;
    if (event.type === 'AuthorizationIssued' && !client.allowedGrantTypes.includes('implicit')) return;
    if (noted.size >= mostNoted) noted.clear();
    noted.add(client.clientId);
    await store.clients.change(client.clientId, ({ idleSince: _, ...used }) => used);
  };
  return (event) => {
    if (event.type !== 'TokenIssued' && event.type !== 'AuthorizationIssued') return;
    const found = clients.find(event.clientId);
    if (found instanceof Promise) background.run(async () => note(await found, event));
  };
}

/** Tokens of the authorization endpoint count too. */
type Use = Extract<ServerEvent, { readonly type: 'TokenIssued' | 'AuthorizationIssued' }>;
