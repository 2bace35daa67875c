import { describe, expect, it } from 'vitest';
import { looksLikeAnother } from './look-alike.ts';

describe('a name that looks like another', () => {
  it.each([
    ['G\u043E\u043Egle', 'Cyrillic о among Latin letters'],
    ['\u0430\u0440\u0440\u04CF\u0435', 'apple in Cyrillic letters alone'],
    ['Micr\u03BFsoft', 'Greek omicron'],
    ['\u0391\u039C\u0391\u0396\u039F\u039D', 'AMAZON in Greek capitals'],
    ['\u{1D406}oogle', 'a bold letter of formulas'],
    ['\uFF27oogle', 'a full-width letter'],
    ['\u0262itHub', 'a small capital of phonetics'],
    ['The real \u0430\u0440\u0440\u04CF\u0435', 'one word of several'],
  ])('%s: %s', (name) => {
    expect(looksLikeAnother(name)).toBe(true);
  });

  it.each([
    'Example app',
    'Müller & Söhne 3',
    'Яндекс Почта',
    'Яндекс Mail',
    'Ελληνικά',
    '東京アプリ Tokyo',
    'LINE 라인',
    'عربي',
    'Node.js',
  ])('%s is none', (name) => {
    expect(looksLikeAnother(name)).toBe(false);
  });
});
