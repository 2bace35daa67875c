import { statSync } from 'node:fs';
import { base64urlDecode } from '../../keys/digest.ts';
import type { Finding } from './finding.ts';
import { findingsAbout } from './finding.ts';
import type { Patient } from './patient.ts';
import { secretsOf, sourceOf } from './secret-source.ts';

const { ok, note, warning } = findingsAbout('secret');

const howToMake =
  'make one with `openssl rand -base64 32 | tr "+/" "-_" | tr -d "="`, and rotate to it (docs/operations.md)';
/** Of 32 bytes drawn by chance some 30 differ; fewer than 20 do once in ten million times. */
const leastDifferent = 20;

export function checkSecret(patient: Patient): readonly Finding[] {
  const { settings, options, secretFile } = patient;
  if (settings.secrets.length === 0) {
    return [note('there is no master secret yet: `mintmark dev` makes one, `mintmark start` wants one', 'secret')];
  }
  const written = secretsOf(options.secret);
  const setting = (index: number) => (settings.secrets.length === 1 ? 'secret' : `secret[${index}]`);
  const strength = settings.secrets.map((secret, index) => {
    const source = secretFile === undefined ? sourceOf(written[index] ?? '') : `in ${secretFile}`;
    return strengthFinding(base64urlDecode(secret) ?? new Uint8Array(), source, setting(index));
  });
  return secretFile === undefined
    ? strength
    : [...strength, ok(`made ${dayOf(statSync(secretFile).mtimeMs)}`, 'secret')];
}

/** What its bytes tell about how it came to be; the bytes themselves are not told. */
export function strengthFinding(bytes: Uint8Array, source: string, setting: string): Finding {
  const bits = `${bytes.length * 8} bits, ${source}`;
  if (bytes.every((byte) => byte >= 0x20 && byte < 0x7f)) {
    return warning(`${bits}: its bytes are text, as if somebody had thought it up`, howToMake, setting);
  }
  if (new Set(bytes).size < leastDifferent) {
    return warning(`${bits}: its bytes repeat, and were hardly drawn by chance`, howToMake, setting);
  }
  return ok(bits, setting);
}

export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
