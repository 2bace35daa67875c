import type { HttpRequest } from '../model/http-message.ts';
import { type builtInLanguages, findLanguage, primaryLanguage } from '../model/languages.ts';
import { de } from './texts/de.ts';
import { en } from './texts/en.ts';
import type { Texts } from './texts/texts.ts';

export interface Language {
  /** BCP 47 tag. */
  readonly tag: string;
  readonly texts: Texts;
}

const builtIn: Readonly<Record<(typeof builtInLanguages)[number], Texts>> = { en, de };
const mostWanted = 20;

/** The languages that are configured and have texts; the first is the default, English if there is none. */
export function offeredLanguages(
  locales: readonly string[],
  texts: Readonly<Record<string, Texts>> = {},
): readonly Language[] {
  const offered = locales.flatMap((tag) => {
    const found = textsFor(tag, texts);
    return found === undefined ? [] : [{ tag, texts: found }];
  });
  return offered.length > 0 ? offered : [{ tag: 'en', texts: texts['en'] ?? en }];
}

/** The texts of a language: those for exactly its tag, or for its first part. */
export function textsFor(tag: string, texts: Readonly<Record<string, Texts>> = {}): Texts | undefined {
  const known = new Map<string, Texts>(Object.entries({ ...builtIn, ...texts }));
  const found = findLanguage(tag, known.keys());
  return found === undefined ? undefined : known.get(found);
}

/** What the request asked for by `ui_locales`, else what the browser prefers, else the default. */
export function chooseLanguage(
  offered: readonly Language[],
  uiLocales: readonly string[],
  request: Pick<HttpRequest, 'header'>,
): Language {
  for (const wanted of [...uiLocales, ...accepted(request.header('accept-language') ?? '')]) {
    const tag = wanted.toLowerCase();
    const exact = offered.find((language) => language.tag.toLowerCase() === tag);
    const found = exact ?? offered.find((language) => primaryLanguage(language.tag) === primaryLanguage(tag));
    if (found !== undefined) return found;
  }
  return offered[0]!;
}

/** RFC 9110 §12.5.4. */
function accepted(header: string): readonly string[] {
  return header
    .slice(0, 500)
    .split(',')
    .slice(0, mostWanted)
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
      const quality = parameters.find((parameter) => parameter.startsWith('q='));
      const weight = quality === undefined ? 1 : Number(quality.slice(2));
      return { tag, weight: Number.isFinite(weight) ? weight : 0 };
    })
    .filter(({ tag, weight }) => tag !== '' && weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag);
}
