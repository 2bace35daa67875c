/** Combining marks after one character; the scripts that stack most of them need fewer. */
const mostMarks = 6;

/** Letters, marks, numbers, punctuation, symbols and plain spaces; nothing that controls, turns text around or is not assigned. */
const possible = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
/** Shows nothing by definition: fillers, joiners, variation selectors, tags (Unicode Standard Annex #44). */
const ignorable = /^\p{Default_Ignorable_Code_Point}$/u;
/** Shows nothing although it counts as a symbol, letter or mark: blanks of Braille, Egyptian and Khitan, the null note, the object placeholder. */
const blank = /^[\u2800\u{13441}\u{13442}\u{16FE4}\u{1D159}\uFFFC]$/u;
const mark = /^\p{M}$/u;
const letter = /^[\p{L}\p{M}]$/u;
const emoji = /^[\p{Extended_Pictographic}\p{Emoji_Modifier}]$/u;

const zeroWidthNonJoiner = '\u200C';
const zeroWidthJoiner = '\u200D';
const emojiStyle = '\uFE0F';

/**
 * Whether a text can be shown to a person, who compares or recognises something by it: names of clients, APIs, users and providers, the binding
 * message of a request. Every character shows something, where it stands; nothing turns text around or piles up on one place. Joiners are taken
 * where scripts (between letters) and emoji need them. One rule for all such texts; how long they may be is for others to say.
 */
export function isShownText(text: string): boolean {
  const characters = [...text];
  let marks = 0;
  let shows = false;
  for (const [index, character] of characters.entries()) {
    const before = characters[index - 1] ?? '';
    if (ignorable.test(character)) {
      if (!isJoiner(character, before, characters[index + 1] ?? '')) return false;
      continue;
    }
    if (!possible.test(character) || blank.test(character)) return false;
    const isMark = mark.test(character);
    marks = isMark ? marks + 1 : 0;
    // A mark alone sits on nothing, or on a neighbour that is not part of the text.
    if (isMark && (marks > mostMarks || before === '' || before === ' ')) return false;
    shows ||= character !== ' ';
  }
  return shows;
}

/** Whether a character that shows nothing changes how its neighbours are shown. */
function isJoiner(character: string, before: string, after: string): boolean {
  if (character === emojiStyle) return emoji.test(before) || /^[\d#*]$/.test(before);
  if (character === zeroWidthNonJoiner) return letter.test(before) && letter.test(after);
  if (character !== zeroWidthJoiner) return false;
  return (letter.test(before) && letter.test(after)) || (isEmojiEnd(before) && emoji.test(after));
}

function isEmojiEnd(character: string): boolean {
  return character === emojiStyle || emoji.test(character);
}
