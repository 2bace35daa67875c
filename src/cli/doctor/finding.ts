/** What `mintmark doctor` looks at, in the order in which it tells. */
export const subjects = [
  'configuration',
  'machine',
  'secret',
  'store',
  'keys',
  'clients',
  'tls',
  'clock',
  'outside',
  'proxy',
  'ports',
] as const;

export type Subject = (typeof subjects)[number];

/** One thing that was found. `ok` and `note` ask for nothing. */
export type Finding = Fact | Problem;

export interface Fact {
  readonly about: Subject;
  readonly severity: 'ok' | 'note';
  readonly message: string;
  /** Path of the setting that it is about. */
  readonly setting?: string;
}

export interface Problem {
  readonly about: Subject;
  /** `error`: something does not work or is not safe. `warning`: it will not, or should not stay so. */
  readonly severity: 'warning' | 'error';
  /** What is wrong. */
  readonly message: string;
  /** What to do. */
  readonly cure: string;
  readonly setting?: string;
}

/** Makes the findings about one subject. */
export function findingsAbout(about: Subject) {
  const fact =
    (severity: Fact['severity']) =>
    (message: string, setting?: string): Finding => ({
      about,
      severity,
      message,
      ...(setting === undefined ? {} : { setting }),
    });
  const problem =
    (severity: Problem['severity']) =>
    (message: string, cure: string, setting?: string): Finding => ({
      about,
      severity,
      message,
      cure,
      ...(setting === undefined ? {} : { setting }),
    });
  return { ok: fact('ok'), note: fact('note'), warning: problem('warning'), error: problem('error') };
}

const severities = ['ok', 'note', 'warning', 'error'] as const;

/** The worst severity of all. */
export function worstOf(findings: readonly Finding[]): Finding['severity'] {
  return severities.findLast((severity) => findings.some((finding) => finding.severity === severity)) ?? 'ok';
}
