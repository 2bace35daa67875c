/** The languages whose texts are built in, by their BCP 47 tags. */
export const builtInLanguages = [
  'en',
  'de',
  'fr',
  'es',
  'it',
  'pt',
  'nl',
  'pl',
  'tr',
  'ar',
  'hi',
  'ja',
  'zh',
  'ko',
] as const;

/** The first part of a tag: `de` of `de-CH`. */
export function primaryLanguage(tag: string): string {
  return tag.toLowerCase().split('-')[0]!;
}

/** Finds what is there for a tag, or for it without its last parts (RFC 4647 §3.4): `zh` for `zh-Hans-CN`. */
export function findLanguage(tag: string, known: Iterable<string>): string | undefined {
  const names = [...known];
  for (let wanted = tag.toLowerCase(); wanted !== ''; wanted = wanted.slice(0, Math.max(0, wanted.lastIndexOf('-')))) {
    const found = names.find((name) => name.toLowerCase() === wanted);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The texts that are for a tag: in its language and script, so that those of `zh` are not taken for `zh-Hant`. */
export function findTexts(tag: string, known: Iterable<string>): string | undefined {
  const fitting = [...known].filter(
    (name) => primaryLanguage(name) === primaryLanguage(tag) && isSameScript(name, tag),
  );
  return findLanguage(tag, fitting) ?? findLanguage(`${primaryLanguage(tag)}-${scriptOf(tag)}`, fitting);
}

/** Whether two languages are written in the same letters: `zh-TW` and `zh-Hant` are, `zh-TW` and `zh` are not. */
export function isSameScript(one: string, other: string): boolean {
  return scriptOf(one) === scriptOf(other);
}

/** `Hant` of `zh-TW` (likely subtags, Unicode Technical Standard #35). */
function scriptOf(tag: string): string | undefined {
  try {
    return new Intl.Locale(tag).maximize().script;
  } catch {
    return undefined;
  }
}
