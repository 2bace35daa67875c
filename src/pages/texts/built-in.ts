import type { builtInLanguages } from '../../model/languages.ts';
import { en } from './en.ts';
import type { Texts } from './texts.ts';

/** How the texts of each built-in language are loaded; those of a language that is not offered never are. */
export const builtInTexts: Readonly<Record<(typeof builtInLanguages)[number], () => Promise<Texts>>> = {
  en: async () => en,
  de: async () => (await import('./de.ts')).de,
  fr: async () => (await import('./fr.ts')).fr,
  es: async () => (await import('./es.ts')).es,
  it: async () => (await import('./it.ts')).it,
  pt: async () => (await import('./pt.ts')).pt,
  nl: async () => (await import('./nl.ts')).nl,
  pl: async () => (await import('./pl.ts')).pl,
  tr: async () => (await import('./tr.ts')).tr,
  ar: async () => (await import('./ar.ts')).ar,
  hi: async () => (await import('./hi.ts')).hi,
  ja: async () => (await import('./ja.ts')).ja,
  zh: async () => (await import('./zh.ts')).zh,
  ko: async () => (await import('./ko.ts')).ko,
};
