import { text } from './rules.ts';

/** The connection string of a PostgreSQL, as its driver reads it. A message never shows it: it holds a password. */
export const postgresUrl = () =>
  text().check((context) => {
    const message = problemOf(context.value);
    if (message !== undefined) context.issues.push({ code: 'custom', input: context.value, message });
  });

const encodeIt = 'encode what is special in user name and password: / as %2F, # as %23, ? as %3F, @ as %40, % as %25';

function problemOf(value: string): string | undefined {
  if (!/^postgres(?:ql)?:\/\/./.test(value)) return 'must begin with postgres://';
  const port = /^[^/]*\/\/[^/?#]*:(\d+)(?:[/?#]|$)/.exec(value)?.[1];
  if (port !== undefined && !isPort(port)) return 'must have a port from 1 to 65535';
  const url = parse(value);
  if (url === null) return `cannot be read as an address: ${encodeIt}`;
  // Else the rest of a password would count as path, database or nothing at all.
  if (url.hash !== '' || value.includes('#') || url.pathname.includes('@')) return `is cut in two: ${encodeIt}`;
  if (![url.username, url.password, url.hostname, url.pathname].every(isDecodable)) return `has a stray %: ${encodeIt}`;
  const named = url.searchParams.get('port');
  return named === null || isPort(named) ? undefined : 'must have a port from 1 to 65535';
}

/** With what the driver forgives: characters that are not encoded, and no host after the user. */
function parse(value: string): URL | null {
  const isLoose = / |%[^a-f0-9]|%[a-f0-9][^a-f0-9]/i.test(value);
  const tidy = isLoose ? encodeURI(value.toWellFormed()).replace(/%25(\d\d)/g, '%$1') : value;
  return URL.parse(tidy) ?? URL.parse(tidy.replace('@/', '@localhost/'));
}

function isPort(digits: string): boolean {
  return /^\d{1,5}$/.test(digits) && Number(digits) >= 1 && Number(digits) <= 65_535;
}

function isDecodable(part: string): boolean {
  try {
    return decodeURIComponent(part) !== undefined;
  } catch {
    return false;
  }
}
