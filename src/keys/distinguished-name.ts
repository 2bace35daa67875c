/**
 * A distinguished name in one spelling, so that two are equal as texts where they are equal as names; `undefined`: it is none.
 *
 * @param text RFC 4514: relative names from the last to the first, `CN=worker,O=Example,C=DE`. Values as hexadecimal (`#…`) and in
 * quotation marks are not understood.
 */
export function canonicalName(text: string): string | undefined {
  const names = splitUnescaped(text, ',').map(relativeName);
  return names.some((name) => name === undefined) ? undefined : JSON.stringify(names);
}

/** The same of a name as OpenSSL prints it: one relative name a line, from the first to the last, escaped as in RFC 4514. */
export function canonicalNameOfLines(lines: string): string | undefined {
  return canonicalName(lines.split('\n').reverse().join(','));
}

/** Its attributes in an order of their own (RFC 4514 §2.2: a set). */
function relativeName(text: string): readonly string[] | undefined {
  const attributes = splitUnescaped(text, '+').map(attribute);
  return attributes.some((one) => one === undefined) ? undefined : (attributes as string[]).sort();
}

const attributePattern = /^ *([A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)+) *= *((?:[^\\"#;<> ]|\\.)(?:[^\\";<>]|\\.)*?)? *$/s;
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

function attribute(text: string): string | undefined {
  const [, type, value = ''] = attributePattern.exec(text) ?? [];
  if (type === undefined) return undefined;
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

function splitUnescaped(text: string, separator: ',' | '+'): readonly string[] {
  return (
    text.match(
      separator === ',' ? /(?:[^\\,]|\\.|\\$)+|(?<=,|^)(?=,|$)/gs : /(?:[^\\+]|\\.|\\$)+|(?<=\+|^)(?=\+|$)/gs,
    ) ?? ['']
  );
}
