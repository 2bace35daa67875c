import type { Command } from 'commander';
import type { KeyAdministration } from '../admin/key-administration.ts';
import type { KeyDescription, KeyRing } from '../keys/key-ring.ts';
import { commandCaller } from './administer.ts';
import { UsageError } from './failure.ts';
import { type Offline, type OfflineFlags, offlineWithSecret, printRows, withOfflineFlags } from './offline.ts';

export function keysCommand(program: Command): void {
  const keys = program.command('keys').description('signing keys');
  withOfflineFlags(keys.command('list').description('list the keys')).action(list);
  withOfflineFlags(keys.command('rotate').description('announce a new key; it signs after the propagation time'))
    .option('--algorithm <name>', 'only the key of this algorithm')
    .action(rotate);
  withOfflineFlags(keys.command('retire').description('end a key at once: every token it signed becomes void'))
    .argument('<key-id>', 'its `kid`, as `keys list` shows it')
    .action(retire);
}

async function list(flags: OfflineFlags): Promise<void> {
  printKeys(await withKeys(flags, ({ keys }) => keys.list()), flags);
}

function printKeys(keys: readonly KeyDescription[], flags: OfflineFlags): void {
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

async function rotate(flags: OfflineFlags & { readonly algorithm?: string }): Promise<void> {
  const rotated = await withKeys(flags, async ({ keys, ring, settings }) => {
    const { algorithm } = flags;
    if (algorithm !== undefined && !ring.algorithms().includes(algorithm)) {
      throw new UsageError(`--algorithm must be one of signing.algorithms: ${ring.algorithms().join(', ')}`);
    }
    await ring.start({ timer: false, refuseForeign: true });
    return keys.rotate(algorithm, commandCaller(settings));
  });
  if (flags.json) printKeys(rotated, flags);
  else process.stdout.write('A new key is announced; `mintmark keys list` shows when it signs.\n');
}

async function retire(keyId: string, flags: OfflineFlags): Promise<void> {
  await withKeys(flags, ({ keys, settings }) => keys.retire(keyId, commandCaller(settings)));
  if (flags.json) process.stdout.write(`${JSON.stringify({ keyId, state: 'retired' })}\n`);
  else process.stdout.write('The key is retired. Running servers notice within a minute.\n');
}

interface OpenKeys extends Pick<Offline, 'settings'> {
  readonly ring: KeyRing;
  readonly keys: KeyAdministration;
}

async function withKeys<Result>(flags: OfflineFlags, work: (open: OpenKeys) => Promise<Result>): Promise<Result> {
  const [{ KeyAdministration }, { KeyRing }, { createSealer }, { systemClock }] = await Promise.all([
    import('../admin/key-administration.ts'),
    import('../keys/key-ring.ts'),
    import('../keys/sealer.ts'),
    import('../model/clock.ts'),
  ]);
  return offlineWithSecret(flags, async ({ store, settings, events }) => {
    const ring = new KeyRing({
      store: store.keys,
      sealer: createSealer(settings.secrets),
      clock: systemClock,
      settings: settings.signing,
      warn: (message) => process.stderr.write(`warning: ${message}\n`),
    });
    await ring.load();
    if (!ring.isForeign()) await ring.start({ timer: false });
    return work({ settings, ring, keys: new KeyAdministration({ keyRing: ring, events }) });
  });
}
