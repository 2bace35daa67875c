import type { Imported } from '../importers/imported.ts';
import type { ImportCounts, ImportSummary } from './import-outcome.ts';
import { onOneLine } from './offline.ts';

export interface ImportResult {
  readonly source: string;
  readonly imported: Imported;
  readonly summary: ImportSummary;
  readonly isDryRun: boolean;
  readonly writeConfig: string | undefined;
  /** Whether the configuration lacks scopes or APIs of the file. */
  readonly lacksResources: boolean;
}

/** A line for everything in the file, and what it comes to. */
export function printImport(result: ImportResult, json: boolean): void {
  const { source, imported, summary, isDryRun, writeConfig, lacksResources } = result;
  const { lines } = imported.report;
  if (json) {
    const written = writeConfig === undefined || isDryRun ? {} : { writtenConfig: writeConfig };
    process.stdout.write(
      `${JSON.stringify({ source, dryRun: isDryRun, ...summary, ...written, lines }, undefined, 2)}\n`,
    );
    return;
  }
  const text = lines.map(
    ({ kind, path, message }) => `${kind.padEnd(7)} ${onOneLine(path === '' ? message : `${path}: ${message}`)}`,
  );
  text.push(`clients: ${counted(summary.clients)}`, `users: ${counted(summary.users)}`);
  if (isDryRun) text.push('Nothing was written.');
  else if (writeConfig !== undefined)
    text.push(`${writeConfig} has the scopes and APIs: merge it into the configuration.`);
  else if (lacksResources) text.push('The configuration lacks scopes or APIs of the file: --write-config writes them.');
  process.stdout.write(`${text.join('\n')}\n`);
}

const words: readonly (readonly [keyof ImportCounts, string])[] = [
  ['added', 'added'],
  ['same', 'there already'],
  ['differing', 'there and different'],
  ['replaced', 'replaced'],
  ['refused', 'refused'],
];

function counted(counts: ImportCounts): string {
  return words.map(([name, word]) => `${counts[name]} ${word}`).join(', ');
}
