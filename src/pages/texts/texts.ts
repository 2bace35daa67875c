import type { en } from './en.ts';

type Text<Value> = Value extends (...values: infer Values) => string ? (...values: Values) => string : string;

/** All texts of the pages in one language; plain text, escaped where it is shown. */
export type Texts = Readonly<Omit<{ [Name in keyof typeof en]: Text<(typeof en)[Name]> }, 'direction'>> & {
  /** Value of `dir`; `ltr` or `rtl`. */
  readonly direction: string;
};
