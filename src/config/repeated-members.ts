import type { Path } from './problem-list.ts';

/** A member that stands twice in one object of a JSON text. */
export interface RepeatedMember {
  readonly path: Path;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

interface Open {
  /** Names so far; `undefined` in a list. */
  readonly names: Set<string> | undefined;
  /** Where the reader is: a name, or an index. */
  at: string | number;
  /** Whether a string that comes now is a name. */
  expectsName: boolean;
}

/**
 * Members that RFC 8259 §4 calls unpredictable: of two with one name most readers drop one in silence. The text is known to be JSON.
 * @param most of more the others are not told.
 */
export function repeatedMembers(text: string, most = Number.POSITIVE_INFINITY): readonly RepeatedMember[] {
  const found: RepeatedMember[] = [];
  const open: Open[] = [];
  for (const { piece, index } of piecesOf(text)) {
    const inner = open.at(-1);
    if (piece === '{') open.push({ names: new Set(), at: '', expectsName: true });
    else if (piece === '[') open.push({ names: undefined, at: 0, expectsName: false });
    else if (piece === '}' || piece === ']') open.pop();
    else if (inner === undefined) continue;
    else if (piece === ',') {
      if (typeof inner.at === 'number') inner.at += 1;
      else inner.expectsName = true;
    } else if (inner.expectsName) {
      const name = String(JSON.parse(piece));
      inner.at = name;
      inner.expectsName = false;
      if (inner.names?.has(name) && found.length < most)
        found.push({ path: open.map(({ at }) => at), ...placeOf(text, index) });
      inner.names?.add(name);
    }
  }
  return found;
}

/** Texts with their quotes, and what stands between them but colons, numbers and words. */
function* piecesOf(text: string): Generator<{ readonly piece: string; readonly index: number }> {
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '"') {
      const end = endOfText(text, index);
      yield { piece: text.slice(index, end), index };
      index = end - 1;
    } else if ('{}[],'.includes(text[index]!)) yield { piece: text[index]!, index };
  }
}

function endOfText(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function placeOf(text: string, index: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, index);
  return { line: before.split('\n').length, column: index - before.lastIndexOf('\n') };
}
