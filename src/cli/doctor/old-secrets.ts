import { sealPrefixes } from '../../keys/sealer.ts';
import { systemClock } from '../../model/clock.ts';
import { type Finding, findingsAbout } from './finding.ts';
import type { Patient } from './patient.ts';
import { dayOf } from './secret.ts';

const { note } = findingsAbout('secret');

/** Of more rows than these the rest is not looked at. */
export const mostRows = 200_000;

/** Epoch seconds until when the last of the grants lives whose payload begins so; `undefined`: there is none. */
export type LastSealed = (prefix: Uint8Array, now: number) => Promise<number | undefined>;

/** Whether the secrets behind the first one are still needed. @param keys how many live keys are sealed under an older one. */
export async function oldSecretFindings(
  { settings }: Patient,
  lastSealed: LastSealed,
  keys: number,
): Promise<readonly Finding[]> {
  const [, ...old] = sealPrefixes(settings.secrets);
  const findings: Finding[] = [];
  for (const [index, prefix] of old.entries()) {
    const setting = `secret[${index + 1}]`;
    const until = await lastSealed(prefix, systemClock.now());
    if (until !== undefined)
      findings.push(note(`it sealed grants that live until ${dayOf(until * 1000)} at the most`, setting));
    else if (keys === 0) findings.push(note('it seals nothing any more that lives: it can be removed', setting));
  }
  return findings;
}
