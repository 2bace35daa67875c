import { applicationKinds, type KindName, kindNames } from '../clients/application-kinds.ts';
import { UsageError } from './failure.ts';

/** @throws {UsageError} that lists what there is. */
export function kindNamed(name: string): KindName {
  const found = kindNames.find((known) => known === name);
  if (found !== undefined) return found;
  throw new UsageError(`--kind ${name}: must be one of ${kindNames.join(', ')}`);
}

/** Asks a person at the terminal. @throws {UsageError} for what is neither a number nor a name. */
export async function askKind(): Promise<KindName> {
  const { createInterface } = await import('node:readline/promises');
  const lines = kindNames.map((name, index) => `  ${index + 1}  ${name.padEnd(13)} ${applicationKinds[name].about}`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const typed = (
      await terminal.question(`What kind of application is it?\n${lines.join('\n')}\nNumber or name: `)
    ).trim();
    return /^\d+$/.test(typed) ? (kindNames[Number(typed) - 1] ?? kindNamed(typed)) : kindNamed(typed);
  } finally {
    terminal.close();
  }
}
