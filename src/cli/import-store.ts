import type { Imported } from '../importers/imported.ts';
import { ClientImport } from './import-clients.ts';
import type { ImportChoices, ImportCounts, ImportOutcome, ImportSummary } from './import-outcome.ts';
import type { ImportSurroundings } from './import-surroundings.ts';
import { UserImport } from './import-users.ts';

/** So many are written together: a store gathers their commits. */
const atOnce = 20;

/** Writes clients and users, each in a transaction of its own. */
export function storeImported(
  { clients, users, report }: Imported,
  around: ImportSurroundings,
  choices: ImportChoices,
): Promise<ImportSummary> {
  return around.onStore(async (open) => {
    const clientImport = new ClientImport(open, around, choices, report);
    const userImport = new UserImport(open, around, choices, report);
    return {
      clients: await countOutcomes(clients, (client) => clientImport.take(client)),
      users: await countOutcomes(users, (user) => userImport.take(user)),
    };
  });
}

async function countOutcomes<Entry>(
  entries: readonly Entry[],
  take: (entry: Entry) => Promise<ImportOutcome>,
): Promise<ImportCounts> {
  const counts = new Map<ImportOutcome, number>();
  for (let index = 0; index < entries.length; index += atOnce) {
    const outcomes = await Promise.all(entries.slice(index, index + atOnce).map(take));
    for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  const of = (outcome: ImportOutcome) => counts.get(outcome) ?? 0;
  return {
    added: of('added'),
    same: of('same'),
    differing: of('differing'),
    replaced: of('replaced'),
    refused: of('refused'),
  };
}
