import { describe, expect, it } from 'vitest';
import { isShownText } from './shown-text.ts';

describe('isShownText', () => {
  it.each([
    ['plain words', 'Transfer 4711: 100.00 EUR'],
    ['one letter', 'W'],
    ['German', 'Grüße aus Köln'],
    ['letters with their marks apart', 'Gru\u0308\u00DFe'],
    ['Vietnamese, decomposed', 'Vie\u0323\u0302t'],
    ['Thai', 'ที่อยู่'],
    ['Hindi', 'क्षत्रिय'],
    ['Tibetan', 'བསྒྲུབས'],
    ['Burmese', 'ကြွှံ့'],
    ['Hebrew with points', 'בְּרֵאשִׁ֖ית'],
    ['Persian with a non-joiner', 'می\u200Cخواهم'],
    ['a conjunct kept apart', 'क्\u200Dष'],
    ['Chinese', '转账'],
    ['emoji', 'Shop \u{1F6CD}\uFE0F'],
    ['emoji that are joined', '\u{1F469}\u{1F3FD}\u200D\u{1F4BB}'],
    ['a keycap', '1\uFE0F\u20E3'],
    ['symbols', '€ + ½ ≠ §'],
  ])('takes %s', (_what, text) => {
    expect(isShownText(text)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['spaces alone', '   '],
    ['Hangul fillers', '\u3164'],
    ['a filler inside', 'A\u115FB'],
    ['a half-width filler', '\uFFA0'],
    ['a blank of Braille', '\u2800'],
    ['a combining grapheme joiner', 'A\u034FB'],
    ['a hundred combining marks', `A${'\u0301'.repeat(100)}`],
    ['a mark on nothing', '\u0301A'],
    ['a mark on a space', 'A \u0301'],
    ['a joiner on nothing', 'A\u200D'],
    ['a joiner between digits', '4\u200D7'],
    ['a joiner alone', '\u200C'],
    ['a zero width space', 'A\u200BB'],
    ['a soft hyphen', 'pay\u00ADpal'],
    ['a word joiner', 'A\u2060B'],
    ['a byte order mark', '\uFEFFA'],
    ['a variation selector on a letter', 'A\uFE0F'],
    ['a supplementary variation selector', '\u{E0100}'],
    ['tags', '\u{1F3F4}\u{E0067}\u{E007F}'],
    ['a right-to-left override', '\u202Egnp.exe'],
    ['an isolate', '\u2066A\u2069'],
    ['another space', 'A\u00A0B'],
    ['a wide space', '\u3000'],
    ['a line feed', 'A\nB'],
    ['a control', 'A\u0007'],
    ['half a surrogate pair', 'A\uD83D'],
    ['private use', '\uE000'],
    ['nothing assigned', '\u0378'],
    ['a null note', '\u{1D159}'],
    ['the object placeholder', '\uFFFC'],
  ])('refuses %s', (_what, text) => {
    expect(isShownText(text)).toBe(false);
  });
});
