import { onOneLine } from '../offline.ts';
import { type Finding, subjects, worstOf } from './finding.ts';

/** Exit code of a report: nothing to mend, something that does not work, something that should not stay so. */
export const exitCodesOf = { ok: 0, note: 0, error: 1, warning: 3 } as const;

/** For people; what is wrong comes with its cure. */
export function readable(findings: readonly Finding[]): string {
  const lines = ordered(findings).flatMap((finding) => {
    const setting = finding.setting === undefined ? '' : ` [${finding.setting}]`;
    const line = `${finding.severity.padEnd(7)}  ${finding.about}: ${finding.message}${setting}`;
    return 'cure' in finding ? [line, `         ${finding.cure}`] : [line];
  });
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  const counted = (many: number, what: string) => `${many} ${what}${many === 1 ? '' : 's'}`;
  return [
    ...lines.map(onOneLine),
    `${counted(count('error'), 'error')}, ${counted(count('warning'), 'warning')}`,
    '',
  ].join('\n');
}

/** For programs. */
export function reportOf(findings: readonly Finding[], about: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ severity: worstOf(findings), ...about, findings: ordered(findings) }, undefined, 2)}\n`;
}

function ordered(findings: readonly Finding[]): readonly Finding[] {
  return subjects.flatMap((subject) => findings.filter(({ about }) => about === subject));
}
