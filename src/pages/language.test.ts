import { expect, it } from 'vitest';
import { chooseLanguage, offeredLanguages } from './language.ts';
import { en } from './texts/en.ts';

const offered = offeredLanguages(['en', 'de']);
const accept = (value?: string) => ({ header: () => value });

it('prefers ui_locales to Accept-Language (OpenID Connect Core §3.1.2.1)', () => {
  expect(chooseLanguage(offered, ['fr', 'de-AT'], accept('en')).tag).toBe('de');
  expect(chooseLanguage(offered, [], accept('de;q=0.5, en;q=0.9')).tag).toBe('en');
  expect(chooseLanguage(offered, [], accept('fr, de-CH;q=0.1, en;q=0')).tag).toBe('de');
});

it('falls back to the first language that is offered', () => {
  expect(chooseLanguage(offered, [], accept()).tag).toBe('en');
  expect(chooseLanguage(offeredLanguages(['de', 'en']), ['ja'], accept(';;q=,*')).tag).toBe('de');
  expect(offeredLanguages(['ja']).map(({ tag }) => tag)).toEqual(['en']);
});

it('offers languages that somebody adds', () => {
  const fr = { ...en, loginTitle: 'Se connecter' };
  expect(chooseLanguage(offeredLanguages(['en', 'fr-CA'], { fr }), ['fr'], accept()).texts.loginTitle).toBe(
    'Se connecter',
  );
});
