/**
 * A distinguished name in one spelling, so that two are equal as texts where they are equal as names; `undefined`: it is none.
 *
 * @param text RFC 4514: relative names from the last to the first, `CN=worker,O=Example,C=DE`. Values as hexadecimal (`#…`) and in
 * quotation marks are not understood.
 */
export function canonicalName(text: string): string | undefined {
  return canonical(splitUnescaped(text, ',').map((part) => splitUnescaped(part, '+').map(writtenAttribute)));
}

/** The same of a name as OpenSSL prints it: one relative name a line, from the first to the last, escaped as in RFC 4514. */
export function canonicalNameOfLines(lines: string): string | undefined {
  const parts = lines.split('\n').reverse();
  return canonical(parts.map((part) => splitUnescaped(part, ' + ').map(printedAttribute)));
}

type Attribute = string | undefined;

/** The attributes of one relative name in an order of their own (RFC 4514 §2.2: a set). */
function canonical(names: readonly (readonly Attribute[])[]): string | undefined {
  return names.flat().includes(undefined)
    ? undefined
    : JSON.stringify(names.map((attributes) => [...attributes].sort()));
}

const attributeType = /^(?:[A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)+)$/;
/** RFC 4514 §2.4, without what is not understood: `#…` and quotation marks. */
const attributeValue = /^(?:(?:[^\\"#;<> ]|\\.)(?:[^\\";<>]|\\.)*)?$/s;
const names: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'CN'],
  ['2.5.4.5', 'SERIALNUMBER'],
  ['2.5.4.6', 'C'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.9', 'STREET'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
  ['2.5.4.97', 'ORGANIZATIONIDENTIFIER'],
  ['0.9.2342.19200300.100.1.1', 'UID'],
  ['0.9.2342.19200300.100.1.25', 'DC'],
  ['1.2.840.113549.1.9.1', 'EMAILADDRESS'],
  ['E', 'EMAILADDRESS'],
  ['S', 'ST'],
]);

/** As people write it, with spaces around. */
function writtenAttribute(text: string): Attribute {
  const equals = text.indexOf('=');
  if (equals < 0) return undefined;
  const type = withoutSpacesAround(text.slice(0, equals));
  const value = withoutSpacesAround(text.slice(equals + 1));
  return attributeType.test(type) && attributeValue.test(value) ? attribute(type, value) : undefined;
}

/** But for a last one after a backslash, which is meant. */
function withoutSpacesAround(text: string): string {
  let start = 0;
  let end = text.length;
  while (text[start] === ' ') start += 1;
  while (end > start && text[end - 1] === ' ') end -= 1;
  let backslashes = 0;
  while (text[end - 1 - backslashes] === '\\') backslashes += 1;
  return text.slice(start, backslashes % 2 === 1 ? end + 1 : end);
}

/** As OpenSSL prints it, every character meant. */
function printedAttribute(text: string): Attribute {
  const equals = text.indexOf('=');
  return equals < 0 ? undefined : attribute(text.slice(0, equals), text.slice(equals + 1));
}

function attribute(type: string, value: string): Attribute {
  const name = type.toUpperCase();
  const plain = unescaped(value);
  return plain === undefined ? undefined : `${names.get(name) ?? name}=${plain}`;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** RFC 4514 §2.4: a special character after a backslash, or bytes of UTF-8 as two hexadecimal digits each. */
function unescaped(value: string): string | undefined {
  const bytes: number[] = [];
  for (const [part, hexadecimal, character] of value.matchAll(/\\([0-9A-Fa-f]{2})|\\(.)|[^\\]+/gs)) {
    if (hexadecimal !== undefined) bytes.push(Number.parseInt(hexadecimal, 16));
    else bytes.push(...new TextEncoder().encode(character ?? part));
  }
  try {
    return utf8.decode(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}

function splitUnescaped(text: string, separator: ',' | '+' | ' + '): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text.startsWith(separator, at)) {
      parts.push(text.slice(start, at));
      start = at + separator.length;
    }
  }
  return [...parts, text.slice(start)];
}
