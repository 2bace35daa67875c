import { type KeyDescription, KeyRing } from '../../keys/key-ring.ts';
import type { KeyRecord, KeyStore } from '../../keys/key-store.ts';
import { createSealer } from '../../keys/sealer.ts';
import { systemClock } from '../../model/clock.ts';
import type { Finding } from './finding.ts';
import { findingsAbout } from './finding.ts';
import type { Patient } from './patient.ts';
import { dayOf } from './secret.ts';

const { ok, note, warning, error } = findingsAbout('keys');
const aboutSecret = findingsAbout('secret');

const daySeconds = 86_400;
/** A server looks at its keys every minute. */
const patience = 300;
const twoYears = 730 * daySeconds;

export async function checkKeys(patient: Patient, records: readonly KeyRecord[]): Promise<readonly Finding[]> {
  const { settings } = patient;
  if (records.length === 0) return [note('there are no signing keys yet: the server makes them when it first starts')];
  if (settings.secrets.length === 0) return [note('the signing keys were not opened: there is no master secret')];
  const sealer = createSealer(settings.secrets);
  const ring = new KeyRing({ store: listed(records), sealer, clock: systemClock, settings: settings.signing });
  await ring.load();
  const now = systemClock.now();
  const keys = ring.list().filter(({ state }) => state !== 'retired');
  if (ring.isForeign()) {
    return [
      error(
        'every signing key is sealed under another master secret: `mintmark start` refuses this one',
        'give the secret that the keys were made with, or retire them (docs/operations.md, "Rotating the master secret")',
        'secret',
      ),
    ];
  }
  const unusable = keys.filter(({ state }) => state === 'unusable');
  const isOf = (some: readonly KeyDescription[]) => (record: KeyRecord) =>
    some.some(({ keyId }) => keyId === record.keyId);
  const usable = records.filter(isOf(keys.filter(({ state }) => state !== 'unusable')));
  const old = usable.filter(({ sealedPrivateKey }) => sealer.isOutdated(sealedPrivateKey));
  const current = usable.filter((record) => !old.includes(record));
  return [
    ...unusable.map(({ keyId, algorithm }) =>
      error(
        `the ${algorithm} key ${keyId} is sealed under another master secret: what it signed cannot be verified here`,
        `give its secret too (a list), or end the key: mintmark keys retire -- ${keyId}`,
        'secret',
      ),
    ),
    ...(old.length > 0
      ? [note(`${old.length} keys are still sealed under an older secret: the next start seals them anew`, 'secret')]
      : []),
    ...settings.signing.algorithms.flatMap((algorithm) =>
      scheduleFindings(
        algorithm,
        keys.filter((key) => key.algorithm === algorithm && key.state !== 'unusable'),
        patient,
        now,
      ),
    ),
    ...keys
      .filter(({ createdAt }) => createdAt > now + patience)
      .map(({ keyId, createdAt }) =>
        error(
          `the key ${keyId} was made in the future, ${new Date(createdAt * 1000).toISOString()}: a clock is wrong, or was`,
          'set the clocks of all nodes (NTP); keys that sign too late are ended by `mintmark keys retire`',
        ),
      ),
    ...secretAge(current, now),
  ];
}

function scheduleFindings(
  algorithm: string,
  keys: readonly KeyDescription[],
  { settings }: Patient,
  now: number,
): readonly Finding[] {
  const signing = keys.find(({ state }) => state === 'signing');
  if (signing === undefined) {
    return keys.length === 0
      ? [note(`there is no ${algorithm} key yet: the next start makes one`, 'signing.algorithms')]
      : [
          error(
            `no ${algorithm} key signs`,
            'start a server, which makes one; then look at `mintmark keys list`',
            'signing',
          ),
        ];
  }
  const announced = keys.find(({ state }) => state === 'announced');
  const age = Math.floor((now - signing.activeAt) / daySeconds);
  const until = dayOf(signing.retiringAt * 1000);
  const fact = `${algorithm}: ${signing.keyId} signs since ${age} days, until ${until}`;
  if (announced !== undefined) return [ok(`${fact}; ${announced.keyId} follows`)];
  const { propagationTime } = settings.signing;
  if (now > signing.retiringAt - propagationTime + patience) {
    return [
      warning(
        `${fact}, and no successor is announced: it should have been by now`,
        'is a server running on this store? One announces the successor by itself; `mintmark keys rotate` does too',
        'signing.propagationTime',
      ),
    ];
  }
  return [ok(fact)];
}

function secretAge(current: readonly KeyRecord[], now: number): readonly Finding[] {
  if (current.length === 0) return [];
  const days = Math.floor((now - Math.min(...current.map(({ createdAt }) => createdAt))) / daySeconds);
  const message = `the oldest key sealed under the present secret is ${days} days old`;
  return days * daySeconds > twoYears
    ? [aboutSecret.warning(message, 'rotate the secret (docs/operations.md, "Rotating the master secret")', 'secret')]
    : [aboutSecret.ok(message, 'secret')];
}

/** Nothing is written: not even a key that should be sealed anew. */
function listed(records: readonly KeyRecord[]): KeyStore {
  const nothing = async () => false;
  return { list: async () => records, insert: nothing, updateInstants: nothing, reseal: nothing, remove: nothing };
}
