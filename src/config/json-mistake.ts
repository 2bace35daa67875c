/** Where a text that is no JSON stops being some, both from 1. */
export function placeOfMistake(source: string): { readonly line: number; readonly column: number } {
  const lines = source.slice(0, validLength(source)).split('\n');
  return { line: lines.length, column: lines.at(-1)!.length + 1 };
}

/** How many characters from the start could still become JSON. */
function validLength(source: string): number {
  let low = 0;
  let high = source.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (couldGoOn(source.slice(0, middle))) low = middle;
    else high = middle - 1;
  }
  return low;
}

function couldGoOn(start: string): boolean {
  try {
    JSON.parse(start);
    return true;
  } catch (error) {
    const { message } = error as Error;
    return /end of JSON|Unterminated/.test(message) || message.includes(`at position ${start.length} `);
  }
}
