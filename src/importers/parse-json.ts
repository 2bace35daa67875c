import { placeOfMistake } from '../config/json-mistake.ts';
import { formatPath } from '../config/problem-list.ts';
import { repeatedMembers } from '../config/repeated-members.ts';
import { ImportError } from './import-error.ts';
import { withoutComments } from './without-comments.ts';

/** Deeper than any export goes. */
const mostDepth = 100;
const mostRepeats = 20;
const longestSought = 10_000_000;

/**
 * Parses an export. Quotes nothing of it: it holds secrets.
 * @param options.comments `appsettings.json` may have comments, and commas at the end of lists.
 * @param options.name put before the place of a mistake.
 * @throws {ImportError} with line and column: no JSON, too deep, members that stand twice.
 */
export function parseImportJson(
  text: string,
  { comments = false, name }: { readonly comments?: boolean; readonly name?: string } = {},
): unknown {
  try {
    return parsedOnce(text, comments);
  } catch (error) {
    if (name === undefined || !(error instanceof ImportError)) throw error;
    const within = (path: string) => (path === '' ? name : `${name}:${path}`);
    throw new ImportError(error.problems.map(({ path, message }) => ({ path: within(path), message })));
  }
}

function parsedOnce(text: string, comments: boolean): unknown {
  const bare = text.replace(/^\uFEFF/, '');
  const source = comments ? withoutComments(bare) : bare;
  refuseDepth(source);
  const value = parse(source);
  const repeated = repeatedMembers(source, mostRepeats);
  if (repeated.length === 0) return value;
  throw new ImportError(
    repeated.map(({ path, line, column }) => ({
      path: `${line}:${column}`,
      message: `${formatPath(path)} stands twice in one object`,
    })),
  );
}

function parse(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    // To find the place takes many looks.
    const place = source.length > longestSought ? undefined : placeOfMistake(source);
    const path = place === undefined ? '' : `${place.line}:${place.column}`;
    throw new ImportError([{ path, message: 'is not valid JSON' }]);
  }
}

function refuseDepth(source: string): void {
  let depth = 0;
  let inText = false;
  for (let index = 0; index < source.length; index += 1) {
    const character = source[index];
    if (inText) {
      if (character === '\\') index += 1;
      else if (character === '"') inText = false;
    } else if (character === '"') inText = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth > mostDepth)
      throw new ImportError([{ path: '', message: `must not be deeper than ${mostDepth} levels` }]);
  }
}
