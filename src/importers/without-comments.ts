/** JSON with its comments, and its commas before closing brackets, blanked out: every other character keeps its place. */
export function withoutComments(text: string): string {
  const pieces: string[] = [];
  let from = 0;
  let comma: number | undefined;
  const blank = (start: number, end: number) => {
    pieces.push(text.slice(from, start), text.slice(start, end).replace(/[^\n]/g, ' '));
    from = end;
  };
  const commas: number[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index]!;
    if (character === '"') {
      index = endOfText(text, index);
      comma = undefined;
    } else if (character === '/' && (text[index + 1] === '/' || text[index + 1] === '*')) {
      const end = endOfComment(text, index);
      blank(index, end);
      index = end - 1;
    } else if (character === ',') comma = index;
    else if (character === '}' || character === ']') {
      if (comma !== undefined) commas.push(comma);
      comma = undefined;
    } else if (!/\s/.test(character)) comma = undefined;
  }
  pieces.push(text.slice(from));
  return withBlanks(pieces.join(''), commas);
}

/** The index of the quotation mark that ends the text which begins at `start`. */
function endOfText(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text[index] !== '"') index += text[index] === '\\' ? 2 : 1;
  return index;
}

function endOfComment(text: string, start: number): number {
  const isLine = text[start + 1] === '/';
  const end = text.indexOf(isLine ? '\n' : '*/', start + 2);
  if (end === -1) return text.length;
  return isLine ? end : end + 2;
}

function withBlanks(text: string, indexes: readonly number[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const index of indexes) {
    pieces.push(text.slice(from, index), ' ');
    from = index + 1;
  }
  return pieces.join('') + text.slice(from);
}
