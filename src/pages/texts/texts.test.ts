import { describe, expect, it } from 'vitest';
import { builtInLanguages } from '../../model/languages.ts';
import { builtInTexts } from './built-in.ts';
import { en } from './en.ts';

/** Words that a language has from the same source as English. */
const sameAsEnglish: Readonly<Record<string, readonly string[]>> = {
  de: ['userCode'],
  fr: ['application', 'userCode', 'cibaMessage', 'description'],
  it: ['password'],
  nl: ['consentDetails', 'userCode'],
};

/** A letter that only texts in this language have; Latin ones are told by the comparison with English. */
const letters: Readonly<Record<string, RegExp>> = {
  ar: /\p{Script=Arabic}/u,
  hi: /\p{Script=Devanagari}/u,
  ja: /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u,
  zh: /\p{Script=Han}/u,
  ko: /\p{Script=Hangul}/u,
};

const others = builtInLanguages.filter((tag) => tag !== 'en');

type AnyTexts = Readonly<Record<string, unknown>>;

/** A text with a word that no language has in place of its argument, or with a number where it counts. */
function filled(texts: AnyTexts, name: string): string {
  const text = texts[name];
  return String(typeof text === 'function' ? text(name === 'sessionsCount' ? 47 : 'Qx7') : text);
}

const argument = (name: string) => (name === 'sessionsCount' ? '47' : 'Qx7');

async function textsIn(tag: (typeof builtInLanguages)[number]): Promise<AnyTexts> {
  return { ...(await builtInTexts[tag]()) };
}

describe.each(others)('the texts in %s', (tag) => {
  it('are all there and use what they are given', async () => {
    const texts = await textsIn(tag);
    expect(Object.keys(texts)).toEqual(Object.keys(en));
    for (const [name, text] of Object.entries(en)) {
      expect(typeof texts[name], name).toBe(typeof text);
      if (typeof text === 'function') expect(filled(texts, name).split(argument(name)).length - 1, name).toBe(1);
    }
  });

  it('are in that language, but for words that English has too', async () => {
    const texts = await textsIn(tag);
    const names = Object.keys(en).filter((name) => name !== 'direction');
    const same = names.filter((name) => filled(texts, name) === filled(en, name));
    expect(same).toEqual(sameAsEnglish[tag] ?? []);
    const letter = letters[tag];
    if (letter !== undefined) expect(names.filter((name) => !letter.test(filled(texts, name)))).toEqual([]);
  });

  it('are whole sentences where the English ones are, without blanks around them', async () => {
    const texts = await textsIn(tag);
    const odd = Object.keys(en).filter((name) => {
      const text = filled(texts, name);
      return text !== text.trim() || / {2}/.test(text) || ending(text) !== ending(filled(en, name));
    });
    expect(odd).toEqual([]);
  });

  it('say what a button does in its label too (WCAG 2.5.3)', async () => {
    const { revoke, revokeFrom } = await builtInTexts[tag]();
    expect(revokeFrom('Qx7').toLocaleLowerCase(tag)).toContain(revoke.toLocaleLowerCase(tag));
  });
});

function ending(text: string): string {
  if (/[?？؟]$/.test(text)) return 'question';
  if (/[.。।]$/.test(text)) return 'sentence';
  return /[:：]$/.test(text) ? 'list' : 'words';
}

it('are read from right to left in Arabic alone', async () => {
  const directions = await Promise.all(others.map(async (tag) => [tag, (await builtInTexts[tag]()).direction]));
  expect(directions.filter(([, direction]) => direction !== 'ltr')).toEqual([['ar', 'rtl']]);
});

it.each([
  ['en', 1, 'You are signed in with one browser.'],
  ['en', 2, 'You are signed in with 2 browsers.'],
  ['fr', 1, 'Votre session est ouverte dans 1 navigateur.'],
  ['fr', 2, 'Vos sessions sont ouvertes dans 2 navigateurs.'],
  ['pl', 1, 'Twoja sesja jest otwarta: 1 przeglądarka.'],
  ['pl', 3, 'Twoja sesja jest otwarta: 3 przeglądarki.'],
  ['pl', 5, 'Twoja sesja jest otwarta: 5 przeglądarek.'],
  ['pl', 12, 'Twoja sesja jest otwarta: 12 przeglądarek.'],
  ['pl', 22, 'Twoja sesja jest otwarta: 22 przeglądarki.'],
  ['ar', 1, 'دخولك مسجّل في متصفح واحد.'],
  ['ar', 2, 'دخولك مسجّل في متصفحين.'],
  ['ar', 3, 'دخولك مسجّل في 3 متصفحات.'],
  ['ar', 11, 'دخولك مسجّل في 11 متصفحًا.'],
  ['ar', 100, 'دخولك مسجّل في 100 متصفح.'],
  ['tr', 1, 'Oturumunuz 1 tarayıcıda açık.'],
  ['hi', 2, 'आप 2 ब्राउज़रों में साइन इन हैं।'],
  ['hi', 100_000, 'आप 1,00,000 ब्राउज़रों में साइन इन हैं।'],
  ['ja', 2, '2 個のブラウザーでサインインしています。'],
  ['ko', 2, '브라우저 2개에서 로그인되어 있습니다.'],
] as const)('count in %s %i by the plural forms of the language (CLDR)', async (tag, count, sentence) => {
  expect((await builtInTexts[tag]()).sessionsCount(count)).toBe(sentence);
});
