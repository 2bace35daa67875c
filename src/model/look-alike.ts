/** Letters of other scripts that look like a Latin one; of capital and small ones those that do in usual fonts (Unicode Technical Standard #39). */
const likeLatin = /^[аеорсухіјѕһԁԛԝӏвгӕАВЕКМНОРСТУХІЈЅԌԚԜӀҮαγικνορτυχωΑΒΕΖΗΙΚΜΝΟΡΤΥΧօսհոցզՕՍΤᎪᎬᎷᏃᏢᏴᏦᎻᎢ]+$/u;

/** Whole alphabets made for formulas, labels and phonetics: each letter of them is another one in disguise. */
const disguised =
  /[\u{1D400}-\u{1D7FF}\u{FF01}-\u{FF5E}\u{2460}-\u{24FF}\u{1F100}-\u{1F1FF}\u{2100}-\u{214F}\u{0250}-\u{02AF}\u{1D00}-\u{1DBF}\u{2C60}-\u{2C7F}\u{A720}-\u{A7FF}\u{AB30}-\u{AB6F}]/u;

const scripts = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
  /\p{Script=Georgian}/u,
  /\p{Script=Coptic}/u,
  /\p{Script=Hebrew}/u,
  /\p{Script=Arabic}/u,
  /\p{Script=Thai}/u,
];

/**
 * Whether a name could be taken for another one: a word of letters of several alphabets, a word all of whose letters look like Latin ones but are
 * none, or letters that stand for others. Writing a name in the one alphabet of its language is no such thing; East Asian names may have Latin words.
 */
export function looksLikeAnother(name: string): boolean {
  if (disguised.test(name)) return true;
  return name
    .split(/[^\p{L}\p{M}]+/u)
    .some((word) => scripts.filter((script) => script.test(word)).length > 1 || likeLatin.test(word));
}
