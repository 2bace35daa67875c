import type { Command } from 'commander';
import type { KeyDescription } from '../keys/key-ring.ts';
import { type AdminFlags, administeringKeys, withAdminFlags } from './administration/administering.ts';
import { printRows } from './offline.ts';

export function keysCommand(program: Command): void {
  const keys = program.command('keys').description('signing keys');
  withAdminFlags(keys.command('list').description('list the keys')).action(list);
  withAdminFlags(keys.command('rotate').description('announce a new key; it signs after the propagation time'))
    .option('--algorithm <name>', 'only the key of this algorithm')
    .action(rotate);
  withAdminFlags(keys.command('retire').description('end a key at once: every token it signed becomes void'))
    .argument('<key-id>', 'its `kid`, as `keys list` shows it')
    .action(retire);
}

async function list(flags: AdminFlags): Promise<void> {
  printKeys(await administeringKeys(flags, (keys) => keys.list()), flags);
}

function printKeys(keys: readonly KeyDescription[], flags: AdminFlags): void {
  const day = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 19);
  printRows(
    flags.json
      ? keys.map((key) => ({ ...key }))
      : keys.map(({ keyId, algorithm, state, activeAt, retiringAt }) => ({
          keyId,
          algorithm,
          state,
          signsFrom: day(activeAt),
          signsUntil: day(retiringAt),
        })),
    flags.json,
  );
}

async function rotate(flags: AdminFlags & { readonly algorithm?: string }): Promise<void> {
  const rotated = await administeringKeys(flags, (keys) => keys.rotate(flags.algorithm));
  if (flags.json) printKeys(rotated, flags);
  else process.stdout.write('A new key is announced; `mintmark keys list` shows when it signs.\n');
}

async function retire(keyId: string, flags: AdminFlags): Promise<void> {
  await administeringKeys(flags, (keys) => keys.retire(keyId));
  if (flags.json) process.stdout.write(`${JSON.stringify({ keyId, state: 'retired' })}\n`);
  else process.stdout.write('The key is retired. Running servers notice within a minute.\n');
}
