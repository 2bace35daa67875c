/** The languages whose texts are built in, by their BCP 47 tags. */
export const builtInLanguages = ['en', 'de'] as const;

/** The first part of a tag: `de` of `de-CH`. */
export function primaryLanguage(tag: string): string {
  return tag.toLowerCase().split('-')[0]!;
}

/** Finds what is there for exactly a tag, or for its first part. */
export function findLanguage(tag: string, known: Iterable<string>): string | undefined {
  const names = [...known];
  const named = (wanted: string) => names.find((name) => name.toLowerCase() === wanted);
  return named(tag.toLowerCase()) ?? named(primaryLanguage(tag));
}
