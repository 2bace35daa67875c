import { existsSync } from 'node:fs';
import type { KeyRecord } from '../../keys/key-store.ts';
import { createSealer } from '../../keys/sealer.ts';
import type { Store } from '../../stores/contracts.ts';
import { openStore } from '../../stores/open-store.ts';
import { checkClients } from './clients.ts';
import { type Finding, findingsAbout } from './finding.ts';
import { checkKeys } from './keys.ts';
import type { StoreFindings } from './migration-findings.ts';
import { type LastSealed, oldSecretFindings } from './old-secrets.ts';
import type { Patient } from './patient.ts';
import { reasonOf, within } from './within.ts';

const { ok, note, warning, error } = findingsAbout('store');

const readMs = 10_000;

export interface StoreReport {
  readonly findings: readonly Finding[];
  /** Absent: they could not be read. */
  readonly keys?: readonly KeyRecord[];
}

/** The database itself, and what is in it. Nothing is written, not even a schema. */
export async function checkStore(patient: Patient): Promise<StoreReport> {
  const { settings, options } = patient;
  const { storage } = settings;
  const alone = async (findings: readonly Finding[]) => ({
    findings: [...findings, ...(await checkClients(patient, undefined))],
  });
  if (options.store !== undefined) return ownStore(patient, options.store);
  if (storage.kind === 'memory') {
    return alone([note('everything is kept in memory: there is nothing to look at', 'storage.kind')]);
  }
  if (storage.kind === 'sqlite') {
    const { checkSqlite } = await import('./sqlite.ts');
    if (!existsSync(storage.path)) {
      return alone([
        note(`there is no database yet at ${storage.path}: the server makes it when it first starts`, 'storage.path'),
      ]);
    }
    const found = checkSqlite(storage.path);
    if (!found.isReadable) return alone(found.findings);
    return contents(patient, await openStore({ ...storage, readOnly: true }), found);
  }
  const { checkPostgres } = await import('./postgres.ts');
  const found = await checkPostgres(storage);
  if (!found.isReadable) return alone(found.findings);
  const store = await openStore({ ...storage, maximumConnections: 1, statementTimeoutMs: 5000 });
  return contents(patient, store, found);
}

async function ownStore(patient: Patient, store: Store): Promise<StoreReport> {
  try {
    const started = performance.now();
    await within(readMs, store.ping());
    const answers = ok(`your own store answers in ${(performance.now() - started).toFixed(1)} ms`);
    if (await within(readMs, store.isMigrated())) return await contents(patient, store, { findings: [answers] });
    const findings = [answers, warning('the schema is not up to date', 'mintmark migrate')];
    return { findings: [...findings, ...(await checkClients(patient, undefined))] };
  } catch (reason) {
    const cure = 'look at the store that the configuration makes in code';
    const findings = [error(`your own store does not answer: ${reasonOf(reason)}`, cure)];
    return { findings: [...findings, ...(await checkClients(patient, undefined))] };
  }
}

/** Signing keys and stored clients. Closes the store. */
async function contents(
  patient: Patient,
  store: Store,
  { findings: before, lastSealed }: Pick<StoreFindings, 'findings' | 'lastSealed'>,
): Promise<StoreReport> {
  try {
    const keys = await within(readMs, store.keys.list());
    const found = await checkKeys(patient, keys);
    const old = lastSealed === undefined ? [] : await oldSecrets(patient, keys, lastSealed);
    return { findings: [...before, ...found, ...old, ...(await checkClients(patient, store.clients))], keys };
  } catch (reason) {
    const cure = 'give the user of the database the rights to its tables';
    return { findings: [...before, error(`keys and clients cannot be read: ${reasonOf(reason)}`, cure, 'storage')] };
  } finally {
    await within(readMs, store.close()).catch(() => undefined);
  }
}

async function oldSecrets(
  patient: Patient,
  keys: readonly KeyRecord[],
  lastSealed: LastSealed,
): Promise<readonly Finding[]> {
  const { secrets } = patient.settings;
  if (secrets.length < 2) return [];
  const sealer = createSealer(secrets);
  const outdated = keys.filter(({ sealedPrivateKey }) => sealer.isOutdated(sealedPrivateKey));
  try {
    return await within(readMs, oldSecretFindings(patient, lastSealed, outdated.length));
  } catch (reason) {
    return [note(`whether older secrets are still needed cannot be told: ${reasonOf(reason)}`, 'secret')];
  }
}
