/** What a log line may say of a refused request, beside its reason. */
export const refusalFields = [
  'clientId',
  /** The client to which a code or token belongs that another one sent. */
  'issuedTo',
  'redirectUri',
  'postLogoutRedirectUri',
  'scope',
  /** A type of `authorization_details`. */
  'detailType',
  'resource',
  'grantType',
  'responseType',
  'responseMode',
  'codeChallengeMethod',
  'prompt',
  /** The name of a parameter, never its value. */
  'parameter',
  /** Which of several parameters named the user, never whom. */
  'hint',
  'subjectId',
  'provider',
] as const;

export type RefusalField = (typeof refusalFields)[number];
/** `undefined`: it was not sent. */
export type RefusalFields = Readonly<Partial<Record<RefusalField, string | undefined>>>;

const longest = 256;
const text = /^[\x20-\x7E]+$/;
const words = /^[A-Za-z0-9_. ]+$/;
const address = /^[\x21-\x7E]+$/;

/** What each looks like where it is right. Whatever else was sent there may be anything, a secret included, and is not shown. */
const grammars: Readonly<Record<RefusalField, RegExp>> = {
  // RFC 6749 App. A.1
  clientId: text,
  issuedTo: text,
  redirectUri: address,
  postLogoutRedirectUri: address,
  // RFC 6749 App. A.4
  scope: /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/,
  // One or more, between spaces.
  resource: text,
  detailType: text,
  // RFC 6749 App. A.10: a name, or a URI
  grantType: /^(?:[a-z_-]+|[a-z]+:[a-z0-9:/._-]+)$/,
  responseType: words,
  responseMode: words,
  codeChallengeMethod: words,
  prompt: words,
  parameter: /^[A-Za-z0-9_. -]+$/,
  hint: words,
  subjectId: text,
  provider: text,
};
const addresses: ReadonlySet<RefusalField> = new Set<RefusalField>([
  'redirectUri',
  'postLogoutRedirectUri',
  'resource',
]);

/**
 * The fields as they may be shown: one line of printable ASCII each, of 256 characters at most; of addresses neither who signs in at them, nor the
 * values of their query, nor their fragment, where codes and tokens would stand.
 */
export function shownFields(fields: RefusalFields): Readonly<Partial<Record<RefusalField, string>>> {
  const shown: Partial<Record<RefusalField, string>> = Object.create(null);
  for (const name of refusalFields) if (Object.hasOwn(fields, name)) shown[name] = shownField(name, fields[name]);
  return shown;
}

/** A client id as a request names it, which may be anything; `undefined`: it names none. */
export function shownClientId(clientId: string | undefined): string | undefined {
  return clientId === undefined ? undefined : shownField('clientId', clientId);
}

function shownField(name: RefusalField, value: string | undefined): string {
  if (value === undefined) return '(none)';
  const start = value.slice(0, 4 * longest);
  if (!grammars[name].test(start)) return `(malformed, ${value.length} characters)`;
  const shown = addresses.has(name) ? withoutValues(start) : start;
  return shown.length > longest || value.length > start.length ? `${shown.slice(0, longest)}…` : shown;
}

function withoutValues(uri: string): string {
  const [beforeFragment = '', fragment] = splitAt(uri, '#');
  const [place = '', query] = splitAt(beforeFragment, '?');
  const names = query?.split('&').map((pair) => (pair.includes('=') ? `${pair.slice(0, pair.indexOf('='))}=…` : '…'));
  const user = /^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i;
  return `${place.replace(user, '$1…@')}${names === undefined ? '' : `?${names.join('&')}`}${fragment === undefined ? '' : '#…'}`;
}

function splitAt(text: string, mark: string): readonly string[] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
