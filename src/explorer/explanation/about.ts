import type { Client } from '../../model/client.ts';
import type { ExplainServices } from './explain-services.ts';
import { check, failed, type TokenCheck, type TokenMember } from './explanation.ts';

/** Members without those that are not known. */
export function aboutOf(values: Readonly<Record<string, string | undefined>>): readonly TokenMember[] {
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

/** The client as it is known: nothing is fetched. */
export async function clientOf(services: ExplainServices, clientId: string | undefined): Promise<Client | undefined> {
  return clientId === undefined ? undefined : services.clients.find(clientId);
}

export function clientCheck(client: Client | undefined): TokenCheck {
  if (client === undefined) return failed('client', 'The client is not known here.');
  return check(
    'client',
    client.enabled,
    `The client ${client.clientId} is known and enabled.`,
    'The client is disabled.',
  );
}

/** `Shop (web)`. */
export function clientName(client: Client | undefined, clientId: string | undefined): string | undefined {
  return client?.clientName === undefined ? clientId : `${client.clientName} (${client.clientId})`;
}

/** Of what may be used until then. */
export function expiryCheck(expiresAt: number, now: number, words: string): TokenCheck {
  return check('time', now < expiresAt, `It expires ${words}.`, `It expired ${words}.`);
}
