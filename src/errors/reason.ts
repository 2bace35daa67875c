import type { RefusalField } from './refusal-fields.ts';

/** How one reason for a refusal looks on the wire, and what its log line says beside it. */
export interface Reason<Field extends RefusalField = RefusalField> {
  readonly error: string;
  readonly status: number;
  /** Wire text: helps an honest developer, tells a guesser nothing. */
  readonly description: string;
  /** Where the rule stands. */
  readonly section: string;
  /** Whoever refuses for this reason must tell these, for the log. */
  readonly fields: readonly Field[];
}

export function reason<const Fields extends readonly RefusalField[] = []>(
  status: number,
  error: string,
  description: string,
  section: string,
  fields?: Fields,
): Reason<Fields[number]> {
  return { error, status, description, section, fields: fields ?? [] };
}
