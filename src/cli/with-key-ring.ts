import { KeyRing } from '../keys/key-ring.ts';
import { createSealer } from '../keys/sealer.ts';
import { systemClock } from '../model/clock.ts';
import { type Offline, type OfflineFlags, offlineWithSecret } from './offline.ts';

/** Works with the signing keys of the configured store; those that are missing are made, unless all are sealed under another secret. */
export function withKeyRing<Result>(
  flags: Pick<OfflineFlags, 'config'>,
  work: (ring: KeyRing, open: Offline) => Promise<Result>,
): Promise<Result> {
  return offlineWithSecret(flags, async (open) => {
    const { store, settings } = open;
    const ring = new KeyRing({
      store: store.keys,
      sealer: createSealer(settings.secrets),
      clock: systemClock,
      settings: settings.signing,
      warn: (message) => process.stderr.write(`warning: ${message}\n`),
    });
    await ring.load();
    if (!ring.isForeign()) await ring.start({ timer: false });
    return work(ring, open);
  });
}
