/** RFC 6749 §5.2: what `error` may consist of. */
const errorCode = /^[\x20\x21\x23-\x5B\x5D-\x7E]{1,200}$/;
const longestDescription = 1000;

/** @throws {RangeError} for what no client could read as an error code: a mistake of whoever wrote the validator. */
export function checkedErrorCode(code: string): string {
  if (!errorCode.test(code))
    throw new RangeError(`${JSON.stringify(code.slice(0, 200))} is no error code (RFC 6749 §5.2)`);
  return code;
}

/** A text of one's own as `error_description` may have it (RFC 6749 §5.2): visible ASCII without quotation marks and backslashes. */
export function wireDescription(text: string): string {
  return text
    .slice(0, longestDescription)
    .replaceAll('"', "'")
    .replaceAll('\\', '/')
    .replace(/[^\x20-\x7E]/g, (character) => (/\s/.test(character) ? ' ' : '?'));
}
