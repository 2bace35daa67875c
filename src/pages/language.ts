import type { HttpRequest } from '../model/http-message.ts';
import { builtInLanguages, findLanguage, findTexts, isSameScript, primaryLanguage } from '../model/languages.ts';
import { builtInTexts } from './texts/built-in.ts';
import { en } from './texts/en.ts';
import { isolated } from './texts/isolated.ts';
import type { Texts } from './texts/texts.ts';

export interface Language {
  /** BCP 47 tag. */
  readonly tag: string;
  readonly texts: Texts;
}

const mostWanted = 20;

/** The built-in texts that the configured languages need beside those given, by tag. */
export async function loadBuiltInTexts(
  locales: readonly string[],
  given: Readonly<Record<string, Texts>> = {},
): Promise<Readonly<Record<string, Texts>>> {
  const known = [...Object.keys(given), ...builtInLanguages];
  const found = new Set(locales.map((tag) => findTexts(tag, known)));
  const needed = builtInLanguages.filter((tag) => found.has(tag) && !Object.hasOwn(given, tag));
  return Object.fromEntries(await Promise.all(needed.map(async (tag) => [tag, await builtInTexts[tag]()] as const)));
}

/** The languages that are configured and have texts among these; the first is the default, English if there is none. */
export function offeredLanguages(
  locales: readonly string[],
  texts: Readonly<Record<string, Texts>> = {},
): readonly Language[] {
  const known = new Map<string, Texts>(Object.entries({ en, ...texts }));
  const offered = locales.flatMap((tag) => {
    const found = known.get(findTexts(tag, known.keys()) ?? '');
    return found === undefined ? [] : [{ tag, texts: isolated(found) }];
  });
  return offered.length > 0 ? offered : [{ tag: 'en', texts: isolated(texts['en'] ?? en) }];
}

/** What the request asked for by `ui_locales`, else what the browser prefers, else the default. */
export function chooseLanguage(
  offered: readonly Language[],
  uiLocales: readonly string[],
  request: Pick<HttpRequest, 'header'>,
): Language {
  for (const wanted of [...uiLocales, ...accepted(request.header('accept-language') ?? '')]) {
    const found = offeredFor(wanted, offered);
    if (found !== undefined) return found;
  }
  return offered[0]!;
}

/** The language itself or the nearest more general one (RFC 4647 §3.4), in the same script if there is one; else a variety of it. */
function offeredFor(wanted: string, offered: readonly Language[]): Language | undefined {
  const varieties = offered.filter(({ tag }) => primaryLanguage(tag) === primaryLanguage(wanted));
  if (varieties.length < 2) return varieties[0];
  const alike = varieties.filter(({ tag }) => isSameScript(tag, wanted));
  const among = alike.length > 0 ? alike : varieties;
  const found = findLanguage(
    wanted,
    among.map(({ tag }) => tag),
  );
  return among.find(({ tag }) => tag === found) ?? among[0];
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
