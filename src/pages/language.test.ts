import { expect, it } from 'vitest';
import { builtInLanguages } from '../model/languages.ts';
import { chooseLanguage, loadBuiltInTexts, offeredLanguages } from './language.ts';
import { de } from './texts/de.ts';
import { en } from './texts/en.ts';
import { isolated } from './texts/isolated.ts';

const offered = offeredLanguages(['en', 'de'], { de });
const accept = (value?: string) => ({ header: () => value });

it('prefers ui_locales to Accept-Language (OpenID Connect Core §3.1.2.1)', () => {
  expect(chooseLanguage(offered, ['fr', 'de-AT'], accept('en')).tag).toBe('de');
  expect(chooseLanguage(offered, [], accept('de;q=0.5, en;q=0.9')).tag).toBe('en');
  expect(chooseLanguage(offered, [], accept('fr, de-CH;q=0.1, en;q=0')).tag).toBe('de');
});

it('falls back to the first language that is offered', () => {
  expect(chooseLanguage(offered, [], accept()).tag).toBe('en');
  expect(chooseLanguage(offeredLanguages(['de', 'en'], { de }), ['fi'], accept(';;q=,*')).tag).toBe('de');
  expect(offeredLanguages(['fi']).map(({ tag }) => tag)).toEqual(['en']);
});

it.each([
  ['pt-BR', 'pt'],
  ['pt-PT', 'pt'],
  ['PT_br', 'en'],
  ['fr-CA', 'fr'],
  ['es-419', 'es'],
  ['de-Latn-DE-1996', 'de'],
  ['zh', 'zh'],
  ['zh-CN', 'zh'],
  ['zh-Hans', 'zh'],
  ['zh-Hans-SG', 'zh'],
  ['zh-TW', 'zh'],
  ['zh-Hant-HK', 'zh'],
  ['ar-EG', 'ar'],
  ['hi-IN', 'hi'],
  ['ja-JP', 'ja'],
  ['ko-KR', 'ko'],
  ['nl-BE', 'nl'],
  ['JA', 'ja'],
  ['fi', 'en'],
  ['arc', 'en'],
  ['*', 'en'],
  ['', 'en'],
  ['x-klingon', 'en'],
  ['-', 'en'],
])('speaks to who wants %j in %s, by ui_locales and by Accept-Language alike (RFC 4647 §3.4)', (wanted, tag) => {
  const all = builtInLanguages.map((one) => ({ tag: one, texts: en }));
  expect(chooseLanguage(all, [wanted], accept()).tag).toBe(tag);
  expect(chooseLanguage(all, [], accept(`${wanted};q=0.7`)).tag).toBe(tag);
});

it.each([
  [['zh', 'zh-Hant'], 'zh-TW', 'zh-Hant'],
  [['zh', 'zh-Hant'], 'zh-Hant-HK', 'zh-Hant'],
  [['zh', 'zh-Hant'], 'zh-SG', 'zh'],
  [['zh-Hant', 'zh-Hans'], 'zh', 'zh-Hans'],
  [['pt', 'pt-PT'], 'pt-PT', 'pt-PT'],
  [['pt', 'pt-PT'], 'pt-BR', 'pt'],
  [['pt-PT', 'pt-BR'], 'pt-AO', 'pt-PT'],
  [['de-CH', 'de-AT'], 'de-at', 'de-AT'],
  [['sr-Latn', 'sr'], 'sr-RS', 'sr'],
])('takes of %j for %s the one in its script and nearest to it', (tags, wanted, tag) => {
  const varieties = ['en', ...tags].map((one) => ({ tag: one, texts: en }));
  expect(chooseLanguage(varieties, [wanted], accept()).tag).toBe(tag);
});

it('loads what is configured and nothing else; given texts come before built-in ones', async () => {
  expect(Object.keys(await loadBuiltInTexts(['en']))).toEqual(['en']);
  expect(Object.keys(await loadBuiltInTexts(['fr-CA', 'ar', 'zh-Hans-CN', 'fi']))).toEqual(['fr', 'ar', 'zh']);
  expect(Object.keys(await loadBuiltInTexts(['ar', 'zh-Hant', 'fr-CA'], { ar: en, 'zh-Hant': en }))).toEqual(['fr']);
});

it('offers languages that somebody adds', () => {
  const fi = { ...en, loginTitle: 'Kirjaudu' };
  const languages = offeredLanguages(['en', 'fi-FI'], { fi });
  expect(chooseLanguage(languages, ['fi'], accept()).texts.loginTitle).toBe('Kirjaudu');
});

it('keeps a name that runs the other way from turning the words around it (Unicode Standard Annex #9 §2.4)', () => {
  const hebrew = 'בנק';
  expect(isolated(en).consentTitle('Bank')).toBe('Bank asks for access');
  expect(isolated(en).consentTitle(hebrew)).toBe(`\u2068${hebrew}\u2069 asks for access`);
  expect(isolated({ ...en, direction: 'rtl' }).consentTitle('Bank')).toBe('\u2068Bank\u2069 asks for access');
  expect(isolated({ ...en, direction: 'rtl' }).sessionsCount(2)).toBe('You are signed in with 2 browsers.');
});
