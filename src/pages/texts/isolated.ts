import type { Texts } from './texts.ts';

/** Letters of the scripts that run from right to left. */
const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;
const open = '\u2068';
const close = '\u2069';

/**
 * Texts in which a name that runs the other way leaves the words around it where they are: it stands between U+2068 and U+2069, which titles
 * and labels need as much as paragraphs, where `<bdi>` would do.
 * @see Unicode Standard Annex #9 §2.4
 */
export function isolated(texts: Texts): Texts {
  const isolate = (value: unknown): unknown =>
    typeof value === 'string' && (texts.direction === 'rtl' || rightToLeft.test(value)) ? open + value + close : value;
  const functions = Object.entries(texts).flatMap(([name, text]: readonly [string, unknown]) =>
    typeof text === 'function'
      ? [[name, (...values: readonly unknown[]) => text(...values.map(isolate))] as const]
      : [],
  );
  return Object.assign({ ...texts }, Object.fromEntries(functions));
}
