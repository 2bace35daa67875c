import { join } from 'node:path';
import { run } from '../support/command.ts';

export interface Found {
  readonly about: string;
  readonly severity: 'ok' | 'note' | 'warning' | 'error';
  readonly message: string;
  readonly cure?: string;
  readonly setting?: string;
}

/** A secret that was drawn by chance. */
export const drawnSecret = 'vU2JYVzL0Ki1vRr3y1rC0wxkJ5mTqfP7QkVd3nBz8aE';

/** Runs the doctor on the configuration of a folder. */
export async function doctor(
  folder: string,
  args: readonly string[] = [],
  more: Readonly<Record<string, string>> = {},
) {
  const started = performance.now();
  const config = join(folder, 'mintmark.config.json');
  const environment = { MINTMARK_SECRET: drawnSecret, ...more };
  const { code, stdout, stderr } = await run(
    folder,
    ['doctor', '--config', config, '--json', ...args],
    '',
    environment,
  );
  const seconds = (performance.now() - started) / 1000;
  if (stderr !== '') throw new Error(stderr);
  const { severity, findings } = JSON.parse(stdout) as { severity: string; findings: readonly Found[] };
  /** What is to be mended about a subject, as `severity message [setting]`. */
  const wrong = (about: string) =>
    findings
      .filter((finding) => finding.about === about && finding.cure !== undefined)
      .map(({ severity, message, setting }) => `${severity} ${message}${setting === undefined ? '' : ` [${setting}]`}`);
  const facts = (about: string) =>
    findings
      .filter((finding) => finding.about === about && finding.cure === undefined)
      .map(({ severity, message }) => `${severity} ${message}`);
  return { code, severity, findings, wrong, facts, seconds };
}
