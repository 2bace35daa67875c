import { systemClock } from '../../model/clock.ts';
import { checkTlsFiles } from './certificates.ts';
import { type Finding, findingsAbout } from './finding.ts';
import { checkMachine } from './machine.ts';
import { checkOutside } from './outside.ts';
import type { Patient } from './patient.ts';
import { checkPorts } from './ports.ts';
import { keyIdsDue } from './published-keys.ts';
import { checkSecret } from './secret.ts';
import { checkStore } from './store.ts';

const { ok, warning } = findingsAbout('configuration');

/** Everything that can be found; what takes time is asked at once. */
export async function examine(patient: Patient): Promise<readonly Finding[]> {
  const store = checkStore(patient);
  const storedKeys = store.then(({ keys }) => (keys === undefined ? undefined : keyIdsDue(keys, systemClock.now())));
  const [inStore, outside, ports] = await Promise.all([store, checkOutside(patient, storedKeys), checkPorts(patient)]);
  return [
    ...configurationFindings(patient),
    ...checkMachine(patient),
    ...checkSecret(patient),
    ...inStore.findings,
    ...checkTlsFiles(patient),
    ...outside,
    ...ports,
  ];
}

function configurationFindings({ settings, config }: Patient): readonly Finding[] {
  const { warnings } = settings;
  if (warnings.length === 0) return [ok(`${config} is right`)];
  return warnings.map((text) => {
    const colon = text.indexOf(': ');
    return warning(
      text.slice(colon + 2),
      'docs/reference/configuration.md tells what the setting does',
      text.slice(0, colon),
    );
  });
}
