import type { Patient } from './patient.ts';

/** Whether a master secret stands in the file of the configuration itself. */
export function isLiteralSecret({ options, secretFile }: Pick<Patient, 'options' | 'secretFile'>): boolean {
  if (secretFile !== undefined) return false;
  const fromEnvironment = new Set(Object.values(process.env));
  return secretsOf(options.secret).some((secret) => !secret.startsWith('env:') && !fromEnvironment.has(secret));
}

/** Where the secrets come from, in words. */
export function sourceOf(secret: string): string {
  return secret.startsWith('env:') ? `from the variable ${secret.slice(4)}` : 'given by the configuration';
}

export function secretsOf(secret: unknown): readonly string[] {
  const all: readonly unknown[] = Array.isArray(secret) ? secret : [secret];
  return all.filter((one) => typeof one === 'string');
}
