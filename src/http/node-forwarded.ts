import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/**
 * The address that the proxy in front saw, from the entry that it added itself, the last: those before it are whatever the client
 * claims. From `x-forwarded-for`, or `Forwarded` (RFC 7239) where there is none; `undefined` where that entry is no address.
 */
export function forwardedAddress(headers: IncomingHttpHeaders): string | undefined {
  const listed = headers['x-forwarded-for'];
  if (listed !== undefined) {
    const text = typeof listed === 'object' ? listed.join(',') : listed;
    return addressOf(text.slice(text.lastIndexOf(',') + 1).trim());
  }
  const { forwarded } = headers;
  return forwarded === undefined ? undefined : addressOf(forIn(lastElement(forwarded)));
}

/** RFC 7239 §6: some write the port too. */
function addressOf(node: string | undefined): string | undefined {
  if (node === undefined) return undefined;
  if (isIP(node) !== 0) return node;
  const [, inBrackets, plain] = /^(?:\[([^[\]]+)\]|([\d.]+))(?::\d{1,5})?$/.exec(node) ?? [];
  if (inBrackets !== undefined) return isIP(inBrackets) === 6 ? inBrackets : undefined;
  return plain !== undefined && isIP(plain) === 4 ? plain : undefined;
}

/** Read from its end: a quotation mark that the client left open must not swallow what the proxy wrote after it. */
function lastElement(forwarded: string): string {
  let isQuoted = false;
  for (let at = forwarded.length - 1; at >= 0; at -= 1) {
    if (forwarded[at] === '"') isQuoted = !isQuoted;
    else if (forwarded[at] === ',' && !isQuoted) return forwarded.slice(at + 1);
  }
  return forwarded;
}

/** The value of `for`, without its quotation marks; `undefined` if there is not one. No address holds a semicolon. */
function forIn(element: string): string | undefined {
  const named = element.split(';').flatMap((pair) => {
    const [, value] = /^\s*for=(\S+)\s*$/i.exec(pair) ?? [];
    return value === undefined ? [] : [value];
  });
  const [value] = named;
  if (named.length !== 1 || value === undefined) return undefined;
  return value.length > 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}
